"""The processes that are begun for a caller that may leave: these are ended then.

A caller is a task of an asyncio application. What is done for it runs in a thread of its own, which
cannot be ended from outside: it asks here whether its caller has left.

Read by: perdure.image.api.evaluating, perdure.image.api.blocking, perdure.image.api.async_base.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from perdure.image.errors import CannotRetry


class Begun:
    """The processes that evaluate for one caller."""

    def __init__(self, cancel: Callable[[int], object]) -> None:
        self._cancel = cancel
        self._pids: list[int] = []
        self._has_left = False

    def add(self, pid: int) -> None:
        """One more is begun; it is cancelled where the caller has left."""
        self._pids.append(pid)
        if self._has_left:
            self._cancel(pid)

    def leave(self) -> None:
        """The caller has left: cancel all."""
        self._has_left = True
        for pid in list(self._pids):
            self._cancel(pid)

    def check(self) -> None:
        """CannotRetry where the caller has left. Nobody is told that."""
        if self._has_left:
            raise CannotRetry("the task that has asked for that was cancelled")


#: That of the caller for whom this thread works, where there is one that may leave.
BEGUN: ContextVar[Begun | None] = ContextVar("begun", default=None)


def note_begun(pid: int) -> None:
    """A process evaluates for the caller of this thread."""
    begun = BEGUN.get()
    if begun is not None:
        begun.add(pid)


def check_wanted() -> None:
    """CannotRetry where the caller of this thread has left."""
    begun = BEGUN.get()
    if begun is not None:
        begun.check()
