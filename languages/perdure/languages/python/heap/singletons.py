"""Objects that are themselves by identity only: those that a library's module has under a name.

`dataclasses.MISSING`, `os.environ`, a module's `object()`: each is stored as its module and its
name there. The state that such an object may have is the interpreter's, as that of `random`'s own
generator is.

Reads: kinds, handles. Read by: `storing`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Container
from contextvars import ContextVar
from importlib import import_module
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.handles import made_again, remaking
from perdure.languages.python.heap.kinds import kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import CannotLoad

__all__ = ["reducer_by_name"]


def reducer_by_name(kind: type) -> Callable[[Reducing, Any], Any] | None:
    """A reducer for the instances of a class that its own module has under a name, if any."""
    names = names_of(kind)
    if not names:
        return None

    def reduce(dumper: Reducing, thing: Any) -> Any:
        name = names.get(id(thing))
        if name is None:
            return NotImplemented
        _, handle = dumper.program.handles.get(id(thing), (thing, None))
        if handle is None:
            return named_object, (kind.__module__, name)
        # It was not there before: `install_opener(opener)`, or it is made when it is first wanted.
        making, *changes = remaking(thing, handle)
        return named_or_made, (kind.__module__, name, making), *changes

    return reduce


def names_of(kind: type) -> dict[int, str]:
    """The names of the instances of a class that its own module has, by their identity."""
    module = sys.modules.get(kind.__module__)
    return {id(value): name for name, value in module_items(module) if type(value) is kind}


def module_items(module: Any) -> list[tuple[str, Any]]:
    return list(getattr(module, "__dict__", {}).items())


#: Names that were found, by the identity of what has them: with the object, the module, the name.
_found: dict[int, tuple[object, str, str]] = {}

#: Objects that no module has under a name, by identity, as long as there are so many modules.
_unnamed: dict[int, object] = {}
_modules = 0
MOST = 10_000  #: of them

NAMED = (object, ContextVar)  #: types of what is looked for so


@kind_reducers(object)
def reduce_bare(dumper: Reducing, thing: object) -> Any:
    """A bare `object()`: a module's sentinel by name, another is made anew."""
    found = name_among_modules(dumper, thing)
    return (new_object, ()) if found is None else (named_object, found)


def name_among_modules(dumper: Reducing, thing: object) -> tuple[str, str] | None:
    """The module of a library and the name that an object of a type in NAMED has there."""
    global _modules
    _, *known = _found.get(id(thing), (None,))
    if known and known[0] not in dumper.module_names and has_name(thing, *known):
        return known[0], known[1]
    if len(sys.modules) != _modules or len(_unnamed) >= MOST:
        _unnamed.clear()
        _modules = len(sys.modules)
    if id(thing) in _unnamed:
        return None
    if dumper.bare_names is None:
        dumper.bare_names = bare_names(dumper.module_names)
    found = dumper.bare_names.get(id(thing))
    if found is None:
        _unnamed[id(thing)] = thing
    else:
        _found[id(thing)] = (thing, *found)
    return found


def bare_names(but: Container[str]) -> dict[int, tuple[str, str]]:
    """By identity, the objects of these types that modules have, each with the first that has it.

    Looking takes some milliseconds, whichever object is looked for.
    """
    return {
        id(value): (module_name, name)
        for module_name, module in reversed(list(sys.modules.items()))
        if module_name not in but
        for name, value in reversed(module_items(module))
        if type(value) in NAMED
    }


def has_name(thing: object, module_name: str, name: str) -> bool:
    module = sys.modules.get(module_name)
    return getattr(module, "__dict__", {}).get(name) is thing


@maker
def new_object() -> object:
    return object()


@maker
def named_object(module: str, name: str) -> Any:
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise CannotLoad(f"{module}.{name} is missing here: {error}") from error


@maker_with_load
def named_or_made(load: Load, module: str, name: str, making: tuple[Any, ...]) -> Any:
    """The object that a library has under a name by now; else it is made as it was."""
    found = getattr(sys.modules.get(module), name, None)
    return made_again(load, *making) if found is None else found
