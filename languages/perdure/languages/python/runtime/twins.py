"""Durable twins of builtins that call a program's functions.

`sorted(xs, key=f)` is C calling `f`: a wait in it could not be stored. Where an argument is not
one of Python's own containers, or a function is the program's, a twin written in Python
(`guest`, lowered like a program's own module) does the same; else the builtin does.

The functions here choose, and give what they call gives: nothing is left for them to do after it,
as a stack that is captured there is gone on with without them. Lowered code calls them as
`.twin_sorted` and so on.
"""

from __future__ import annotations

import builtins
from pathlib import Path
from types import BuiltinFunctionType, MethodDescriptorType
from typing import Any, NamedTuple

from perdure.languages.python.runtime.captures import current
from perdure.languages.python.runtime.native import NATIVE

UNIT = "%twins"


class Guest(NamedTuple):
    """A module of ours that is lowered as a program's own."""

    path: Path
    names: dict[str, Any]  #: that it has besides its own


NEWER = "+"  #: after the name of a unit: the same guest of a later Perdure


class Guests(dict[str, Guest]):
    """By unit. A program keeps the guests that it began with; one that lacks a function has another
    beside it, whose name has a NEWER more."""

    def __contains__(self, unit: object) -> bool:
        return isinstance(unit, str) and super().__contains__(base_of(unit))

    def __missing__(self, unit: str) -> Guest:
        if not unit.endswith(NEWER):
            raise KeyError(unit)
        return self[base_of(unit)]


def base_of(unit: str) -> str:
    """The name of a guest's unit, whatever Perdure it is of."""
    return unit.rstrip(NEWER)


GUESTS = Guests({UNIT: Guest(Path(__file__).with_name("guest.py"), {})})


def guest(name: str, unit: str = UNIT) -> Any:
    """The function of that name, of a guest of the program that runs."""
    space: Any = current()
    return space.twin(name, unit)


def is_native(thing: Any) -> bool:
    """Whether iterating runs no code of a program."""
    return type(thing) in NATIVE or current() is None


def is_builtin(function: Any) -> bool:
    """Whether calling it runs no code of a program: `str.lower`, `len`, `int`."""
    if current() is None:  # an effect has called what calls it: nothing waits there
        return True
    kind = type(function)
    if kind is BuiltinFunctionType or kind is MethodDescriptorType:
        return True
    return kind is type and function.__module__ == "builtins"


def twin_list(*given: Any) -> Any:
    if not given or is_native(given[0]):
        return list(*given)
    return guest("list_of")(*given)


def twin_tuple(*given: Any) -> Any:
    if not given or is_native(given[0]):
        return tuple(*given)
    return guest("tuple_of")(*given)


def twin_set(*given: Any) -> Any:
    if not given or is_native(given[0]):
        return set(*given)
    return guest("set_of")(*given)


def twin_dict(*given: Any, **more: Any) -> Any:
    if not given or is_native(given[0]) or hasattr(given[0], "keys"):
        return dict(*given, **more)
    return guest("dict_of")(*given, **more)


def twin_sum(*given: Any, **more: Any) -> Any:
    if not given or is_native(given[0]):
        return sum(*given, **more)
    return guest("sum_of")(*given, **more)


def twin_any(thing: Any, /) -> Any:
    return any(thing) if is_native(thing) else guest("any_of")(thing)


def twin_all(thing: Any, /) -> Any:
    return all(thing) if is_native(thing) else guest("all_of")(thing)


def twin_min(*given: Any, **more: Any) -> Any:
    if _is_plain(given, more):
        return min(*given, **more)
    return guest("least")("min", *given, **more)


def twin_max(*given: Any, **more: Any) -> Any:
    if _is_plain(given, more):
        return max(*given, **more)
    return guest("least")("max", *given, **more)


def _is_plain(given: tuple[Any, ...], more: dict[str, Any]) -> bool:
    key = more.get("key")
    return (key is None or is_builtin(key)) and (len(given) != 1 or is_native(given[0]))


def twin_sorted(*given: Any, **more: Any) -> Any:
    key = more.get("key")
    if len(given) != 1 or (is_native(given[0]) and (key is None or is_builtin(key))):
        return sorted(*given, **more)
    return guest("sorted_of")(*given, **more)


def twin_map(*given: Any) -> Any:
    if len(given) < 2 or (is_builtin(given[0]) and all(map(is_native, given[1:]))):
        return map(*given)
    return guest("mapped")(given[0], *map(iter, given[1:]))


def twin_filter(*given: Any) -> Any:
    if len(given) != 2 or ((given[0] is None or is_builtin(given[0])) and is_native(given[1])):
        return filter(*given)
    return guest("filtered")(given[0], iter(given[1]))


def twin_zip(*given: Any, strict: bool = False) -> Any:
    if all(map(is_native, given)):
        return zip(*given, strict=strict)
    return guest("zipped")([iter(each) for each in given], strict)


def twin_enumerate(*given: Any, **more: Any) -> Any:
    if not given or is_native(given[0]):
        return enumerate(*given, **more)
    return guest("enumerated")(iter(given[0]), *given[1:], **more)


def twin_reversed(*given: Any) -> Any:
    return builtins.reversed(*given)


def twin_join(text: str, parts: Any, /) -> str:
    if is_native(parts):
        return text.join(parts)
    return guest("joined")(text, parts)


TWINS = {
    f".{name}": function for name, function in list(globals().items()) if name.startswith("twin_")
}
