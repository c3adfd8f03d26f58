"""Plain programs: a look at all that a small program has, to see whether a call has changed it.

What comes of a call is stored with all that the program has, since the call may have changed that.
Where the program has little and only what Python itself can compare (numbers, texts, lists, dicts,
what its modules define), it is looked at before and after instead. If nothing is another, all that
is new is the call's outcome: what was stored with the wait still holds, and is not dumped again.

Reads: perdure.languages.python.heap. Read by: perdure.languages.python.machine.effects.
"""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterable
from operator import length_hint
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


class NotPlain(Exception):
    """There is something else, or too much."""


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


def looked_at(space: Space) -> Looked | None:
    """A look at a space that has been stored just now; None where that would not tell."""
    definitions = space.definitions
    if definitions is None or definitions.whole is None:
        return None
    try:
        return Looked(space)
    except NotPlain:
        return None


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
            raise NotPlain
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
