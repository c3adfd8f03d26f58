"""Threads that are begun for a loop: `to_thread`, `run_in_executor`."""

from __future__ import annotations

import contextvars
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.tasks.keeping import kept
from perdure.languages.python.runtime.twins import guest

UNIT = "%asyncio"  #: the unit of perdure.languages.python.runtime.tasks.guest


def begun_in_thread(
    loop: Any, called: Any, arguments: tuple[Any, ...], keywords: dict[str, Any]
) -> Any:
    """The future of a call in a thread of its own."""
    space: Any = current()
    future = loop.create_future()
    thread = space.scheduler().new_thread(guest("called", UNIT), (called, arguments, keywords), {})
    thread.context = contextvars.copy_context()
    thread.is_daemon = True  # the loop waits for it, or nothing does
    thread.ended = Giving(future)
    return future


@kept("giving")
class Giving:
    """Gives a future what a thread ends with."""

    __slots__ = ("future",)

    def __init__(self, future: Any) -> None:
        self.future = future

    def __call__(self, is_raised: bool, value: Any) -> None:
        if self.future.done():
            return
        if not is_raised:
            self.future.set_result(value)
        elif isinstance(value, StopIteration):
            self.future.set_exception(RuntimeError(f"a thread raised {value!r}"))
        else:
            self.future.set_exception(value)
