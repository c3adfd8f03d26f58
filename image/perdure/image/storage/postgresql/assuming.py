"""Transactions that begin without asking the database what other members have committed.

A member that has committed several times, and nobody else meanwhile, takes it that this is so
still: its next transaction begins on the state that its last commit has left. The database makes
sure of that in the statement that commits (perdure.image.storage.postgresql.committing), under the
lock of all commits, or before the first record is loaded; where somebody else has committed, the
transaction meets a conflict, and is run again after the question. So one that loads nothing is one
round trip, and none is committed on another state than one that asks. A program, or a library, may
swallow the conflict and go on: then it meets the same at each further load, and at the commit.

Only the engine asks for it, of a batch, of which nobody sees anything before it is committed.

Reads: perdure.image.storage.postgresql.views. Read by: perdure.image.storage.postgresql.committing.
"""

from __future__ import annotations

from typing import Any

from ZODB.POSException import ReadConflictError

ENOUGH = 3  #: own commits, with nobody else's among them, after which the next is assumed
PENALTY = 8  #: as many more, where that was wrong

NEWEST = "SELECT coalesce(max(tid), 0) FROM {}"
COMMITTED = "somebody else has committed since"


class Assumption:
    """The transaction that one connection to an image takes for the newest."""

    def __init__(self, *, keeps_history: bool) -> None:
        self._newest = NEWEST.format("transaction" if keeps_history else "object_state")
        self._is_wanted = False  #: of the transaction that begins next
        self._alone = 0  #: own commits, with nobody else's among them
        #: The last of these: the transaction before it, its own, and the objects it has changed.
        self._last: tuple[int, int, list[int]] | None = None
        #: The transaction on which the one in progress stands, if that is not made sure of.
        self.tid: int | None = None
        #: Whether the one in progress stands on an older state: whatever it wants is a conflict.
        self.is_refuted = False

    def want(self) -> None:
        """Let the transaction that begins next assume, where that has been right lately."""
        self._is_wanted = self._last is not None and self._alone >= ENOUGH

    def begins(self) -> None:
        """A transaction begins, which will ask what has changed, or know; or one has ended."""
        self.tid, self.is_refuted = None, False

    def known(self, since: int | None) -> tuple[list[tuple[int, int]], int] | None:
        """The changes since that transaction, and the newest one; None: the database is asked."""
        is_wanted, self._is_wanted = self._is_wanted, False
        if not is_wanted or self._last is None or since is None:
            return None
        before, own, changed = self._last
        if since == before:
            self.tid = own
            return [(oid, own) for oid in changed], own
        if since < own:
            return None
        self.tid = since  # another connection of this process has asked since
        return [], since

    def make_sure(self, view: Any) -> None:
        """ReadConflictError where somebody else has committed; the view has begun then."""
        self.refuse()
        tid, self.tid = self.tid, None
        if tid is not None and view.ask_within(self._newest) != tid:
            self.was_wrong()

    def was_wrong(self) -> None:
        self.tid, self._last, self._alone = None, None, -PENALTY
        self.is_refuted = True
        self.refuse()

    def refuse(self) -> None:
        """ReadConflictError where it is known to stand on an older state."""
        if self.is_refuted:
            raise ReadConflictError(COMMITTED)

    def committed(self, seen: int, before: int, own: int, changed: list[int]) -> None:
        """A commit of ours came after `before`, from a state as `seen`."""
        self.tid = None
        if seen == before:
            self._alone += 1
            self._last = (before, own, changed)
        else:
            self._alone = min(self._alone, 0)
            self._last = None


class Poller:
    """RelStorage's, which need not ask what has changed where that is assumed."""

    def __init__(self, base: Any, assumption: Assumption) -> None:
        self._base, self._assumption = base, assumption

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)

    def poll_invalidations(self, conn: Any, cursor: Any, prev_polled_tid: int | None) -> Any:
        conn.assumption = self._assumption
        found = self._assumption.known(prev_polled_tid)
        return found or self._base.poll_invalidations(conn, cursor, prev_polled_tid)
