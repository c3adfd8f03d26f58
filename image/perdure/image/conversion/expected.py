"""The type that a caller expects of a result: what a type checker believes is checked.

    total = image.call("total", [3, 4, 5], type=int)
    names = image.eval("(map name-of orders)", type=list[str])

Read by: perdure.image.api.blocking, perdure.image.api.aio, perdure.image.conversion.handles.
"""

from __future__ import annotations

import re
from types import UnionType
from typing import Any, Union, get_args, get_origin

from perdure.image.conversion.foreign import class_name, repr_of
from perdure.image.errors import CannotConvert

#: In place of a type: nothing is expected.
ANYTHING: Any = Any


def checked_result(x: Any, expected: Any, pid: int) -> Any:
    """The result of a process; CannotConvert where it is not of the type that is expected."""
    if expected is ANYTHING or is_of(x, expected):
        return x
    raise CannotConvert(
        f"the result of process {pid}, {repr_of(x)} (a {class_name(x)}), "
        f"is not of the type {name_of(expected)} that was asked for"
    )


def is_of(x: Any, expected: Any) -> bool:
    """Whether it is: a class, a union, or a list, tuple or dict of such.

    As for type checkers, an int will do for a float, and both for a complex number.
    """
    if expected is Any or expected is object:
        return True
    if expected is None:
        return x is None
    origin, parts = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        return any(is_of(x, part) for part in parts)
    kind = origin or expected
    if kind is float:
        return isinstance(x, float | int)
    if kind is complex:
        return isinstance(x, complex | float | int)
    if not isinstance(x, kind):
        return False
    if not parts:
        return True
    if isinstance(x, dict) and len(parts) == 2:
        key, value = parts
        return all(is_of(each, key) and is_of(x[each], value) for each in x)
    if kind is tuple and parts[-1] is not Ellipsis:
        return len(x) == len(parts) and all(map(is_of, x, parts))
    if isinstance(x, list | tuple | set | frozenset | dict):
        return all(is_of(each, parts[0]) for each in x)
    return True


def name_of(expected: Any) -> str:
    """As it is written: `int`, `list[str]`, `Mapping[str, int] | None`."""
    if get_origin(expected) is None:
        return class_name_of(expected)
    return re.sub(r"\b(?:\w+\.)+(?=\w)", "", repr(expected))  # without the modules


def class_name_of(expected: Any) -> str:
    return expected.__qualname__ if isinstance(expected, type) else repr_of(expected)
