"""Instances, where what `pickle` does with them is not enough.

Most are left to `pickle`, which is C. A class of the program may give itself a name in its module,
which is no name for `pickle`; may be a dict that is its own `__dict__`; may have its own
`__hash__`, which the dump has to know of.

Reads: kinds, singletons. Read by: `storing`.
"""

from __future__ import annotations

from copyreg import __newobj__ as new_object_of  # type: ignore[attr-defined]
from types import FunctionType
from typing import Any

from perdure.languages.python.heap.dumping import PROTOCOL, Reducing
from perdure.languages.python.heap.kinds import FINDERS, maker
from perdure.languages.python.heap.singletons import reducer_by_name


def find_reducer(dumper: Reducing, kind: type) -> Any:
    """How the instances of a class are taken apart that no kind is registered for."""
    if not dumper.is_programs(kind):
        return reducer_by_name(kind)
    reducer: Any = None
    if issubclass(kind, dict) and kind.__dictoffset__:
        reducer = reduce_own_dict
    elif has_own_reduce(kind):
        reducer = reduce_own
    if type(kind.__hash__) is FunctionType:
        return noting_hashed(reducer)
    return reducer


FINDERS.append(find_reducer)


def has_own_reduce(kind: type) -> bool:
    names = ("__reduce_ex__", "__reduce__")
    return any(getattr(kind, name) is not getattr(object, name) for name in names)


def reduce_own(dumper: Reducing, thing: Any) -> Any:
    """An instance whose class has a `__reduce__`; a name is no way to find it here."""
    reduced = thing.__reduce_ex__(PROTOCOL)
    if isinstance(reduced, str):
        return new_object_of, (type(thing),), getattr(thing, "__dict__", None) or None
    return reduced


def reduce_own_dict(dumper: Reducing, thing: Any) -> Any:
    """A dict with attributes; `self.__dict__ = self` makes its items its attributes."""
    if thing.__dict__ is thing:
        return dict_of_itself, (type(thing),), None, None, iter(thing.items())
    return reduce_own(dumper, thing) if has_own_reduce(type(thing)) else NotImplemented


@maker
def dict_of_itself(cls: Any) -> Any:
    made = cls.__new__(cls)
    made.__dict__ = made
    return made


def noting_hashed(reducer: Any) -> Any:
    def reduce(dumper: Reducing, thing: Any) -> Any:
        dumper.hashed.append(thing)
        return NotImplemented if reducer is None else reducer(dumper, thing)

    return reduce
