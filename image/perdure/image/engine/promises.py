"""Promises of results: one thread waits, another gives.

A `concurrent.futures.Future` can be cancelled, and has a condition of two locks for that; making
it, waiting for it and filling it takes longer than a short process runs. A blocking caller wants
none of that.

Read by: perdure.image.engine.connection_owner, perdure.image.api.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeAlias, TypeVar, cast

T = TypeVar("T")


class Promise(Generic[T]):
    """A result, or an exception, that one thread waits for and another gives.

    Its methods are those of `Future`.
    """

    __slots__ = ("_callbacks", "_error", "_is_kept", "_lock", "_result")

    def __init__(self) -> None:
        self._lock = Lock()  #: held until it is kept
        self._lock.acquire()
        self._is_kept = False
        self._result: T | None = None
        self._error: BaseException | None = None
        self._callbacks: list[Callable[[Promise[T]], object]] = []

    def set_running_or_notify_cancel(self) -> bool:
        """Whether anybody still wants it: nobody can say otherwise."""
        return True

    def set_result(self, result: T) -> None:
        self._result = result
        self._keep()

    def set_exception(self, error: BaseException) -> None:
        self._error = error
        self._keep()

    def done(self) -> bool:
        return self._is_kept

    def result(self) -> T:
        """The result, once it is there; raises the exception instead."""
        error = self.exception()
        if error is not None:
            try:
                raise error
            finally:
                del error, self  # which refer to this frame by the exception's traceback
        return cast("T", self._result)

    def exception(self) -> BaseException | None:
        if not self._is_kept:
            with self._lock:
                pass
        return self._error

    def add_done_callback(self, function: Callable[[Promise[T]], object]) -> None:
        """Call the function once it is kept, in the thread that keeps it; or at once."""
        self._callbacks.append(function)
        if self._is_kept:
            self._call_back()

    def _keep(self) -> None:
        self._is_kept = True
        self._lock.release()
        self._call_back()

    def _call_back(self) -> None:
        """Two threads may do this at once: each function is taken by one of them."""
        while self._callbacks:
            try:
                function = self._callbacks.pop()
            except IndexError:
                return
            function(self)


#: What is waited for: by a blocking caller, or by whoever wants more of it, such as asyncio.
Awaited: TypeAlias = Promise[T] | Future[T]
