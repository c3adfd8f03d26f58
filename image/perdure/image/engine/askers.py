"""Processes that want a line of input, and whether the console's holder will give them one.

Read by: perdure.image.engine.driver, which owns it; perdure.image.engine.following.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from perdure.image.effects.callbacks import Callbacks
from perdure.image.processes.ledger import Ledger
from perdure.image.schema.processes import PARKED

#: Called with the pid of a process that wants input; whether it will be given some.
Asks = Callable[[int], bool]


class Askers:
    """Those of one driver, whose thread alone uses it."""

    def __init__(self, ledger: Ledger, callbacks: Callbacks) -> None:
        self.on_input: Asks | None = None
        self._ledger = ledger
        self._callbacks = callbacks
        self._given: dict[int, bool] = {}  #: pids that want input: whether they will get some

    def pids(self) -> list[int]:
        """In the order in which they asked."""
        root = self._ledger.root
        for pid in list(self._given):
            process = root.find_process(pid)
            if process is None or process.has_ended or process.state == PARKED:
                del self._given[pid]
        return list(self._given)

    def count_given(self) -> int:
        """How many will be given some."""
        return sum(self._given.values())

    def is_any_given(self) -> bool:
        return any(self._given[pid] for pid in self.pids())

    def ask(self) -> None:
        """Tell `on_input` which process wants input."""
        self._ask()
        self._callbacks.settle()

    def began(self, pids: Iterable[int]) -> None:
        """These began to wait for it."""
        self._given.update((pid, False) for pid in pids)
        self._ask()

    def found(self, pids: Iterable[int]) -> bool:
        """These were found to wait for it; whether that is news of any."""
        new = [pid for pid in pids if pid not in self._given]
        self._given.update((pid, False) for pid in new)
        return bool(new)

    def asks(self, pid: int) -> None:
        """A process that is followed wants a line; nothing where that is known."""
        if pid not in self._given:
            self.began((pid,))

    def asks_no_more(self, pid: int) -> None:
        """A process that is followed wants none: somebody else may have given it one."""
        if pid in self._given and not self._ledger.is_ours(self._ledger.root.process(pid)):
            del self._given[pid]

    def was_given(self, pid: int) -> None:
        """It gets some."""
        self._given.pop(pid, None)

    def _ask(self) -> None:
        asked = self.on_input
        if asked is not None:
            for pid in self.pids():
                is_given = self._callbacks.call(lambda pid=pid: bool(asked(pid)))
                if pid in self._given:  # else it has got some already
                    self._given[pid] = bool(is_given)
