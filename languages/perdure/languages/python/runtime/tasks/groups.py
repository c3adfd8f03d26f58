"""Runners, groups of tasks, timeouts: a program enters them around its tasks.

Read by: `library`.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.coroutines import Coroutine
from perdure.languages.python.runtime.tasks.guests import (
    coroutine,
    current_loop,
    function,
    running_loop,
)
from perdure.languages.python.runtime.tasks.keeping import kept
from perdure.languages.python.runtime.tasks.loop import new_loop
from perdure.languages.python.runtime.tasks.task import cancelled_error


@kept("runner")
class Runner:
    """As `asyncio.Runner`."""

    def __init__(self, *, debug: bool | None = None, loop_factory: Any = None) -> None:
        self.debug = debug
        self.loop_factory = loop_factory
        self.loop: Any = None
        self.context: contextvars.Context | None = None
        self.is_closed = False

    def begin(self, coro: Any, context: contextvars.Context | None) -> Any:
        """A task of a coroutine, on the runner's loop."""
        if not asyncio.iscoroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if current_loop() is not None:
            raise RuntimeError("Runner.run() cannot be called from a running event loop")
        self.get_loop()
        return self.loop.create_task(coro, context=context or self.context)

    def get_loop(self) -> Any:
        if self.is_closed:
            raise RuntimeError("Runner is closed")
        if self.loop is None:
            self.loop = new_loop() if self.loop_factory is None else self.loop_factory()
            self.context = contextvars.copy_context()
        if self.debug is not None:
            self.loop.set_debug(self.debug)
        return self.loop

    def is_open(self) -> bool:
        return self.loop is not None and not self.is_closed

    def ends(self) -> None:
        self.is_closed = True
        self.loop.close()
        self.loop = None

    def run(self, coro: Any, *, context: contextvars.Context | None = None) -> Any:
        return function("run_in")(self, coro, context)

    def close(self) -> Any:
        return function("close_runner")(self)

    def __enter__(self) -> Runner:
        self.get_loop()
        return self

    def __exit__(self, *error: object) -> Any:
        return function("close_runner")(self)


def is_base_error(error: BaseException) -> bool:
    return isinstance(error, (SystemExit, KeyboardInterrupt))


@kept("task group")
class TaskGroup(asyncio.TaskGroup):
    """As `asyncio.TaskGroup`."""

    def __init__(self) -> None:
        self.loop: Any = None
        self.parent: Any = None
        self.parent_cancelled = False
        self.exiting = False
        self.aborting = False
        self.tasks: dict[Any, None] = {}  #: that are not done; a dict as a set
        self.errors: list[BaseException] = []
        self.base_error: BaseException | None = None
        self.completed: Any = None

    def __aenter__(self) -> Coroutine:
        return coroutine("group_entered", self)

    def __aexit__(self, kind: Any, error: Any, traceback: Any) -> Coroutine:
        return coroutine("group_left", self, kind, error)

    def begin(self) -> None:
        if self.loop is not None:
            raise RuntimeError(f"TaskGroup {self!r} has been already entered")
        self.loop = running_loop()
        space: Any = current()
        self.parent = space.tasks.thread.task
        if self.parent is None:
            raise RuntimeError(f"TaskGroup {self!r} cannot determine the parent task")

    def create_task(self, coro: Any, **options: Any) -> Any:
        try:
            if self.loop is None:
                raise RuntimeError(f"TaskGroup {self!r} has not been entered")
            if self.exiting and not self.tasks:
                raise RuntimeError(f"TaskGroup {self!r} is finished")
            if self.aborting:
                raise RuntimeError(f"TaskGroup {self!r} is shutting down")
        except RuntimeError:
            coro.close()
            raise
        task = self.loop.create_task(coro, **options)
        if task.done():
            self.is_done(task)
        else:
            self.tasks[task] = None
            task.add_done_callback(TaskDone(self))
        return task

    def abort(self) -> None:
        self.aborting = True
        for task in list(self.tasks):
            if not task.done():
                task.cancel()

    def is_done(self, task: Any) -> None:
        """Take note of the end of a task."""
        self.tasks.pop(task, None)
        if self.completed is not None and not self.tasks and not self.completed.done():
            self.completed.set_result(True)
        if task.cancelled():
            return
        error = task.exception()
        if error is None:
            return
        self.errors.append(error)
        if is_base_error(error) and self.base_error is None:
            self.base_error = error
        if self.parent.done():
            self.loop.call_exception_handler(
                {
                    "message": f"Task {task!r} has errored out but its parent task "
                    f"{self.parent} is already completed",
                    "exception": error,
                    "task": task,
                }
            )
            return
        if not self.aborting and not self.parent_cancelled:
            self.abort()
            self.parent_cancelled = True
            self.parent.cancel()

    def retaken(self) -> BaseException:
        """The cancellation of the parent that was asked for besides the group's own."""
        self.parent.must_cancel = False
        return cancelled_error(None)

    def __repr__(self) -> str:
        parts = [""]
        if self.tasks:
            parts.append(f"tasks={len(self.tasks)}")
        if self.errors:
            parts.append(f"errors={len(self.errors)}")
        if self.aborting:
            parts.append("cancelling")
        elif self.loop is not None:
            parts.append("entered")
        return f"<TaskGroup{' '.join(parts)}>"


@kept("task done")
class TaskDone:
    """The callback of a group's tasks."""

    __slots__ = ("group",)

    def __init__(self, group: TaskGroup) -> None:
        self.group = group

    def __call__(self, task: Any) -> None:
        self.group.is_done(task)


@kept("timeout")
class Timeout(asyncio.Timeout):  # type: ignore[misc]
    """As `asyncio.timeout` gives it."""

    def __init__(self, when: float | None) -> None:
        self.state = "created"
        self.time = when
        self.handle: Any = None
        self.task: Any = None
        self.cancelling = 0

    def when(self) -> float | None:
        return self.time

    def expired(self) -> bool:
        return self.state in ("expiring", "expired")

    def reschedule(self, when: float | None) -> None:
        if self.state != "active":
            if self.state == "created":
                raise RuntimeError("Timeout has not been entered")
            raise RuntimeError(f"Cannot change state of {self.state} Timeout")
        self.time = when
        if self.handle is not None:
            self.handle.cancel()
        loop = running_loop()
        if when is None:
            self.handle = None
        elif when <= loop.time():
            self.handle = loop.call_soon(Expiry(self))
        else:
            self.handle = loop.call_at(when, Expiry(self))

    def begin(self) -> None:
        if self.state != "created":
            raise RuntimeError("Timeout has already been entered")
        space: Any = current()
        task = space.tasks.thread.task if space.tasks is not None else None
        if task is None:
            raise RuntimeError("Timeout should be used inside a task")
        self.state = "active"
        self.task = task
        self.cancelling = task.cancelling()
        self.reschedule(self.time)

    def expires(self) -> None:
        self.task.cancel()
        self.state = "expiring"
        self.handle = None

    def ends(self, kind: type[BaseException] | None) -> bool:
        """Whether what is left with an exception of that type is to be left with TimeoutError."""
        if self.handle is not None:
            self.handle.cancel()
            self.handle = None
        if self.state == "expiring":
            self.state = "expired"
            is_ours = self.task.uncancel() <= self.cancelling
            return is_ours and kind is not None and issubclass(kind, asyncio.CancelledError)
        if self.state == "active":
            self.state = "finished"
        return False

    def __aenter__(self) -> Coroutine:
        return coroutine("timeout_entered", self)

    def __aexit__(self, kind: Any, error: Any, traceback: Any) -> Coroutine:
        return coroutine("timeout_left", self, kind, error)

    def __repr__(self) -> str:
        parts = [f"[{self.state}]"]
        if self.state == "active":
            parts.append(f"when={round(self.time, 3) if self.time is not None else None}")
        return f"<Timeout {' '.join(parts)}>"


@kept("expiry")
class Expiry:
    """The callback of a timeout."""

    __slots__ = ("timeout",)

    def __init__(self, timeout: Timeout) -> None:
        self.timeout = timeout

    def __call__(self) -> None:
        self.timeout.expires()


DIRECT = (TaskDone, Expiry)
