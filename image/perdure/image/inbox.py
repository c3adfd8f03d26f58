"""An inbox: one thread waits on it, and the other threads put things into it.

`queue.SimpleQueue` would be that; but its `get(timeout=...)` may wait for ever, in all versions of
CPython (docs/decisions/096): where something was put and taken since it last waited, and the
timeout has run out by the time that it looks again, it takes what is left of it, a negative
number, for no timeout at all. A driver with a timer that is nearly due asks for just that.

Read by: perdure.image.engine.driver, perdure.image.engine.gathering,
perdure.image.effects.threads; made by perdure.image.api.session.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from queue import Empty
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")


class Inbox(Generic[T]):
    """First in, first out. Any number of threads may put and take; `put` may be called anywhere, in
    a signal handler or a finalizer that interrupts a thread in here too.
    """

    __slots__ = ("_bell", "_items")

    def __init__(self) -> None:
        self._items: deque[T] = deque()
        self._bell = Lock()  #: free where it has rung: something may be there
        self._bell.acquire()

    def put(self, item: T) -> None:
        self._items.append(item)
        self._ring()

    def get(self, timeout: float) -> T:
        """The first; raises `Empty` where nothing comes in so many seconds."""
        until = monotonic() + timeout
        while True:
            if self._items:
                with suppress(Empty):  # another thread was quicker
                    return self.get_nowait()
            left = until - monotonic()
            if left <= 0:
                raise Empty
            self._bell.acquire(timeout=left)

    def get_nowait(self) -> T:
        """The first; raises `Empty` where there is none."""
        try:
            item = self._items.popleft()
        except IndexError:
            raise Empty from None
        if self._items:
            self._ring()  # for the next thread: the bell was rung once for all of them
        return item

    def empty(self) -> bool:
        return not self._items

    def qsize(self) -> int:
        return len(self._items)

    def _ring(self) -> None:
        if self._bell.locked():
            with suppress(RuntimeError):  # another thread has rung it since
                self._bell.release()
