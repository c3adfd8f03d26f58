"""Kinds: how objects of each type are taken apart, and what puts them together again.

A *reducer* is given a dumper and an object, and gives what `__reduce__` may give (or
NotImplemented, which leaves the object to `pickle`). The callable in it is a *maker*: a function
registered here under the name by which it is stored, `perdure.heap NAME`, whatever module it lies
in. A maker that needs the load it is part of is given it first.

Reads: nothing. Read by: the files of the kinds, `dumping`, `loading`, and whatever adds kinds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeVar

__all__ = [
    "NAMES",
    "kind_reducers",
    "maker",
    "maker_with_load",
    "register",
    "register_family",
    "register_named",
]

#: The module that stored makers are said to lie in. It never changes.
NAMES = "perdure.heap"

Reducer = Callable[[Any, Any], Any]  # given a `Reducing` and the object
F = TypeVar("F", bound=Callable[..., Any])

#: By exact type.
REDUCERS: dict[type, Reducer] = {}
#: For a type and what is derived from it; the first that fits.
FAMILIES: list[tuple[type, Reducer]] = []
#: The same, by the module and the name of the type, which may not have been imported.
NAMED: dict[tuple[str, str], Reducer] = {}
#: Asked last, with the dump and a type: those that know what is the program's.
FINDERS: list[Callable[[Any, type], Reducer | None]] = []
#: By stored name: the function, and whether it is given the load.
MAKERS: dict[str, tuple[Callable[..., Any], bool]] = {}

_named = sys.modules.setdefault(NAMES, ModuleType(NAMES, "Where stored makers are named."))


def register(kind: type, reducer: Reducer) -> None:
    """Have objects of exactly this type taken apart by `reducer`."""
    REDUCERS[kind] = reducer


def register_family(kind: type, reducer: Reducer) -> None:
    """The same for a type and all that are derived from it."""
    register(kind, reducer)
    FAMILIES.append((kind, reducer))


def kind_reducers(*kinds: type) -> Callable[[F], F]:
    """Decorator: `register` a function for these types."""

    def registered(function: F) -> F:
        for kind in kinds:
            register(kind, function)
        return function

    return registered


def register_named(module: str, name: str) -> Callable[[F], F]:
    """Decorator: `register_family` for a type that nothing here imports."""

    def registered(function: F) -> F:
        NAMED[module, name] = function
        return function

    return registered


def maker(function: F) -> F:
    """Decorator: a function that what is stored may call, under its own name."""
    return _add(function, False)


def maker_with_load(function: F) -> F:
    """Decorator: the same for one whose first argument is the load that calls it."""
    return _add(function, True)


def _add(function: F, takes_load: bool) -> F:
    name = function.__name__
    if name in MAKERS:
        raise ValueError(f"there is a maker {name} already")
    MAKERS[name] = (function, takes_load)
    function.__module__ = NAMES
    setattr(_named, name, function)
    return function


def reducer_for(dumper: Any, kind: type) -> Reducer | None:
    """The reducer of the objects of this type; None leaves them to `pickle`."""
    found = REDUCERS.get(kind)
    if found is not None:
        return found
    for family, reducer in FAMILIES:
        if issubclass(kind, family):
            return reducer
    for base in kind.__mro__:
        found = NAMED.get((base.__module__, base.__qualname__))
        if found is not None:
            return found
    for finder in FINDERS:
        found = finder(dumper, kind)
        if found is not None:
            return found
    return None
