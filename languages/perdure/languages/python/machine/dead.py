"""Variables that nothing reads any more, kept to be looked at: the image's `keeps_variables`.

A frame keeps over a wait what its rest mentions. In a process begun so it keeps all else that the
function's names have, too, as Python does while it runs. Such a variable must not be in the way of
the wait, so it is let go, as without the option, if anything that it leads to

1. is open, or runs: a file, a socket, a generator, a lock;
2. would be made again by a call, as a connection is (`heap.handles`);
3. turns out in the dump to have no stored form: then its type is not tried again.

Types of libraries are tried once: one is kept whose first object has a stored form by itself.

Read by: perdure.languages.python.machine.capturing, perdure.languages.python.machine.storing.
"""

from __future__ import annotations

import gc
import io
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from pathlib import PosixPath, PurePosixPath
from types import (
    BuiltinFunctionType,
    CellType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    SimpleNamespace,
)
from typing import Any
from uuid import UUID

from perdure.languages.python.heap import can_be_stored_alone
from perdure.languages.python.machine.ending import leads_to_code
from perdure.languages.python.machine.frames import Frame
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.twins import GUESTS

#: Objects that lead to nothing, and to what is stored by its name.
ATOMS = frozenset((
    *(type(None), bool, int, float, complex, str, bytes, bytearray, range, slice, type),
    *(type(Ellipsis), type(NotImplemented), ModuleType),
    *(date, datetime, time, timedelta, timezone, Decimal, Fraction, UUID),
    *(PosixPath, PurePosixPath),
))  # fmt: skip
SEQUENCES = frozenset((list, tuple, set, frozenset, deque))
TABLES = frozenset((dict, defaultdict, OrderedDict, Counter))
#: What is gone into by what it refers to.
HOLDING = frozenset((MethodType, SimpleNamespace, CellType))
GONE_INTO = SEQUENCES | TABLES | HOLDING
#: What runs, or is open.
OPEN = (io.IOBase, GeneratorType)


def keeps_in(space: Space, unit: str) -> bool:
    """Whether functions of a unit keep such variables."""
    does_keep = space.keeps_variables or space.is_showing
    return does_keep and not space.is_letting_dead_go and unit not in GUESTS


def is_keepable(space: Space, value: Any) -> bool:
    """Whether all that an object leads to may be stored for nobody but people."""
    kind = type(value)
    if kind in ATOMS:
        return True
    if kind in SEQUENCES:
        if ATOMS.issuperset(map(type, tuple(value))):
            return True
    elif kind in TABLES:
        if ATOMS.issuperset(map(type, (*value, *value.values()))):
            return True
    todo: list[Iterable[Any]] = [(value,)]
    seen: set[int] = set()
    while todo:
        things = tuple(todo.pop())  # a call under way may change it meanwhile
        if ATOMS.issuperset(map(type, things)):
            continue
        for thing in things:
            kind = type(thing)
            if kind in ATOMS:
                continue
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            if kind in SEQUENCES:
                todo.append(thing)
            elif kind in TABLES:
                todo.append(thing.keys())
                todo.append(thing.values())
            else:
                inside = parts_of(space, kind, thing)
                if inside is None:
                    return False
                todo.append(inside)
    return True


def parts_of(space: Space, kind: type, thing: Any) -> Iterable[Any] | None:
    """The objects that one leads to; None where it may not be stored."""
    if issubclass(kind, OPEN) or id(thing) in space.handles:
        return None
    if issubclass(kind, type):
        return ()
    if kind is FunctionType:
        if thing.__builtins__ is not space.builtins:
            return ()
        return (thing.__closure__, thing.__defaults__, thing.__kwdefaults__)
    if kind is BuiltinFunctionType:
        return (thing.__self__,)
    if kind in HOLDING or space.is_program_class(kind):
        return gc.get_referents(thing)
    found = space.storable.get(kind)
    if found is None:
        found = space.storable[kind] = can_be_stored_alone(space, thing)
    return () if found else None


# What has turned out to have no stored form


@contextmanager
def letting_dead_go(space: Space, *, is_all: bool) -> Iterator[bool]:
    """Have frames keep only what their rests want, or what has a stored form by itself besides.

    Gives whether that is less. If what is done then fails, they have it all again: it was something
    else.
    """
    before = [(frame, frame.kept, frame.values) for frame in space.all_frames()]
    for frame, kept, values in before:
        dead = dead_names(space, frame)
        left = [
            (name, value)
            for name, value in zip(kept, values, strict=True)
            if name not in dead or not (is_all or is_to_go(space, value))
        ]
        if len(left) < len(kept):
            frame.kept = tuple([name for name, _ in left])
            frame.values = tuple([value for _, value in left])
    is_fewer = any(len(frame.kept) < len(kept) for frame, kept, _ in before)
    space.is_letting_dead_go = is_all
    try:
        yield is_fewer
    except BaseException:
        for frame, frame.kept, frame.values in before:  # noqa: B007  (it is filled by that)
            pass
        raise
    finally:
        space.is_letting_dead_go = False


def is_to_go(space: Space, value: Any) -> bool:
    """Whether an object has no stored form by itself, or leads to what may not be stored.

    If so, types of libraries that it leads to are not kept from now on.
    """
    if is_keepable(space, value) and can_be_stored_alone(space, value):
        return False
    space.storable.update(dict.fromkeys(foreign_types(space, value), False))
    return True


def dead_names(space: Space, frame: Frame) -> set[str]:
    """The names that a frame keeps and its rest does not mention."""
    if frame.index <= 0 or frame.generator is not None or frame.unit in GUESTS:
        return set()
    mentioned = space.unit(frame.unit).mentioned(frame.index, frame.point)
    return {
        name
        for name, value in zip(frame.kept, frame.values, strict=True)
        if name[0] not in ".<" and name not in mentioned and not leads_to_code(space, value)
    }


def foreign_types(space: Space, value: Any) -> set[type]:
    """The types of libraries that were tried, and that an object leads to."""
    found: set[type] = set()
    todo = [value]
    seen: set[int] = set()
    while todo:
        thing = todo.pop()
        kind = type(thing)
        if id(thing) in seen or kind in ATOMS:
            continue
        seen.add(id(thing))
        if kind in space.storable:
            found.add(kind)
        elif kind in GONE_INTO or space.is_program_class(kind):
            todo += gc.get_referents(thing)
    return found
