"""Functions over futures: gather, shield, as_completed; and the callbacks of those that wait.

A callback is an object of a kind, as it is stored with the future that it is a callback of.

Read by: `library`.
"""

from __future__ import annotations

import asyncio
from typing import Any

from perdure.languages.python.runtime.coroutines import Coroutine
from perdure.languages.python.runtime.tasks.guests import coroutine, running_loop
from perdure.languages.python.runtime.tasks.keeping import kept


def ensure_future(thing: Any, *, loop: Any = None) -> Any:
    """The future of an awaitable: a coroutine gets a task."""
    if asyncio.isfuture(thing):
        if loop is not None and loop is not thing.get_loop():
            raise ValueError("The future belongs to a different loop than the one specified")
        return thing
    if not asyncio.iscoroutine(thing):
        if not hasattr(type(thing), "__await__"):
            raise TypeError("An asyncio.Future, a coroutine or an awaitable is required")
        thing = coroutine("awaiting", thing)
    return (running_loop() if loop is None else loop).create_task(thing)


# Callbacks


@kept("set unless done")
class SetUnlessDone:
    """Gives a future a result."""

    __slots__ = ()

    def __call__(self, future: Any, result: Any) -> None:
        if not future.done():
            future.set_result(result)


SET_UNLESS_DONE = SetUnlessDone()


@kept("release")
class Release:
    """Lets go on what waits for a future."""

    __slots__ = ("waiter",)

    def __init__(self, waiter: Any) -> None:
        self.waiter = waiter

    def __call__(self, *future: Any) -> None:
        if not self.waiter.done():
            self.waiter.set_result(None)


@kept("counter")
class Counter:
    """The callback of the futures that `asyncio.wait` waits for."""

    __slots__ = ("handle", "left", "waiter", "when")

    def __init__(self, waiter: Any, left: int, when: str, handle: Any) -> None:
        self.waiter = waiter
        self.left = left
        self.when = when
        self.handle = handle

    def __call__(self, future: Any) -> None:
        self.left -= 1
        is_enough = self.when == asyncio.FIRST_COMPLETED or (
            self.when == asyncio.FIRST_EXCEPTION
            and not future.cancelled()
            and future.exception() is not None
        )
        if self.left <= 0 or is_enough:
            if self.handle is not None:
                self.handle.cancel()
            if not self.waiter.done():
                self.waiter.set_result(None)


@kept("outcome")
class Outcome(asyncio.Future):  # type: ignore[type-arg]
    """The future of a call that is awaited outside: it is cancelled there, and ends with it."""

    __slots__ = ("call",)

    def __init__(self, call: Any, *, loop: Any) -> None:
        super().__init__(loop=loop)
        self.call = call

    def cancel(self, msg: Any = None) -> bool:
        if self.done():
            return False
        self.call.is_cancelled = True
        return True


# gather


@kept("gathering")
class Gathering(asyncio.Future):  # type: ignore[type-arg]
    """The future that `gather` gives."""

    __slots__ = ("children", "was_cancelled")

    def __init__(self, children: list[Any], *, loop: Any) -> None:
        super().__init__(loop=loop)
        self.children = children
        self.was_cancelled = False

    def cancel(self, msg: Any = None) -> bool:
        if self.done():
            return False
        cancelled = [child.cancel(msg=msg) for child in self.children]
        if any(cancelled):
            self.was_cancelled = True
        return any(cancelled)


@kept("gathered")
class Gathered:
    """The callback of the futures that are gathered."""

    __slots__ = ("count", "finished", "outer", "returns_errors")

    def __init__(self, count: int, returns_errors: bool) -> None:
        self.count = count
        self.finished = 0
        self.outer: Any = None
        self.returns_errors = returns_errors

    def __call__(self, future: Any) -> None:
        self.finished += 1
        outer = self.outer
        if outer is None or outer.done():
            if not future.cancelled():
                future.exception()  # it was seen
            return
        if not self.returns_errors:
            if future.cancelled():
                outer.set_exception(future._make_cancelled_error())
                return
            error = future.exception()
            if error is not None:
                outer.set_exception(error)
                return
        if self.finished == self.count:
            results = [outcome_of(child) for child in outer.children]
            if outer.was_cancelled:
                outer.set_exception(future._make_cancelled_error())
            else:
                outer.set_result(results)


def outcome_of(future: Any) -> Any:
    """Its result, or its exception as a value."""
    if future.cancelled():
        return asyncio.CancelledError(
            "" if future._cancel_message is None else future._cancel_message
        )
    error = future.exception()
    return future.result() if error is None else error


def gather(*things: Any, return_exceptions: bool = False, loop: Any = None) -> Any:
    if not things:
        outer = (running_loop() if loop is None else loop).create_future()
        outer.set_result([])
        return outer
    futures: dict[int, Any] = {}
    children = []
    for thing in things:
        future = futures.get(id(thing))
        if future is None:
            future = futures[id(thing)] = ensure_future(thing, loop=loop)
            if loop is None:
                loop = future.get_loop()
            if future is not thing:
                future._log_destroy_pending = False
        children.append(future)
    callback = Gathered(len(futures), return_exceptions)
    for future in futures.values():
        future.add_done_callback(callback)
    callback.outer = Gathering(children, loop=loop)
    return callback.outer


# shield


@kept("shielded")
class Shielded:
    """The callback of what is shielded."""

    __slots__ = ("outer",)

    def __init__(self, outer: Any) -> None:
        self.outer = outer

    def __call__(self, inner: Any) -> None:
        outer = self.outer
        if outer.cancelled():
            if not inner.cancelled():
                inner.exception()
        elif inner.cancelled():
            outer.cancel()
        elif (error := inner.exception()) is not None:
            outer.set_exception(error)
        else:
            outer.set_result(inner.result())


@kept("shield gone")
class ShieldGone:
    """The callback of the outer future, after which the inner one is on its own."""

    __slots__ = ("callback", "inner")

    def __init__(self, inner: Any, callback: Shielded) -> None:
        self.inner = inner
        self.callback = callback

    def __call__(self, outer: Any) -> None:
        if not self.inner.done():
            self.inner.remove_done_callback(self.callback)


def shield(thing: Any) -> Any:
    inner = ensure_future(thing)
    if inner.done():
        return inner
    outer = inner.get_loop().create_future()
    callback = Shielded(outer)
    inner.add_done_callback(callback)
    outer.add_done_callback(ShieldGone(inner, callback))
    return outer


# as_completed


@kept("completing")
class Completing:
    """The iterator that `as_completed` gives, asynchronous too."""

    def __init__(self, things: Any, timeout: float | None, loop: Any) -> None:
        if asyncio.isfuture(things) or asyncio.iscoroutine(things):
            raise TypeError(f"expect an iterable of futures, not {type(things).__name__}")
        self.queue: Any = asyncio.Queue()
        self.todo = {ensure_future(each, loop=loop) for each in dict.fromkeys(things)}
        self.left = len(self.todo)
        self.handle: Any = None
        for future in self.todo:
            future.add_done_callback(Completed(self))
        if self.todo and timeout is not None:
            self.handle = loop.call_later(timeout, Late(self))

    def __iter__(self) -> Completing:
        return self

    def __next__(self) -> Coroutine:
        if not self.left:
            raise StopIteration
        self.left -= 1
        return coroutine("next_completed", self)

    def __aiter__(self) -> Completing:
        return self

    def __anext__(self) -> Coroutine:
        return coroutine("next_task_completed", self)


@kept("completed")
class Completed:
    __slots__ = ("completing",)

    def __init__(self, completing: Completing) -> None:
        self.completing = completing

    def __call__(self, future: Any) -> None:
        completing = self.completing
        if not completing.todo:
            return
        completing.todo.remove(future)
        completing.queue.put_nowait(future)
        if not completing.todo and completing.handle is not None:
            completing.handle.cancel()

    def __eq__(self, other: object) -> bool:
        return type(other) is Completed and other.completing is self.completing

    def __hash__(self) -> int:
        return id(self.completing)


@kept("late")
class Late:
    """Ends what `as_completed` waits for, when its time has come."""

    __slots__ = ("completing",)

    def __init__(self, completing: Completing) -> None:
        self.completing = completing

    def __call__(self) -> None:
        completing = self.completing
        for future in completing.todo:
            future.remove_done_callback(Completed(completing))
            completing.queue.put_nowait(None)
        completing.todo.clear()


DIRECT = (SetUnlessDone, Release, Counter, Gathered, Shielded, ShieldGone, Completed, Late)
