"""The line-up: after a death, suspects have their slices committed one by one.

What one transaction does to several processes hides which of them it was that the driver
died of. So each commit of a line-up carries the *mark* of the process whose slice is the
next, which costs no commit of its own; a death after it is counted to that one alone.

All suspects that are ready are lined up, until each has had a slice or LINE_UP seconds have
gone by; the rest is then run together, as ever. In turn with them everything else goes on
that may: what has arrived (requests, outcomes of effects, timers that are due) is taken in
while nobody is marked and no slice is run, and a process that has become ready meanwhile, a
*newcomer*, is run alone and marked, as it may do harm as well as they.

Nothing else must run beside a slice that is marked, no effect either: see
perdure.image.engine.trials. A slice that outlives its turn leaves the line-up.

Read by: perdure.image.engine.batches, which owns it, and perdure.image.engine.trials.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from time import monotonic

from perdure.image.processes.ledger import Ledger
from perdure.image.processes.suspects import mark, unmark
from perdure.image.schema.deaths import Suspects

#: Seconds after which the rest is run together. Effects wait as long, and whoever wants them.
LINE_UP = 10.0

#: Instead of a pid: nobody has the next turn, or the line-up is over.
NOBODY, OVER = 0, -1
#: Whose turn it was, if anybody's.
SUSPECT, NEWCOMER = 1, 2


class LineUp:
    """The suspects of one driver that have not had their slice yet, and whose turn it is."""

    def __init__(self, ledger: Ledger, ready: deque[int]) -> None:
        self._ledger = ledger
        self._ready = ready  #: the scheduler's pids that are to have slices
        self._waiting: deque[int] = deque()  #: suspects; among those once it is their turn
        self._until = 0.0
        #: the pid that is marked as committed, the first of `ready`; or NOBODY
        self.turn = NOBODY
        self._next = NOBODY  #: the same, by the transaction in progress; or OVER
        self._last = SUSPECT  #: whose turn the last was
        #: pids that may be marked in the image: as committed, and by transactions that failed
        self._marked: list[int] = []

    def __bool__(self) -> bool:
        """Whether slices are run one by one, and nothing must be run beside them."""
        return bool(self.turn or self._waiting)

    def waiting(self) -> Collection[int]:
        """The pids of those that have not had their turn."""
        return self._waiting

    def begin(self, pids: Iterable[int]) -> None:
        """Line up these suspects too, which are ready. A transaction that marks follows."""
        self._waiting.extend(pids)
        self._until = monotonic() + LINE_UP

    def withdraw(self, pid: int) -> None:
        """It is not to be run here now."""
        with suppress(ValueError):
            self._waiting.remove(pid)
        if self.turn == pid:
            self.turn = NOBODY

    def mark_next(self, has_arrived: Callable[[], bool]) -> None:
        """Choose whose slice is the next, and mark it; in a transaction, after all else.

        `has_arrived` says whether anything is to be taken in.
        """
        suspects = self._ledger.root.suspects
        if not self or suspects is None:
            return
        self._next = self._choose(has_arrived)
        self.rest(suspects)
        process = self._ledger.root.find_process(self._next) if self._next > 0 else None
        if process is not None:  # else it was forgotten, and its turn is over at once
            mark(suspects, process)
            self._marked.append(self._next)

    def committed(self) -> None:
        """The transaction that chose the next has been committed."""
        if not self:
            return
        self.turn = max(self._next, NOBODY)
        self._marked = [self.turn] if self.turn else []
        if self._next == OVER:
            self._ready.extendleft(reversed(self._waiting))
            self._waiting.clear()
        elif self._waiting and self._waiting[0] == self.turn:
            self._ready.appendleft(self._waiting.popleft())
            self._last = SUSPECT
        else:
            self._last = NEWCOMER if self.turn else NOBODY

    def rest(self, suspects: Suspects) -> None:
        """Have nobody marked any more; in a transaction."""
        for pid in self._marked:
            unmark(suspects, pid, self._ledger.root.find_process(pid))

    def _choose(self, has_arrived: Callable[[], bool]) -> int:
        if self.turn and self._ready and self._ready[0] == self.turn:
            return self.turn  # something else was done
        if not self._waiting or monotonic() >= self._until:
            return OVER
        if self._last == SUSPECT and has_arrived():
            return NOBODY
        if self._last != NEWCOMER and self._ready:
            return self._ready[0]
        return self._waiting[0]
