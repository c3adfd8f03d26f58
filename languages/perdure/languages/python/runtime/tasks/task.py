"""Tasks: coroutines with a stack of their own, which a loop goes on with.

A task that waits has the frames of its stack; nothing of it is on Python's. Its cancellation is
asyncio's: what it waits for is cancelled, or CancelledError is raised where it goes on.

Read by: perdure.languages.python.runtime.tasks.loop, and the machine.
"""

from __future__ import annotations

import asyncio
import contextvars
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.tasks.keeping import kept


@kept("task")
class Task(asyncio.Future):  # type: ignore[type-arg]
    """A coroutine that is run by a loop."""

    __slots__ = (
        "coro",
        "context",
        "frames",
        "message",
        "must_cancel",
        "name",
        "requests",
        "waiter",
    )

    def __init__(
        self,
        coro: Any,
        *,
        loop: Any,
        name: object = None,
        context: contextvars.Context | None = None,
        eager_start: bool = False,
    ) -> None:
        super().__init__(loop=loop)
        if not asyncio.iscoroutine(coro):
            self._log_destroy_pending = False
            raise TypeError(f"a coroutine was expected, got {coro!r}")
        space: Any = current()
        self.name = str(name) if name is not None else f"Task-{space.scheduler().next_task()}"
        self.coro = coro
        self.context = contextvars.copy_context() if context is None else context
        self.frames: list[Any] | None = None  #: of its stack, while it waits; None: not begun
        self.waiter: Any = None  #: the future that it waits for
        self.must_cancel = False
        self.message: Any = None
        self.requests = 0  #: calls of `cancel` that were not undone
        loop.all_tasks[self] = None
        loop.call_soon(Step(self), context=self.context)

    # ---- cancellation

    def cancel(self, msg: Any = None) -> bool:
        if self.done():
            return False
        self.requests += 1
        if self.waiter is not None and self.waiter.cancel(msg=msg):
            return True
        self.must_cancel = True
        self.message = msg
        return True

    def cancelling(self) -> int:
        return self.requests

    def uncancel(self) -> int:
        if self.requests > 0:
            self.requests -= 1
            if self.requests == 0:
                self.must_cancel = False
        return self.requests

    def taken_cancellation(self, error: BaseException | None) -> BaseException | None:
        """The exception that is to be raised where it goes on."""
        if self.must_cancel:
            self.must_cancel = False
            if not isinstance(error, asyncio.CancelledError):
                error = cancelled_error(self.message)
            self.message = None
        return error

    def waits_for(self, future: Any) -> None:
        """Go on when that future is done; at the next round where there is none."""
        loop = self.get_loop()
        if future is None:
            loop.call_soon(Step(self), context=self.context)
            return
        self.waiter = future
        future.add_done_callback(Wakeup(self), context=self.context)
        if self.must_cancel and future.cancel(msg=self.message):
            self.must_cancel = False

    # ---- its end

    def ends(self, is_raised: bool, value: Any) -> None:
        loop: Any = self.get_loop()
        loop.all_tasks.pop(self, None)
        self.frames, self.waiter = [], None
        if not is_raised:
            if self.must_cancel:
                self.must_cancel = False
                super().cancel(msg=self.message)
            else:
                super().set_result(value)
        elif isinstance(value, asyncio.CancelledError):
            super().cancel(*value.args[:1])
        else:
            super().set_exception(value)

    def set_result(self, result: object, /) -> None:
        raise RuntimeError("Task does not support set_result operation")

    def set_exception(self, exception: object, /) -> None:
        raise RuntimeError("Task does not support set_exception operation")

    # ---- looking at it

    def get_coro(self) -> Any:
        return self.coro

    def get_context(self) -> contextvars.Context:
        return self.context

    def get_name(self) -> str:
        return self.name

    def set_name(self, value: object) -> None:
        self.name = str(value)

    def get_stack(self, *, limit: int | None = None) -> list[Any]:
        return []

    def print_stack(self, *, limit: int | None = None, file: Any = None) -> None:
        print(f"Stack for {self!r}", file=file)

    def __repr__(self) -> str:
        state = "pending" if not self.done() else "cancelled" if self.cancelled() else "finished"
        if state == "pending" and self.requests:
            state = "cancelling"
        parts = [state, f"name={self.name!r}", f"coro={self.coro!r}"]
        if state == "finished":
            error = self._exception
            if error is not None:
                parts.append(f"exception={error!r}")
            else:
                parts.append(f"result={self._result!r}")  # type: ignore[attr-defined]
        elif self.waiter is not None:
            parts.append(f"wait_for={self.waiter!r}")
        return f"<Task {' '.join(parts)}>"


def cancelled_error(message: Any) -> asyncio.CancelledError:
    return asyncio.CancelledError() if message is None else asyncio.CancelledError(message)


@kept("step")
class Step:
    """The callback that has a task go on. The machine takes it apart, and does not call it."""

    __slots__ = ("task",)

    def __init__(self, task: Task) -> None:
        self.task = task

    def outcome(self) -> tuple[bool, Any]:
        """(whether something is raised in it, what)."""
        return False, None

    def __call__(self) -> None:
        raise RuntimeError("a task's step is taken by its loop")


@kept("wakeup")
class Wakeup:
    """The same, once a future is done: it is given that."""

    __slots__ = ("task",)

    def __init__(self, task: Task) -> None:
        self.task = task

    def outcome(self, future: Any) -> tuple[bool, Any]:
        try:
            return False, future.result()
        except BaseException as error:  # noqa: BLE001  (it is raised in the task)
            error.__traceback__ = error.__traceback__ and error.__traceback__.tb_next
            return True, error

    def __call__(self, future: Any) -> None:
        raise RuntimeError("a task's step is taken by its loop")

    def __eq__(self, other: object) -> bool:
        return type(other) is Wakeup and other.task is self.task

    def __hash__(self) -> int:
        return id(self.task)


@kept("stop of a loop")
class StopLoop:
    """The callback of the future that a loop runs for."""

    __slots__ = ("loop",)

    def __init__(self, loop: Any) -> None:
        self.loop = loop

    def __call__(self, future: Any) -> None:
        self.loop.is_stopping = True
