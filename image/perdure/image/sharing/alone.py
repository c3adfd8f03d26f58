"""The membership of an opening that shares its image with nobody.

It has the face of a Membership, so that the engine need not know which of the two it has: a
transaction begins, commits and aborts the same way in both.

Reads: perdure.image.processes.ledger. Read by: perdure.image.engine.transactions,
perdure.image.engine.trials, perdure.image.api.session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.processes.ledger import Ledger
from perdure.image.sharing.membership import Membership


class Alone:
    """An opening that nobody else's commits, leases or beats concern."""

    is_shared = False  #: whether others may have the image open too
    is_ringing = False  #: whether there are arrivals
    name = None  #: what others know the member by
    has_news = False  #: whether a transaction begun now might see what others have committed

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def join(self, change: Callable[[Callable[[], None]], Any]) -> None:
        """Become one of those that have the image open."""

    def start(self) -> None:
        """Begin to let other members know that this one lives."""

    def expect_news(self) -> None:
        """Have the next look see what other members have committed by now, if there is anything."""

    # In each transaction

    def sync(self) -> None:
        """Make sure that what is committed by now is seen in the next transaction."""

    def begins(self) -> None:
        """A transaction is about to begin."""

    def began(self) -> bool:
        """A transaction has begun; whether this member has joined anew in it."""
        return False

    def committed(self) -> None:
        """The transaction was committed."""

    def aborted(self) -> None:
        """The transaction was not committed."""

    def was_disconnected(self) -> None:
        """Whether the last commit was made is not known."""

    # Others

    def is_other_open(self, name: str) -> bool:
        """Whether that is another member, which is not known to have ended."""
        return False

    # The end

    def stop(self) -> None:
        """End what `start` began."""

    def leave(self) -> None:
        """Give back what is held of the image; within a transaction."""
        self._ledger.new_pids.give_back()


Members = Alone | Membership
