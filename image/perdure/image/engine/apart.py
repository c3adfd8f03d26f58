"""The slices that are run apart, each in a workspace, because they outlived their turn.

The driver gives them turns between its batches, so nobody waits for them longer than a
turn. Which of them goes on next: the one that has run least, but each for twice as long
as before, so that of many that are alike the first ends first; and before all others one
that met a conflict, since what it computed must be computed again.

Reads: perdure.image.engine.workspace. Read by: perdure.image.engine.batches.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from perdure.image.engine.workspace import Workspace

#: Seconds of running after which a slice is committed in its midst.
CHECKPOINT = float(os.environ.get("PERDURE_CHECKPOINT", "3"))
#: Whether all slices are run apart: for tests.
ALWAYS = os.environ.get("PERDURE_APART") == "always"
TURN = 0.05  #: seconds that one may run before the driver looks at all else
FIRST = 0.1  #: seconds before another of them has its turn
MOST = 32  #: of them at once; more wait until one has ended or was committed
IDLE = 4  #: workspaces kept for the next
PATIENCE = 3  #: conflicts after which nothing else is run meanwhile, for a while
ALONE = 1.0  #: seconds of that


class Apart:
    """Which processes have their slices run apart, and where each stands."""

    def __init__(self, make: Callable[[], Workspace]) -> None:
        self._make = make
        self.waiting: deque[int] = deque()  #: pids, whose slices have not begun
        self.chosen: list[int] = []  #: pids, once the transaction in progress has committed
        self.long: set[int] = set()  #: pids whose last slice took long, or their present one
        self._running: dict[int, Workspace] = {}  #: by pid, in order of beginning
        self._idle: list[Workspace] = []
        self._conflicts: dict[int, int] = {}  #: pid -> how often its slice met one
        self._current = 0  #: the pid that had the last turn

    def __bool__(self) -> bool:
        """Whether there is anything to run."""
        return bool(self.waiting or self._running)

    def __contains__(self, pid: int) -> bool:
        return pid in self._running or pid in self.waiting

    def pids(self) -> Iterator[int]:
        yield from self._running
        yield from self.waiting

    def is_for(self, pid: int) -> bool:
        """Whether the next slice of a process is to be run apart from its beginning."""
        return ALWAYS or pid in self.long

    def choose(self, pid: int) -> None:
        """Run its slice apart, once the transaction in progress has committed."""
        if pid not in self and pid not in self.chosen:
            self.chosen.append(pid)

    def committed(self) -> None:
        self.waiting.extend(self.chosen)
        self.chosen = []

    def aborted(self) -> None:
        self.chosen = []

    def holds_back(self) -> bool:
        """Whether a slice that met conflict after conflict has to be alone for a while."""
        pid = self._current
        at = self._running.get(pid)
        return at is not None and self._conflicts.get(pid, 0) >= PATIENCE and at.took < ALONE

    def next(self) -> Workspace | None:
        """The workspace whose turn it is, of a slice that is begun; None where none is left."""
        while self:
            pid = self._next_pid()
            self._current = pid
            found = self._running.get(pid)
            if found is not None:
                return found
            self.waiting.remove(pid)
            made = self._idle.pop() if self._idle else self._make()
            try:
                has_begun = made.begin(pid)
            except BaseException:
                made.close()
                self.waiting.appendleft(pid)
                raise
            if has_begun:
                self._running[pid] = made
                return made
            self._idle.append(made)
        return None

    def _next_pid(self) -> int:
        if not self._running:
            return self.waiting[0]
        current = self._current
        if current in self._running and self._conflicts.get(current):
            return current
        least = min(self._running, key=lambda pid: self._running[pid].took)
        if self.waiting and len(self._running) < MOST:
            again = [pid for pid in self.waiting if self._conflicts.get(pid)]
            least_took, least = 0.0, (again or self.waiting)[0]
        else:
            least_took = self._running[least].took
        if current in self._running:
            took = self._running[current].took
            if took < max(FIRST, 2 * least_took):
                return current
        return least

    def count_running(self) -> int:
        return len(self._running)

    def running(self, pid: int) -> Workspace | None:
        return self._running.get(pid)

    def leave(self, pid: int, *, is_long: bool = False, is_merged: bool = False) -> None:
        """It is run apart no longer: what it did was merged, or is not wanted."""
        if pid in self.waiting:
            self.waiting.remove(pid)
        self._conflicts.pop(pid, None)
        if not is_long:
            self.long.discard(pid)
        self._let_go(pid, is_merged=is_merged)

    def begin_again(self, pid: int, *, anew: bool = False) -> None:
        """Drop its slice, which met a conflict. `anew`: trust nothing that was in memory."""
        self._conflicts[pid] = self._conflicts.get(pid, 0) + 1
        self._let_go(pid, is_kept=not anew)
        self.waiting.appendleft(pid)

    def conflicts(self, pid: int) -> int:
        return self._conflicts.get(pid, 0)

    def forget(self) -> list[int]:
        """Let go of all, as if none had begun; gives their pids."""
        pids = list(self.pids())
        for pid in pids:
            self.leave(pid, is_long=True)
        return pids

    def close(self) -> None:
        self.forget()
        close_all(self._idle)
        self._idle = []

    def _let_go(self, pid: int, *, is_kept: bool = True, is_merged: bool = False) -> None:
        found = self._running.pop(pid, None)
        if found is None:
            return
        found.discard(is_merged=is_merged)
        if is_kept and len(self._idle) < IDLE:
            self._idle.append(found)
        else:
            found.close()


def close_all(workspaces: Iterable[Workspace]) -> None:
    for each in workspaces:
        each.close()
