"""The owner of a connection: many threads take turns with one.

A connection to a database, and the machine on it, belong to one thread at a time: the
one that *has the turn*. A thread that wants something of the image does it itself where
nobody has the turn. Where somebody has, it hands its request over; the thread that has
the turn serves it between two transactions, or at the latest before it gives the turn
up. So a request from any thread is safe, and none waits for a process to end.

A thread that waits for something to happen in the image (`wait`) drives it meanwhile,
unless another thread does.

Read by: perdure.image.api.session.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any, TypeVar

from perdure.image.conversion.foreign import is_interrupt
from perdure.image.engine.promises import Awaited, Promise
from perdure.image.seconds import until_of

T = TypeVar("T")


class ConnectionOwner:
    """The thread that has the turn, and what the others want of it."""

    def __init__(
        self,
        requests: deque[Callable[[], None]],
        wake: Callable[[Callable[[], None]], None],
        check: Callable[[], None],
        flush: Callable[[], None],
        has_asked: Callable[[], None],
    ) -> None:
        self._requests = requests  #: what other threads want done
        self._wake = wake  #: has the driving thread call something soon
        self._check = check  #: raises where no turn will ever come: in a forked process
        self._flush = flush  #: does what requests have left to be done together
        self._has_asked = has_asked  #: is called by each that has handed a request over
        self._condition = threading.Condition()  # guards requests and owner
        self._owner: int | None = None

    def is_mine(self) -> bool:
        return self._owner == threading.get_ident()

    def is_taken(self) -> bool:
        return self._owner is not None

    def pause(self) -> None:
        """Wait a moment for the turn to be given up."""
        with self._condition:
            self._condition.wait(0.05)

    def run(self, function: Callable[[], T]) -> T:
        """The function's result; it is called in the thread that has the turn."""
        self._check()
        if self.is_mine():
            return function()
        promise: Promise[T] = Promise()
        self.post(function, promise)
        return promise.result()

    def post(self, function: Callable[[], T], awaited: Awaited[T]) -> None:
        """Have the function called in the thread that has the turn: at once if nobody has."""

        def serve() -> None:
            if awaited.set_running_or_notify_cancel():
                fulfil(awaited, function)

        self.enter(serve)

    def enter(self, serve: Callable[[], None], drive: Callable[[], None] | None = None) -> None:
        """Have it called in the thread that has the turn: at once, in this one, if nobody has.

        Then `drive` is called after it, before the turn is given up.
        """
        self._check()
        with self._condition:
            is_ours = self._owner is None
            if is_ours:
                self._owner = threading.get_ident()
            else:
                # First: an interrupt between the two must leave nothing that nobody was woken for.
                if not self._requests:  # else the thread that asked for those has woken it for all
                    self._wake(self.serve)
                self._requests.append(serve)
        if is_ours:
            try:
                serve()
                if drive is not None:
                    drive()
            finally:
                self._give_up()
            return
        self._has_asked()

    def serve(self) -> None:
        """Do what other threads have asked for. By the thread that has the turn."""
        with self._condition:
            pass  # the thread that has woken this one has left its request by now
        try:
            while self._requests:
                self._requests.popleft()()
        except BaseException:
            self._wake(self.serve)  # for those that are left
            raise

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Have the turn, from when it is free."""
        self._check()
        if self.is_mine():
            yield
            return
        with self._condition:
            while self._owner is not None:
                self._condition.wait()
            self._owner = threading.get_ident()
        try:
            yield
        finally:
            self._give_up()

    def wait(
        self,
        future: Awaited[Any],
        drive: Callable[[float | None], None],
        timeout: float | None = None,
    ) -> None:
        """Wait until the future is done, or as many seconds.

        Whenever nobody has the turn, this thread takes it, and calls `drive` once with the
        seconds that are left; that returns when the future is done, or will not be.
        """
        self._check()
        until = until_of(timeout)
        future.add_done_callback(self._notify)
        with self._condition:
            while self._owner is not None and not future.done():
                if not self._condition.wait(left(until)):
                    return
            if future.done():
                return
            self._owner = threading.get_ident()
        try:
            drive(left(until))
        finally:
            self._give_up()

    def _notify(self, future: Awaited[Any]) -> None:
        with self._condition:
            self._condition.notify_all()

    def _give_up(self) -> None:
        """Serve the rest, and let go of the turn; what is raised on the way is raised after that.

        A thread that has asked meanwhile waits for this one alone.
        """
        raised: BaseException | None = None
        try:
            while True:
                try:
                    self.serve()
                    self._flush()
                except BaseException as error:  # noqa: BLE001  (it is raised below)
                    raised = error
                with self._condition:
                    if not self._requests:
                        self._let_go()
                        break
        except BaseException:  # an interrupt just here
            with self._condition:
                self._let_go()
            raise
        if raised is not None:
            raise raised

    def _let_go(self) -> None:
        self._owner = None
        self._condition.notify_all()


def left(until: float | None) -> float | None:
    return None if until is None else max(0.0, until - monotonic())


def fulfil(future: Awaited[T], function: Callable[[], T]) -> None:
    """Give the future what the function gives or raises."""
    try:
        result = function()
    except BaseException as error:
        future.set_exception(error)  # it goes to the thread that asked
        if is_interrupt(error):
            raise  # and was meant for this one, which drives the image
    else:
        future.set_result(result)
