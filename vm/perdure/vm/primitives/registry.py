"""How a Python function becomes a primitive of the VM.

    @pure("string-length", takes=(STRING,), gives=NATURAL, allocates=False,
          short="len(a.raw_text)")
    def string_length(s): ...

The function's own signature gives the arity: defaults make arguments optional
(give them DEFAULT), `*rest` takes any number. What else may be declared of it says
perdure.vm.objects.primitive; docs/adding-a-primitive.md shows the way.

- `pure`: no effect, may be evaluated again (the machine does so to find a precise
  error), never calls back. May allocate.
- `predicate`: pure, and gives a Python bool; the language sees TRUE or FALSE.
- `effectful`: changes something; evaluated once, in order.
- `control`: may wait (raise Capture) or leave a tail call in the machine. One that `calls`
  procedures natively names the function of the machine's that does.

A primitive raises `wrong_type(...)` or `fault(...)`; it never returns a Python
bool, str, None, list, tuple or dict as a value.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

from perdure.vm.objects.primitive import Primitive, Short
from perdure.vm.objects.procedures import Builtin, builtins
from perdure.vm.objects.types import BOOLEAN

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


def _registering(language: str, **kind: Any) -> Callable[..., Callable[[F], F]]:
    prefix = f"{language}:" if language else ""

    def decorator_for(
        *names: str, short: str | Short | tuple[str | Short, ...] = (), **declared: Any
    ) -> Callable[[F], F]:
        """The decorator for a primitive of these names; `declared`: see Primitive."""
        if short != ():
            each_short = short if isinstance(short, tuple) else (short,)
            declared["shorts"] = tuple(
                [Short(each) if isinstance(each, str) else each for each in each_short]
            )

        def register(function: F) -> F:
            fewest, most = arity_of(function)
            for shown in names:
                name = prefix + shown
                if name in builtins:
                    raise ValueError(f"builtin {name!r} is registered twice")
                made = Primitive(name, function, fewest, most, **{**kind, **declared})
                builtins[name] = Builtin(made)
            return function

        return register

    return decorator_for


def of_language(language: str) -> tuple[Callable[..., Callable[[F], F]], ...]:
    """The decorators `pure`, `predicate`, `effectful` and `control` for a language's own.

    The names are stored with that of the language in front: `scheme:char-set`.
    """
    return (
        _registering(language),
        _registering(language, gives_truth=True, gives=BOOLEAN, allocates=False),
        _registering(language, has_effect=True),
        _registering(language, may_wait=True),
    )


pure, predicate, effectful, control = of_language("")
