"""How a Python function becomes a builtin procedure.

    @pure("string-length")
    def string_length(s): ...

The function's own signature gives the arity: defaults make arguments optional
(give them DEFAULT), `*rest` takes any number.

- `pure`: no effect, may be evaluated again (the machine does so to find a precise
  error), never calls back. May allocate.
- `predicate`: pure, and gives a Python bool; the language sees TRUE or FALSE.
- `effectful`: changes something; evaluated once, in order.
- `control`: may wait (raise Capture) or leave a tail call in the machine.

A builtin raises `wrong_type(...)` or `fault(...)`; it never returns a Python
bool, str, None, list, tuple or dict as a value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from perdure.vm.values.procedures import Builtin, builtins

F = TypeVar("F", bound=Callable[..., Any])


def arity_of(function: Callable[..., Any]) -> tuple[int, int | None]:
    """(fewest, most) positional arguments; most is None for any number."""
    if type(function) is FunctionType:  # as `signature` would, in a twentieth of its time
        code = function.__code__
        fewest = code.co_argcount - len(function.__defaults__ or ())
        return fewest, None if code.co_flags & inspect.CO_VARARGS else code.co_argcount
    fewest, most = 0, 0
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            return fewest, None
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            most += 1
            if parameter.default is parameter.empty:
                fewest += 1
    return fewest, most


def _registering(
    *, is_pure: bool = False, is_predicate: bool = False, is_control: bool = False
) -> Callable[..., Callable[[F], F]]:
    def decorator_for(*names: str) -> Callable[[F], F]:
        def register(function: F) -> F:
            fewest, most = arity_of(function)
            for name in names:
                if name in builtins:
                    raise ValueError(f"builtin {name!r} is registered twice")
                builtins[name] = Builtin(
                    name,
                    function,
                    fewest,
                    most,
                    is_pure=is_pure,
                    is_predicate=is_predicate,
                    is_control=is_control,
                )
            return function

        return register

    return decorator_for


pure = _registering(is_pure=True)
predicate = _registering(is_pure=True, is_predicate=True)
effectful = _registering()
control = _registering(is_control=True)
