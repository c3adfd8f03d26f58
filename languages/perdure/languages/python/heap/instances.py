"""Instances, where what `pickle` does with them is not enough.

Most are left to `pickle`, which is C. A class of the program may give itself a name in its module,
which is no name for `pickle`; may be a dict that is its own `__dict__`; may have its own
`__hash__`, which the dump has to know of.

Reads: kinds, singletons. Read by: `storing`.
"""

from __future__ import annotations

from copyreg import __newobj__ as new_object_of  # type: ignore[attr-defined]
from types import FunctionType, MemberDescriptorType
from typing import Any

from perdure.languages.python.heap.dumping import PROTOCOL, Reducing
from perdure.languages.python.heap.kinds import FINDERS, maker
from perdure.languages.python.heap.singletons import reducer_by_name


def find_reducer(dumper: Reducing, kind: type) -> Any:
    """The reducer of the instances of a class that no kind is registered for."""
    if not dumper.is_programs(kind):
        quietly = type(getattr(kind, "__getattr__", None)) is FunctionType and not (
            has_own_reduce(kind) or says_state(kind) or issubclass(kind, CONTAINERS)
        )
        return reducer_by_name(kind) or (reduce_quietly if quietly else None)
    reducer: Any = None
    if issubclass(kind, dict) and kind.__dictoffset__:
        reducer = reduce_own_dict
    elif has_own_reduce(kind):
        reducer = reduce_own
    elif answers_itself(kind):
        reducer = reduce_quietly
    if type(kind.__hash__) is FunctionType:
        return noting_hashed(reducer)
    return reducer


FINDERS.append(find_reducer)


def has_own_reduce(kind: type) -> bool:
    names = ("__reduce_ex__", "__reduce__")
    return any(getattr(kind, name) is not getattr(object, name) for name in names)


def answers_itself(kind: type) -> bool:
    """Whether looking for what `pickle` looks for would run code of the program's."""
    finding, setting = (getattr(kind, name) for name in ("__getattribute__", "__setattr__"))
    plain: Any = object
    own = hasattr(kind, "__getattr__") or finding is not plain.__getattribute__
    sets = setting is not plain.__setattr__ and bool(slots_of(kind))
    return (own or sets) and not issubclass(kind, CONTAINERS)


def says_state(kind: type) -> bool:
    """Whether a class has its own way to give or to take a state, or what it is made with."""
    names = ("__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__")
    return any(getattr(kind, name, None) is not getattr(object, name, None) for name in names)


#: Their contents are no attributes: they are left to `pickle`.
CONTAINERS = (set, frozenset, tuple, int, float, complex, str, bytes, BaseException)


def slots_of(kind: type) -> list[tuple[str, Any]]:
    """The names and descriptors of the slots of a class and its bases."""
    return [
        (name, value)
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, MemberDescriptorType)
    ]


def reduce_quietly(dumper: Reducing, thing: Any) -> Any:
    """An instance whose class has its own way of finding attributes, which is not asked."""
    kind = type(thing)
    found = (vars(base)["__getstate__"] for base in kind.__mro__ if "__getstate__" in vars(base))
    get_state = next(found, None)
    if isinstance(get_state, FunctionType):
        return new_object_of, (kind,), get_state(thing), None, None, set_state
    fields = {}
    for name, slot in slots_of(kind):
        try:
            fields[name] = slot.__get__(thing, kind)
        except AttributeError:
            continue
    try:
        own = object.__getattribute__(thing, "__dict__")
    except AttributeError:
        own = None
    items = list.__iter__(thing) if issubclass(kind, list) else None
    pairs = iter(dict.items(thing)) if issubclass(kind, dict) else None
    state = (own, fields) if own or fields else None
    if state is None and items is None and pairs is None:
        return new_object_of, (kind,)
    return new_object_of, (kind,), state, items, pairs, set_own_attributes


@maker
def set_own_attributes(thing: Any, state: tuple[dict[str, Any] | None, dict[str, Any]]) -> None:
    own, fields = state
    if own:
        object.__getattribute__(thing, "__dict__").update(own)
    slots = dict(slots_of(type(thing)))
    for name, value in fields.items():
        slots[name].__set__(thing, value)


@maker
def set_state(thing: Any, state: Any) -> None:
    setter = getattr(type(thing), "__setstate__", None)
    if setter is not None:
        setter(thing, state)
    else:
        object.__getattribute__(thing, "__dict__").update(state)


def reduce_own(dumper: Reducing, thing: Any) -> Any:
    """An instance whose class has a `__reduce__`; a name is no way to find it here."""
    reduced = thing.__reduce_ex__(PROTOCOL)
    if isinstance(reduced, str):
        return new_object_of, (type(thing),), getattr(thing, "__dict__", None) or None
    return reduced


def reduce_own_dict(dumper: Reducing, thing: Any) -> Any:
    """A dict with attributes; `self.__dict__ = self` makes its items its attributes."""
    if object.__getattribute__(thing, "__dict__") is thing:
        return dict_of_itself, (type(thing),), None, None, iter(thing.items())
    if has_own_reduce(type(thing)):
        return reduce_own(dumper, thing)
    return reduce_quietly(dumper, thing) if answers_itself(type(thing)) else NotImplemented


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
