"""The spaces that a machine keeps in memory between slices, those that were used last.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from perdure.languages.python.machine.chunks import Stored
from perdure.languages.python.machine.spaces import Space

SPACES = 64  #: that are kept

Kept = tuple[Space, Stored]  #: and the bytes that it was stored as


class Spaces:
    """By process. Those whose call is under way are kept whatever their number, while they live."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._most = SPACES  #: of these, before some are let go

    def take(self, key: Hashable) -> Kept | None:
        return self._kept.pop(key, None)

    def keep(
        self, key: Hashable, space: Space, held: Stored, has_ended: Callable[[int], bool]
    ) -> bool:
        """Keep one; gives whether there were so many that some were looked at, and let go."""
        self._kept[key] = (space, held)
        self._kept.move_to_end(key)
        if len(self._kept) <= self._most:
            return False
        ended = [key for key, (each, _) in self._kept.items() if is_ended(each, has_ended)]
        for key in ended:  # it was killed: a thread may have the space
            self._kept.pop(key)[0].is_gone = True
        idle = [key for key, (each, _) in self._kept.items() if each.pending is None]
        for key in idle[: max(0, len(idle) - SPACES)]:
            self._kept.pop(key)[0].let_go()
        self._most = max(SPACES, 2 * len(self._kept))
        return True


def is_ended(space: Space, has_ended: Callable[[int], bool]) -> bool:
    """Whether the process has ended that waits for a call with the space."""
    return space.pending is not None and has_ended(space.process)
