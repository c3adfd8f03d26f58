"""The names of contextlib for programs: what calls a program's functions is the guest's.

The classes stay Python's own.

Read by: perdure.languages.python.machine.spaces.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from types import MethodType
from typing import Any

from perdure.languages.python.runtime.coroutines import Coroutine, awaited
from perdure.languages.python.runtime.redirections import in_place_of
from perdure.languages.python.runtime.twins import GUESTS, Guest, guest

UNIT = "%contextlib"

_library: Any = contextlib


def called(name: str) -> Callable[..., Any]:
    """A function that calls one of the guest's."""

    def call(*arguments: Any, **keywords: Any) -> Any:
        return guest(name, UNIT)(*arguments, **keywords)

    return call


def coroutine_function(name: str) -> Callable[..., Coroutine]:
    def call(*arguments: Any, **keywords: Any) -> Coroutine:
        return Coroutine(guest(name, UNIT), arguments, keywords)

    return call


def methods_of(manager: Any, *names: str) -> tuple[Any, ...]:
    """The methods that `with` finds in the class of a context manager."""
    kind = type(manager)
    try:
        return tuple([MethodType(getattr(kind, name), manager) for name in names])
    except AttributeError:
        protocol = "asynchronous context manager" if names[0] == "__aenter__" else "context manager"
        raise TypeError(
            f"'{kind.__module__}.{kind.__qualname__}' object does not support the "
            f"{protocol} protocol"
        ) from None


_CALLED: dict[str, Any] = {
    "contextmanager": contextlib.contextmanager,
    "asynccontextmanager": contextlib.asynccontextmanager,
    "manager_entered": _library._GeneratorContextManager.__enter__,
    "manager_left": _library._GeneratorContextManager.__exit__,
    "nothing_entered": contextlib.closing.__enter__,
    "closing_left": contextlib.closing.__exit__,
    "enter_context": _library._BaseExitStack.enter_context,
    "callback": _library._BaseExitStack.callback,
    "stack_left": contextlib.ExitStack.__exit__,
    "close_stack": contextlib.ExitStack.close,
    "push_async_callback": contextlib.AsyncExitStack.push_async_callback,
}
for _name, _original in _CALLED.items():
    in_place_of(_original)(called(_name))

_AWAITED: dict[Any, str] = {
    _library._AsyncGeneratorContextManager.__aenter__: "async_manager_entered",
    _library._AsyncGeneratorContextManager.__aexit__: "async_manager_left",
    contextlib.aclosing.__aenter__: "nothing_entered",
    contextlib.aclosing.__aexit__: "async_closing_left",
    contextlib.AsyncExitStack.enter_async_context: "enter_async_context",
    contextlib.AsyncExitStack.__aexit__: "stack_left",
    contextlib.AsyncExitStack.aclose: "close_stack",
}
for _original, _name in _AWAITED.items():
    in_place_of(_original)(coroutine_function(_name))

GUESTS[UNIT] = Guest(
    Path(__file__).with_name("guest_contexts.py"),
    {
        "AsyncManager": _library._AsyncGeneratorContextManager,
        "Manager": _library._GeneratorContextManager,
        "awaited": awaited,
        "coroutine": Coroutine,
        "methods_of": methods_of,
        "sys": sys,
        "wraps": functools.wraps,
    },
)
