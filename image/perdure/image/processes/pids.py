"""The pids of new processes, taken from the image's counter in blocks.

Read by: perdure.image.processes.ledger, perdure.image.sharing.membership.
"""

from __future__ import annotations

from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import TABLE

BLOCK = 32  #: pids taken from the root's counter at once


class Pids:
    """The block of pids that one opening gives to its next processes."""

    def __init__(self, root: ImageRoot, most: int = BLOCK) -> None:
        self._root = root
        self._most = most  #: in a block; one that is used up is followed by a larger, up to this
        self._block = BLOCK
        self._left = (0, 0)  #: next of the block, end of the block
        self._committed = (0, 0)

    def next(self) -> int:
        """One that nobody has had."""
        first, end = self._left
        if first == end:
            counters = self._root.counters
            first = counters.next_pid
            if self._block >= TABLE:  # whole tables, in which nobody else puts processes
                first = -(-first // TABLE) * TABLE
            end = counters.next_pid = first + self._block
            self._block = min(8 * self._block, self._most)
        self._left = (first + 1, end)
        return first

    def take_tables(self) -> None:
        """Take whole tables from now on: for a member that makes processes beside other members.

        In a table that two share, each would have the other's leaves split under it.
        """
        self._block = min(max(self._block, TABLE), self._most)

    def reserve(self, count: int) -> list[int]:
        """Some for processes that are still to be made; nobody else gets them."""
        return [self.next() for _ in range(count)]

    def give_back(self) -> None:
        """Give back what is left of the block, if it is the last one taken."""
        first, end = self._left
        if first < end == self._root.counters.next_pid:
            self._root.counters.next_pid = first
        self._left = (0, 0)

    def forget(self) -> None:
        """Take new ones for the next processes: those of the last may be in the image after all."""
        self._left = self._committed = (0, 0)

    def committed(self) -> None:
        self._committed = self._left

    def aborted(self) -> None:
        self._left = self._committed
