"""Plain programs: a look at all that a small program has, to see whether a call has changed it.

What comes of a call is stored with all that the program has, since the call may have changed that.
Where the program has little and only what Python itself can compare (numbers, texts, lists, dicts,
what its modules define), it is looked at before and after instead. If nothing is another, all that
is new is the call's outcome: what was stored with the wait still holds, and is not dumped again.

A program that has more, or lists and dicts in its modules, is *printed*: `marshal` writes all of
its data, in a tenth of the time of a dump. It writes only builtin types, says what is one object
and runs no code. Two prints are equal where the data is, of the same types, one object where it
was one. (Of what else has bytes it writes these alone, so such types are not among what is printed;
`bytes` that a call puts `bytearray`s of the same content in the place of are not told apart.)

Reads: perdure.languages.python.heap. Read by: perdure.languages.python.machine.effects.
"""

from __future__ import annotations

import gc
import marshal
import pickle
from collections.abc import Iterable
from contextlib import suppress
from operator import is_, length_hint
from types import BuiltinFunctionType, CellType, FunctionType
from typing import Any

from perdure.languages.python.heap import name_of
from perdure.languages.python.machine.finalizers import own_finalizers
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.identity import identity

MOST = 300  #: objects that are looked at

ATOMS = frozenset((type(None), bool, int, float, str, bytes, complex))
#: Iterators that a call can only move on.
ITERATORS: tuple[type, ...] = (type(iter([])), type(iter(())), type(iter(range(0))))
DATA = (list, dict)
CONTAINERS = (*DATA, CellType, *ITERATORS)
#: What is called, and may be found by its name: it is no part of what is stored then.
CALLED = (FunctionType, BuiltinFunctionType, type)


#: What `marshal` writes.
PRINTED = (*DATA, tuple, set, frozenset, *ATOMS)
FORM = 4  #: of `marshal`, which says what is one object
FEW = 8  #: containers of an outcome that are looked for among all others


class NotPlain(Exception):
    """There is something else, or too much."""


class TooMuch(NotPlain):
    """There is more than MOST."""


class Looked:
    """A look at all that a space has, as it was then."""

    def __init__(self, space: Space) -> None:
        """Look. NotPlain."""
        self.space = space
        if not is_simple(space):
            raise NotPlain
        found = [*space.call]
        for frame in space.frames:
            found += frame.values
            found += frame.cells.values()
        self.things, self.contents = containers_of(found, space)

    def is_so_still(self) -> bool:
        space = self.space
        return (
            is_simple(space)
            and space.definitions.is_whole_still(space)
            and all(map(is_same, self.things, self.contents))
        )

    def outcome(self, value: Any) -> bytes | None:
        """The bytes of an outcome; None where it is not plain, or has what is the program's."""
        if type(value) in ATOMS:
            return pickle.dumps(value)
        try:
            things, _ = containers_of((value,), None)
        except NotPlain:
            return None
        own = set(map(id, self.things))
        return None if any(id(thing) in own for thing in things) else pickle.dumps(value)


class Printed:
    """A print of all that a space has, as it was then."""

    def __init__(self, space: Space) -> None:
        """Print it. NotPlain."""
        self.space = space
        if not (space.is_common and is_simple(space) and is_defined_still(space)):
            raise NotPlain
        self.printed, self.named = printed(space)

    def is_so_still(self) -> bool:
        space = self.space
        if not (is_simple(space) and is_defined_still(space)):
            return False
        try:
            now, named = printed(space)
        except NotPlain:
            return False
        is_named_still = len(named) == len(self.named) and all(map(is_, named, self.named))
        return is_named_still and now == self.printed

    def outcome(self, value: Any) -> bytes | None:
        """The bytes of an outcome; None where it is not plain, or has what something else has."""
        if type(value) in ATOMS:
            return pickle.dumps(value)
        try:
            things, contents = containers_of((value,), None)
        except NotPlain:
            return None
        if len(things) > FEW:
            return None
        own = {identity(each) for each in (things, contents, *things, *contents)}
        others = [each for each in gc.get_referrers(*things) if identity(each) not in own]
        return None if others else pickle.dumps(value)


def looked_at(space: Space) -> Looked | Printed | None:
    """A look at a space that has been stored just now; None where that would not tell."""
    definitions = space.definitions
    if definitions is None:
        return None
    try:
        if definitions.whole is not None:
            with suppress(TooMuch):
                return Looked(space)
        return Printed(space)
    except NotPlain:
        return None


def is_defined_still(space: Space) -> bool:
    """Whether what the modules define is as the last dump has found it."""
    definitions = space.definitions
    return bool(definitions.is_so_still(space, definitions.names))


def printed(space: Space) -> tuple[bytes, list[Any]]:
    """All data of a space, and what is called or contained in it that is no data. NotPlain."""
    things: list[Any] = [*space.call]
    for frame in space.frames:
        things += frame.values
        things += frame.cells.values()
    for unit in space.units():
        names = space.namespace(unit)
        known = {"__builtins__", *space.definitions.names_of(names)}
        things.append(tuple(names))
        things += [value for name, value in names.items() if name not in known]
    data: list[Any] = []
    named: list[Any] = []
    for thing in things:  # it grows
        kind = type(thing)
        if kind in PRINTED:
            data.append(thing)
        elif kind is CellType or kind in ITERATORS:
            inner = contents_of(thing)
            data.append(len(inner))
            named.append(thing)
            things += inner
        elif kind is BuiltinFunctionType and type(thing.__self__) in CONTAINERS:
            named.append(thing)
            things.append(thing.__self__)
        elif issubclass(kind, CALLED) and is_known(thing, space):
            named.append(thing)
        else:
            raise NotPlain
        if len(things) > MOST:
            raise NotPlain
    try:
        return marshal.dumps(data, FORM), named
    except (ValueError, MemoryError):  # it has something else, is too deep, or has a set of NaNs
        raise NotPlain from None


def is_simple(space: Space) -> bool:
    """Whether a space has one stack of functions, and nothing besides."""
    if space.tasks is not None or space.streams or space.section is not None:
        return False
    if space.at_exit or len(space.context) or space.set_up.states or space.set_up.settings:
        return False
    if space.journal is not None or space.is_stale or space.replaced or space.set_up.calls:
        return False
    if space.attributes_set():
        return False
    for frame in space.frames:
        if frame.generator is not None or frame.call is not None or frame.instead is not None:
            return False
        if frame.where is not None:
            return False
    return not own_finalizers(space)


def containers_of(things: Iterable[Any], space: Space | None) -> tuple[list[Any], list[list[Any]]]:
    """All that these lead to which can change, and the contents of each. NotPlain."""
    found: list[Any] = []
    contents: list[list[Any]] = []
    todo = list(things)
    kinds = CONTAINERS if space is not None else DATA
    seen: set[int] = set()
    left = MOST
    while todo:
        thing = todo.pop()
        kind = type(thing)
        if kind in ATOMS:
            continue
        if kind is tuple:
            todo += thing
        elif kind in kinds:
            number = identity(thing)
            if number in seen:
                continue
            seen.add(number)
            found.append(thing)
            contents.append(contents_of(thing))
            todo += contents[-1]
        elif space is None:
            raise NotPlain
        elif kind is BuiltinFunctionType and type(thing.__self__) in CONTAINERS:
            todo.append(thing.__self__)  # its method
        elif not (issubclass(kind, CALLED) and is_known(thing, space)):
            raise NotPlain
        left -= 1
        if len(todo) > left:
            raise TooMuch
    return found, contents


def is_known(thing: Any, space: Space) -> bool:
    """Whether that is a library's, stored by its name, or among what the modules define."""
    if thing.__module__ in space.modules:
        return bool(space.definitions.has_function(thing))
    return name_of(thing) is not None


def contents_of(container: Any) -> list[Any]:
    if type(container) is list:
        return list(container)
    if type(container) is dict:
        return [*container, *container.values()]
    if type(container) in ITERATORS:
        return [length_hint(container), *gc.get_referents(container)]
    try:
        return [container.cell_contents]
    except ValueError:
        return []


def is_same(container: Any, contents: list[Any]) -> bool:
    now = container if type(container) is list else contents_of(container)
    return len(now) == len(contents) and all(map(is_so_too, now, contents))


def is_so_too(one: Any, other: Any) -> bool:
    return one is other or (type(one) is int and type(other) is int and one == other)
