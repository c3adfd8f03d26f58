"""Members: which new objects share a record, and how their states are put into it.

A new object that a record refers to is put into the open cluster, and with it, depth first, the
new objects that it leads to, until the cluster is full. What does not fit any more is met again
when the cluster is written, and goes into the next. Each root of a commit begins a cluster of its
own, so that what different processes make is never together.

Objects that are large, or that many change at once, have records of their own: vectors and texts
beyond LARGEST, hash tables, cells, codes, processes, and all classes that are not named here.

Read by: perdure.image.storage.states, perdure.image.storage.connection.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.schema.clusters import MOST, NUMBERS, State, packed
from perdure.vm.machine.continuations import Continuation, Marker
from perdure.vm.machine.rebasing import Prompt
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import (
    Box,
    Bytevector,
    Pair,
    Promise,
    PromiseContent,
    Record,
    String,
    Vector,
)
from perdure.vm.objects.procedures import Closure
from perdure.vm.protocols.frames import Segment

LETTERS = 32  #: of a text, or bytes, that count as much as one value
LARGEST = 48  #: values that a member has at most
ROOM = 300  #: values that a cluster has, about

Measure = Callable[[Any], int]


def _frames(thing: Segment) -> int:
    return sum(len(values) + 2 for _, _, values in thing.frames)


#: The classes whose objects are members where they are small, and how many values one has beyond
#: its first; None where that is always a few.
MEMBERS: dict[type, Measure | None] = {
    Pair: None,
    Box: None,
    String: lambda thing: len(thing.raw_text) // LETTERS,
    Bytevector: lambda thing: len(thing.data) // LETTERS,
    Closure: lambda thing: len(thing.raw_values),
    Vector: lambda thing: len(thing.raw_items),
    Record: lambda thing: len(thing.raw_content),
    Promise: None,
    PromiseContent: None,
    Condition: lambda thing: len(thing.irritants) + len(thing.message) // LETTERS,
    Continuation: None,
    Marker: None,
    Prompt: None,
    Segment: _frames,
}


class Made:
    """A new cluster: the objects in it, and their states as they are stored."""

    __slots__ = ("codes", "is_full", "kinds", "lengths", "members", "oid", "size", "values")

    def __init__(self, oid: bytes) -> None:
        self.oid = oid
        self.members: list[Any] = []
        self.size = 0
        self.is_full = False
        self.kinds: dict[type, int] = {}
        self.lengths = bytearray()
        self.codes = bytearray()
        self.values: list[Any] = []

    def state(self) -> State:
        return packed(b"", bytes(self.lengths), tuple(self.kinds), bytes(self.codes), self.values)


class Changed:
    """A cluster that is stored already, of which a member was changed."""

    __slots__ = ("oid",)

    def __init__(self, oid: bytes) -> None:
        self.oid = oid


def is_small(thing: Any) -> bool:
    """Whether an object of a member's kind may be a member."""
    measure = MEMBERS[type(thing)]
    return measure is None or measure(thing) <= LARGEST


def claim(cluster: Made, first: Any, jar: Any) -> None:
    """Put a new object into a cluster, and what it leads to for as long as there is room.

    Each gets its address and is in the connection's cache and among what it creates, so that an
    abort takes it out again.
    """
    tail, cache, creating = cluster.oid[1:], jar._cache, jar._creating
    members, kinds, values = cluster.members, cluster.kinds, cluster.values
    size, number = cluster.size, len(members)
    todo = [first]
    while todo:
        thing = todo.pop()
        if thing._p_oid is not None:
            continue
        kind = type(thing)
        measure = MEMBERS[kind]
        if measure is not None:
            more = measure(thing)
            if more > LARGEST:
                continue
            size += more
        state = thing.__getstate__()
        size += 1
        number += 1
        address = thing._p_oid = NUMBERS[number] + tail
        thing._p_jar = jar
        creating[address] = True
        cache[address] = thing
        members.append(thing)
        code = kinds.get(kind)
        if code is None:
            code = kinds[kind] = len(kinds)
        cluster.codes.append(code)
        cluster.lengths.append(len(state))
        values += state
        if number >= MOST or size >= ROOM:
            cluster.is_full = True
            break
        for part in reversed(state):
            if type(part) in MEMBERS:
                todo.append(part)
            elif type(part) is tuple:
                _gather(part, todo)
    cluster.size = size


def _gather(parts: tuple[Any, ...], todo: list[Any]) -> None:
    """Put what may be members on the stack, the first on top."""
    for part in reversed(parts):
        if type(part) in MEMBERS:
            todo.append(part)
        elif type(part) is tuple:
            _gather(part, todo)
