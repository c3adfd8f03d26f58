"""Calls into an asyncio loop from other threads, of which many wake the loop once.

A loop is woken by a byte that is written to a socket, and the thread that writes it lets go of
the interpreter. What is told after one commit, results of sixteen tasks say, is told together.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


class LoopCalls:
    """The calls into one loop, which makes them in the order in which they were asked for."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: deque[Callable[[], object]] = deque()
        self._is_coming = False  #: whether the loop has been woken, and has not looked yet

    def call(self, function: Callable[..., object], *arguments: Any) -> None:
        """Have the loop call it; what it raises is the loop's. RuntimeError: that is closed."""
        self._add(partial(self._loop.call_soon, function, *arguments))

    def awaited(self, given: Future[T]) -> asyncio.Future[T]:
        """As `asyncio.wrap_future`: a future of the loop's, which cancels the other with it."""
        made: asyncio.Future[T] = self._loop.create_future()

        def cancelled(made: asyncio.Future[T]) -> None:
            if made.cancelled():
                given.cancel()

        def done(given: Future[T]) -> None:
            if not self._loop.is_closed():
                self._add(partial(copy, given, made))

        made.add_done_callback(cancelled)
        given.add_done_callback(done)
        return made

    def _add(self, call: Callable[[], object]) -> None:
        self._waiting.append(call)
        if self._is_coming:
            return
        self._is_coming = True
        try:
            self._loop.call_soon_threadsafe(self._make)
        except BaseException:
            self._is_coming = False
            raise

    def _make(self) -> None:
        # First: what is asked for from here on may be too late to be made below.
        self._is_coming = False
        while self._waiting:
            self._waiting.popleft()()


def copy(given: Future[T], made: asyncio.Future[T]) -> None:
    """Give one future what the other has been given."""
    if made.cancelled():
        return
    if given.cancelled():
        made.cancel()
        return
    error = given.exception()
    if error is None:
        made.set_result(given.result())
    else:
        made.set_exception(error)
