"""Objects that a record may name, and must not change: all images of a Python process share them.

A pickle can call `__setstate__` of whatever it names, and sets attributes where there is none.
Nothing that is stored by its name alone is read so: a record that tries it is refused.

Read by: the modules of values that are stored by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Fixed:
    """A base of what is immutable and has no state of its own in a record.

    On the class itself, a pickle's call of `__setstate__` lacks an argument.
    """

    __slots__ = ()

    def __setstate__(self, state: object) -> NoReturn:
        raise TypeError(f"a record tries to change {self!r}")

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: object) -> Any:
        return self


def stored_function(module: str) -> Callable[[F], F]:
    """Decorator: records name this function, in `module`, to be called with plain arguments."""

    def mark(function: F) -> F:
        function.__module__ = module
        function.__setstate__ = _refuse  # type: ignore[attr-defined]
        return function

    return mark


def _refuse(state: object) -> NoReturn:
    raise TypeError("a record tries to change a function")
