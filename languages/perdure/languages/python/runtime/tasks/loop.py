"""The event loop of a program: data, which the machine runs.

A loop has what is ready, in the order in which it became so, and what is to be called later. The
machine takes a round of it at a time, as asyncio does: timers that are due join what is ready,
and all that was ready then is called (perdure.languages.python.machine.switching).

Read by: the modules of this folder, and perdure.languages.python.machine.switching.
"""

from __future__ import annotations

import asyncio
import contextvars
import heapq
import logging
from collections import deque
from collections.abc import Callable
from typing import Any

from perdure.languages.python.runtime.captures import current, wait
from perdure.languages.python.runtime.coroutines import Coroutine
from perdure.languages.python.runtime.tasks.keeping import kept
from perdure.languages.python.runtime.tasks.task import Task
from perdure.languages.python.runtime.tasks.threads import UNIT, begun_in_thread
from perdure.languages.python.runtime.twins import guest

RESOLUTION = 1e-9  #: seconds by which a timer may be early


@kept("handle")
class Handle:
    """A call that a loop is to make."""

    __slots__ = ("args", "callback", "context", "is_cancelled", "time")

    def __init__(
        self,
        callback: Callable[..., Any],
        args: tuple[Any, ...],
        context: contextvars.Context | None,
        time: float | None = None,
    ) -> None:
        self.callback: Any = callback
        self.args = args
        self.context = contextvars.copy_context() if context is None else context
        self.is_cancelled = False
        self.time = time

    def cancel(self) -> None:
        self.is_cancelled = True
        self.callback, self.args = None, ()

    def cancelled(self) -> bool:
        return self.is_cancelled

    def when(self) -> float | None:
        return self.time


@kept("loop")
class Loop(asyncio.AbstractEventLoop):
    """A loop. `left` counts what is still to be called in this round."""

    debug = False

    def __init__(self) -> None:
        space: Any = current()
        self.scheduler = space.scheduler()
        self.ready: deque[Handle] = deque()
        self.timers: list[tuple[float, int, Handle]] = []
        self.timer_number = 0
        self.left = 0
        self.is_stopping = False
        self.running = False
        self.closed = False
        self.exception_handler: Any = None
        self.task_factory: Any = None
        self.all_tasks: dict[Any, None] = {}  #: that are not done; a dict as a set

    # ---- calling

    def call_soon(  # type: ignore[override]
        self, callback: Any, *args: Any, context: contextvars.Context | None = None
    ) -> Any:
        self._check_open()
        handle = Handle(callback, args, context)
        self.ready.append(handle)
        return handle

    call_soon_threadsafe = call_soon  # type: ignore[assignment]

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Any, *args: Any, context: contextvars.Context | None = None
    ) -> Any:
        if delay is None:
            raise TypeError("delay must not be None")
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(  # type: ignore[override]
        self, when: float, callback: Any, *args: Any, context: contextvars.Context | None = None
    ) -> Any:
        if when is None:
            raise TypeError("when cannot be None")
        self._check_open()
        handle = Handle(callback, args, context, when)
        self.timer_number += 1
        heapq.heappush(self.timers, (when, self.timer_number, handle))
        return handle

    def time(self) -> float:
        """The image's clock, which goes on while nothing of the program is in memory."""
        space: Any = current()
        tasks = space.tasks
        return float(max(space.host.now(), tasks.time if tasks is not None else 0.0))

    def _check_open(self) -> None:
        if self.closed:
            raise RuntimeError("Event loop is closed")

    # ---- futures and tasks

    def create_future(self) -> Any:
        return asyncio.Future(loop=self)

    def create_task(self, coro: Any, **options: Any) -> Any:
        self._check_open()
        if self.task_factory is not None:
            name = options.pop("name", None)
            made = self.task_factory(self, coro, **options)
            if name is not None and hasattr(made, "set_name"):
                made.set_name(name)
            return made
        return Task(coro, loop=self, **options)

    def set_task_factory(self, factory: Any) -> None:
        self.task_factory = factory

    def get_task_factory(self) -> Any:
        return self.task_factory

    # ---- running

    def run_until_complete(self, future: Any) -> Any:
        self._check_open()
        space: Any = current()
        thread = space.scheduler().thread
        if self.running:
            close_unawaited(future)
            raise RuntimeError("This event loop is already running")
        if thread.loop is not None:
            close_unawaited(future)
            raise RuntimeError("Cannot run the event loop while another loop is running")
        return wait("loop", self, asyncio.ensure_future(future, loop=self))

    def run_forever(self) -> Any:
        self._check_open()
        return wait("loop", self, None)

    def stop(self) -> None:
        self.is_stopping = True

    def is_running(self) -> bool:
        return self.running

    def is_closed(self) -> bool:
        return self.closed

    def close(self) -> None:
        if self.running:
            raise RuntimeError("Cannot close a running event loop")
        self.closed = True
        self.ready.clear()
        self.timers.clear()

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Any, *args: Any
    ) -> Any:
        """Call in a thread: of the executor, where that is the program's."""
        submit = getattr(executor, "submit_for", None)
        if submit is not None:
            return submit(self, func, args)
        return begun_in_thread(self, func, args, {})

    def left_generators(self) -> list[Any]:
        return []

    def shutdown_asyncgens(self) -> Any:
        return Coroutine(guest("close_generators", UNIT), (self,), {})

    def get_debug(self) -> bool:
        return self.debug

    def set_debug(self, enabled: bool) -> None:
        self.debug = enabled

    def add_signal_handler(  # type: ignore[override]
        self, sig: int, callback: Any, *args: Any
    ) -> None:
        """Signals are the worker's, and reach no program: `perdure cancel` ends one."""

    def remove_signal_handler(self, sig: int) -> bool:
        return False

    def set_default_executor(self, executor: Any) -> None:
        """Every call has a thread of its own."""

    # ---- errors that nobody awaits

    def set_exception_handler(self, handler: Any) -> None:
        self.exception_handler = handler

    def get_exception_handler(self) -> Any:
        return self.exception_handler

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        space: Any = current()
        if space is None or space.tasks is not self.scheduler:
            return  # what is let go of was not dropped by the program
        if self.exception_handler is None:
            self.default_exception_handler(context)
        else:
            self.exception_handler(self, context)

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        lines = [context.get("message") or "Unhandled exception in event loop"]
        lines += [f"{key}: {context[key]!r}" for key in sorted(context) if key not in SAID]
        error = context.get("exception")
        found = (type(error), error, error.__traceback__) if error is not None else None
        logging.getLogger("asyncio").error("\n".join(lines), exc_info=found)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} running={self.running} closed={self.closed} "
            f"debug={self.debug}>"
        )


def new_loop() -> Loop:
    """A loop; what it does not have raises NotImplementedError."""
    make: Any = Loop
    made: Loop = make()
    return made


#: What is told of a context otherwise.
SAID = frozenset(("message", "exception"))


def close_unawaited(thing: Any) -> None:
    close = getattr(thing, "close", None)
    if close is not None:
        close()
