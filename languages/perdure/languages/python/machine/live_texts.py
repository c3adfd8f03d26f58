"""Values of a program in memory as texts, as they are seen once they are stored.

No code of the program is run for that.

Read by: perdure.languages.python.machine.placing, perdure.languages.python.machine.debugging.
"""

from __future__ import annotations

import collections
import datetime as dt
import enum
import sys
import types
import zoneinfo
from collections.abc import Mapping
from itertools import islice
from typing import Any

from perdure.languages.python.machine.stand_ins import PLAIN, in_zone, short


def texts_of(variables: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Variables of a program that runs, as people see them: no code of the program's is run."""
    return tuple(
        (name, live_text(value))
        for name, value in variables.items()
        if name[0] not in ".<" and not name.startswith("__") and not is_defined(value)
    )


def is_defined(value: Any) -> bool:
    return isinstance(value, type | types.FunctionType | types.ModuleType)


def live_text(value: Any, depth: int = 0) -> str:
    """A value in memory, as `short` shows it once it is stored."""
    kind = type(value)
    if kind in ATOMS:
        return short(value)
    if isinstance(value, enum.Enum):
        return f"{kind.__name__}.{value._name_}"
    if depth > 3:
        return "..."
    if is_defined(value):
        return f"<{sort_of(value)} {value.__name__}>"
    if kind in (dt.datetime, dt.time):
        zone = value.tzinfo
        if type(zone) in ZONES:
            return repr(value)
        return in_zone(value.replace(tzinfo=None), live_text(zone, depth + 1))
    inner = depth + 1
    contents = contents_of(value, inner)
    if kind in BRACKETS:
        left, right = BRACKETS[kind]
        return f"{left}{', '.join(contents)}{',' * (kind is tuple and len(contents) == 1)}{right}"
    if kind is collections.defaultdict:
        return f"defaultdict({', '.join([live_text(value.default_factory, inner), *contents])})"
    own = attributes_of(value)
    if own is None and not contents:
        return f"<{kind.__qualname__}>"
    attributes = list((own or {}).items())[:8]
    parts = [*contents, *(f"{name}={live_text(each, inner)}" for name, each in attributes)]
    text = f"{kind.__name__}({', '.join(parts)})"
    return text if len(text) <= 120 else f"{text[:117]}..."


def sort_of(defined: Any) -> str:
    if isinstance(defined, types.ModuleType):
        return "module"
    return "class" if isinstance(defined, type) else "function"


def contents_of(value: Any, depth: int) -> list[str]:
    """The texts of what a value has as an object of one of Python's own classes."""
    kind = type(value)
    if issubclass(kind, dict):
        pairs = list(islice(dict.items(value), MOST + 1))
        parts = [f"{live_text(key, depth)}: {live_text(each, depth)}" for key, each in pairs]
        text = f"{{{', '.join(cut_off(parts))}}}"
        return [text[1:-1]] if kind is dict else [text]
    if issubclass(kind, BaseException):
        return [live_text(each, depth) for each in value.args]
    for base in (tuple, list, set, frozenset, collections.deque):
        if issubclass(kind, base):
            found = list(islice(base.__iter__(value), MOST + 1))
            parts = [live_text(each, depth) for each in found]
            fields = vars(kind).get("_fields", ()) if base is tuple else ()
            if fields and len(fields) == tuple.__len__(value):
                named = zip(fields, tuple.__iter__(value), strict=True)
                return [f"{name}={live_text(each, depth)}" for name, each in named]
            if kind in BRACKETS or base in (tuple, list):
                return cut_off(parts)
            return [f"[{', '.join(cut_off(parts))}]"]
    for atom in (int, float, str, bytes):
        if issubclass(kind, atom):
            plain: Any = atom
            return [short(plain.__getnewargs__(value)[0])]
    return []


def cut_off(parts: list[str]) -> list[str]:
    return parts if len(parts) <= MOST else [*parts[:MOST], "..."]


def attributes_of(value: Any) -> dict[str, Any] | None:
    """The attributes that an object has itself; None where it can have none."""
    found: dict[str, Any] | None = None
    try:
        found = dict(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        pass
    for base in type(value).__mro__:
        if "__slots__" not in vars(base) or base.__module__ in sys.stdlib_module_names:
            continue
        found = {} if found is None else found
        for name, member in vars(base).items():
            if isinstance(member, types.MemberDescriptorType):
                try:
                    found[name] = member.__get__(value)
                except AttributeError:
                    continue
    return found


MOST = 5  #: items that are shown of what has many
BRACKETS: dict[type, tuple[str, str]] = {
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    dict: ("{", "}"),
}
ZONES = (type(None), dt.timezone, zoneinfo.ZoneInfo)
CONTAINERS = (collections.OrderedDict, collections.Counter, collections.deque)
ATOMS = frozenset(
    [*PLAIN.values(), int, float, str, bytes, bool, type(None), type(...), type(NotImplemented)]
) - {*BRACKETS, *CONTAINERS, dt.datetime, dt.time}
