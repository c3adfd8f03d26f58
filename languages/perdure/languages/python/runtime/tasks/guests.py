"""Coroutines of the guest's: perdure.languages.python.runtime.tasks.guest, lowered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.coroutines import Coroutine
from perdure.languages.python.runtime.tasks.loop import Loop
from perdure.languages.python.runtime.tasks.threads import UNIT
from perdure.languages.python.runtime.twins import guest

__all__ = ["UNIT", "coroutine", "coroutine_function", "current_loop", "function", "running_loop"]


def function(name: str) -> Any:
    """A function of the guest's, as the program that runs has it."""
    return guest(name, UNIT)


def coroutine(name: str, *arguments: Any, **keywords: Any) -> Coroutine:
    """A coroutine that calls a function of the guest's."""
    return Coroutine(function(name), arguments, keywords)


def coroutine_function(name: str) -> Callable[..., Coroutine]:
    """The `async def` whose body is a function of the guest's."""

    def made(*arguments: Any, **keywords: Any) -> Coroutine:
        return Coroutine(function(name), arguments, keywords)

    made.__name__ = made.__qualname__ = name
    return made


def current_loop() -> Loop | None:
    """The loop that runs in the thread that runs."""
    space: Any = current()
    return None if space.tasks is None else space.tasks.thread.loop


def running_loop() -> Loop:
    loop = current_loop()
    if loop is None:
        raise RuntimeError("no running event loop")
    return loop
