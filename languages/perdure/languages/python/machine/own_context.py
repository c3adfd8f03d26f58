"""The context of a program's first thread, in which its `ContextVar`s have their values.

It is the program's, whichever thread of Python's runs it, and is stored with it.

Read by: running, invoking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.languages.python.machine.spaces import Space


def in_own_context(space: Space, function: Callable[..., Any], *given: Any) -> Any:
    """Call a function there; where that is where this is called, just call it."""
    if space.is_in_context:
        return function(*given)
    space.is_in_context = True
    try:
        return space.context.run(function, *given)
    finally:
        space.is_in_context = False
