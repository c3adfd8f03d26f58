"""Instances of the program's classes that derive from a library's with its own `__reduce__`.

Such a `__reduce__` calls the class again: `OrderedDict`, `Counter`, `Random`, `datetime`. The
program's own constructor takes other arguments, its `__setitem__` does what has been done already,
and some tell nothing of attributes. So the library's class makes and fills them here.

Reads: kinds. Read by: `instances`.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from types import MemberDescriptorType
from typing import Any

from perdure.languages.python.heap.dumping import PROTOCOL, Reducing
from perdure.languages.python.heap.kinds import maker

__all__ = ["reduce_remade"]

#: What a defaultdict calls for a key that it does not have.
FACTORY: Any = vars(defaultdict)["default_factory"]


def reduce_remade(dumper: Reducing, thing: Any) -> Any:
    """Parts as the library's own `__reduce__` tells them, without a call of the class;
    NotImplemented where that is the program's, or calls something else."""
    kind = type(thing)
    whole: tuple[Any, ...]
    library: Any = next(base for base in kind.__mro__ if not dumper.is_programs(base))
    if any(getattr(kind, name) is not getattr(library, name) for name in REDUCING):
        return NotImplemented
    if issubclass(kind, OrderedDict):
        keys = OrderedDict.__iter__(thing)
        pairs = [(key, dict.__getitem__(thing, key)) for key in keys]
        whole = (library, None, (), pairs, own_state(dumper, thing))
        return remade, (kind, library), whole, None, None, set_remade
    if issubclass(kind, defaultdict):
        pairs = list(dict.items(thing))
        whole = (library, None, (), pairs, own_state(dumper, thing), FACTORY.__get__(thing))
        return remade, (kind, library), whole, None, None, set_remade
    reduced = thing.__reduce_ex__(PROTOCOL)
    if isinstance(reduced, str) or reduced[0] is not kind:
        return NotImplemented
    arguments, state, items, pairs = (*reduced[1:5], None, None, None)[:4]
    filling = list(items or ()), list(pairs or ())
    whole = (library, state, *filling, own_state(dumper, thing))
    return remade, (kind, library, *arguments), whole, None, None, set_remade


REDUCING = ("__reduce__", "__reduce_ex__")


def own_state(dumper: Reducing, thing: Any) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The attributes that the program has given an instance: its `__dict__`, and slots."""
    slots = {}
    for base in type(thing).__mro__:
        if dumper.is_programs(base):
            for name, slot in vars(base).items():
                if isinstance(slot, MemberDescriptorType):
                    try:
                        slots[name] = slot.__get__(thing)
                    except AttributeError:
                        continue
    try:
        return object.__getattribute__(thing, "__dict__"), slots
    except AttributeError:
        return None, slots


@maker
def remade(cls: Any, library: Any, *arguments: Any) -> Any:
    """An instance as the library's class makes it, of another class."""
    if library.__new__ is object.__new__:
        made = object.__new__(cls)
    else:
        made = library.__new__(cls, *arguments)
    if library.__init__ is not object.__init__:
        library.__init__(made, *arguments)
    return made


@maker
def set_remade(thing: Any, whole: tuple[Any, ...]) -> None:
    library, state, items, pairs, (own, slots), *factory = whole
    if factory:
        FACTORY.__set__(thing, factory[0])
    for item in items:
        library.append(thing, item)
    for key, value in pairs:
        library.__setitem__(thing, key, value)
    if state is not None and hasattr(type(thing), "__setstate__"):
        thing.__setstate__(state)
    if own:
        object.__getattribute__(thing, "__dict__").update(own)
    for base in type(thing).__mro__:
        for name in slots.keys() & vars(base).keys():
            vars(base)[name].__set__(thing, slots[name])
