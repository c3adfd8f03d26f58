"""Attributes that a program has set in libraries: `openai.api_key = ...`, and of their classes.

The text tells which these may be; what they are is read where they are, at each wait, and set again
in another interpreter. An attribute goes by the module and the way to it from there:
`json.encoder`, `JSONEncoder.default`.

Reads: nothing. Read by: perdure.languages.python.machine.setting_up, linking, spaces.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterator
from types import ModuleType
from typing import Any

#: Module, the way from it, and the value.
Row = tuple[str, str, Any]

_PATH = r"\w+(?:\.\w+)+"
_BECOMES = r"[ \t]*(?:[-+*/%@&|^]|//|\*\*|<<|>>)?=(?!=)"
ASSIGNMENT = re.compile(rf"(?:^|[;=])[ \t]*({_PATH})(?={_BECOMES})", re.MULTILINE)
#: `a.b, c.d = ...`
SEVERAL = re.compile(r"^[ \t]*(\*?[\w.]+(?:[ \t]*,[ \t]*\*?[\w.]+)+)[ \t]*=(?!=)", re.MULTILINE)
SETATTR = re.compile(r"\bsetattr\([ \t\n]*(\w+(?:\.\w+)*)[ \t]*,[ \t\n]*[\"'](\w+)[\"']")

#: What of `sys` is a program's in another way, or the interpreter's own.
OTHERWISE = ("argv", "modules", "path", "stderr", "stdin", "stdout")

OWN = ("self.", "cls.")  #: no module is called so: most of what a text assigns begins with these

MISSING = object()


def assigned_attributes(text: str) -> list[tuple[str, ...]]:
    """`(openai, api_key)` of `openai.api_key = ...`: what may be an attribute of a library's."""
    found = set(ASSIGNMENT.findall(text))
    for targets in SEVERAL.findall(text):
        found |= set(re.findall(_PATH, targets))
    found |= {f"{owner}.{name}" for owner, name in SETATTR.findall(text)}
    return sorted(tuple(path.split(".")) for path in found if not path.startswith(OWN))


def attributes_in(
    namespace: dict[str, Any], assigned: list[tuple[str, ...]], own: dict[str, ModuleType]
) -> Iterator[Row]:
    """The attributes that a module of the program has set in libraries.

    `own`: the modules of the program, by their names.
    """
    for first, *others, attribute in assigned:
        thing = namespace.get(first, MISSING)
        if thing is MISSING:
            continue
        home = home_of(thing, namespace["__builtins__"], own)
        for name in others:
            if home is None or (home == ("sys", "") and name in OTHERWISE):
                home = None
                break
            thing = attributes_of(thing).get(name, MISSING)
            if type(thing) is ModuleType:
                home = home_of(thing, namespace["__builtins__"], own)
            elif thing is MISSING or is_own(thing, own):
                home = None
            else:
                home = home[0], f"{home[1]}{name}."
        if home is None or (home == ("sys", "") and attribute in OTHERWISE):
            continue
        values = attributes_of(thing)
        if attribute in values:
            yield home[0], home[1] + attribute, values[attribute]


def is_own(thing: Any, own: Container[str]) -> bool:
    """Whether that is a class of the program's, or an instance of one."""
    kind = type(thing)
    return kind.__module__ in own or (issubclass(kind, type) and thing.__module__ in own)


def home_of(thing: Any, builtins: dict[str, Any], own: Container[str]) -> tuple[str, str] | None:
    """The module of a library's module, or class, and the way to it; None of anything else."""
    if type(thing) is ModuleType:
        is_its_own = vars(thing) is builtins or thing.__name__ in own
        return None if is_its_own else (thing.__name__, "")
    if not issubclass(type(thing), type) or thing.__module__ in own:
        return None
    found = owner_at(thing.__module__, thing.__qualname__.split("."))
    return (thing.__module__, f"{thing.__qualname__}.") if found is thing else None


def attributes_of(thing: Any) -> Any:
    """The `__dict__` of an object, without any code of its class; {} where there is none."""
    try:
        if issubclass(type(thing), type):
            return type.__dict__["__dict__"].__get__(thing)
        return object.__getattribute__(thing, "__dict__")
    except AttributeError:
        return {}


def owner_at(module: str, way: list[str]) -> Any:
    """The object to which these attributes lead from a module; None where it is not there."""
    thing: Any = sys.modules.get(module)
    for name in way:
        thing = attributes_of(thing).get(name)
    return thing


def set_attributes(rows: list[Row]) -> None:
    """Set attributes as a program has; not of what is not there."""
    for module, way, value in rows:
        *others, attribute = way.split(".")
        owner = owner_at(module, others)
        if owner is not None:
            setattr(owner, attribute, value)
