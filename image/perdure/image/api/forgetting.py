"""Requests to an open image about ended processes: to forget some, and when it does.

Read by: perdure.image.api.blocking.
"""

from __future__ import annotations

from itertools import islice

from perdure.image.api.session import Session
from perdure.image.api.turns import called, in_turn
from perdure.image.errors import ImageError
from perdure.image.processes.keeping import PIECE, forget, is_held
from perdure.image.processes.paging import FARTHEST_PID, Wanted, first_of
from perdure.image.schema.history import COMPLETIONS, ENDS, KINDS, Limit
from perdure.image.schema.processes import Process


def check_limit(kind: str, seconds: float | None, count: int | None) -> None:
    """ImageError where that is no limit."""
    kinds = (*KINDS, COMPLETIONS)
    if kind not in kinds:
        raise ImageError(f"nothing is kept as {kind!r}; the kinds are {', '.join(kinds)}")
    if seconds is not None and not seconds >= 0:
        raise ImageError(f"{seconds!r} is no number of seconds for which {kind} are kept")
    if count is not None and kind == COMPLETIONS:
        raise ImageError(f"{COMPLETIONS} are kept for a time, whatever their number")
    if count is not None and (type(count) is not int or count < 0):
        raise ImageError(f"{count!r} is no number of processes that are kept")


class Forgetting(Session):
    """The part of the interface for what has ended; docs/processes.md has the rule."""

    @in_turn
    def forget(self, *pids: int) -> None:
        """Have the image forget processes that have ended, at once.

        Either all of them or, where one is not to be forgotten (CannotForget), none.
        """
        self._change(lambda: forget(self.ledger, pids, self.clock.now()))

    def forget_all(
        self, *, state: str | None = None, name: str | None = None, older: float = 0.0
    ) -> int:
        """Forget all that have ended, some in each transaction; gives how many.

        Those of that state and name, where they are given, and that were created more than
        `older` seconds ago.
        """
        if state is not None and state not in ENDS:
            raise ImageError(f"{state!r} is no state of what has ended: {', '.join(ENDS)}")
        count = after = 0
        while page := self._page(state, name, after):
            after, some = self._forget_some(page, self.clock.now() - older)
            count += some
        return count

    @in_turn
    def keep(self, kind: str, seconds: float | None = None, count: int | None = None) -> None:
        """Say for how long, and how many, ended processes of a kind are kept; None: for ever.

        The kinds are `forms` (texts that were evaluated), `failed` and `done` (any other), and
        `completions` (what was completed from outside, of which the number is not limited).
        """
        check_limit(kind, seconds, count)

        def change() -> None:
            history = self.root.made_history(self.clock.now())
            history.set_limit(kind, seconds, count)

        self._change(change)
        self.driver.keeping.look()

    @in_turn
    def limits(self) -> dict[str, Limit]:
        """For how long, and how many, ended processes are kept of each kind; see `keep`."""
        self.refresh()
        history = self.root.history()
        kinds = (*KINDS, COMPLETIONS)
        return {kind: Limit() if history is None else history.limit(kind) for kind in kinds}

    @in_turn
    @called("forget")
    def _page(self, state: str | None, name: str | None, after: int) -> list[Process]:
        self.refresh()
        found = first_of(self.root, Wanted(state, name), after, FARTHEST_PID)
        return list(islice(found, PIECE))

    @in_turn
    @called("forget")
    def _forget_some(self, page: list[Process], made_before: float) -> tuple[int, int]:
        """The last pid of the page, and how many of it have been forgotten."""
        pids = [each.pid for each in page]

        def change() -> int:
            found = map(self.root.find_process, pids)
            old = [each.pid for each in found if each is not None and is_old(each, made_before)]
            free = [pid for pid in old if not is_held(self.ledger, pid)]
            forget(self.ledger, free, self.clock.now())
            return len(free)

        return pids[-1], self._change(change)


def is_old(process: Process, made_before: float) -> bool:
    return process.has_ended and process.details.created <= made_before
