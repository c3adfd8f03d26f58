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

from perdure.image.schema.clusters import MOST, Entry
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


#: The classes whose objects are members where they are small, and how many values one has.
MEMBERS: dict[type, Measure] = {
    Pair: lambda thing: 1,
    Box: lambda thing: 1,
    String: lambda thing: len(thing.raw_text) // LETTERS,
    Bytevector: lambda thing: len(thing.data) // LETTERS,
    Closure: lambda thing: len(thing.raw_values),
    Vector: lambda thing: len(thing.raw_items),
    Record: lambda thing: len(thing.raw_content),
    Promise: lambda thing: 1,
    PromiseContent: lambda thing: 1,
    Condition: lambda thing: len(thing.irritants) + len(thing.message) // LETTERS,
    Continuation: lambda thing: 1,
    Marker: lambda thing: 1,
    Prompt: lambda thing: 1,
    Segment: _frames,
}


class Made:
    """A new cluster: the objects in it, and their states as they are stored."""

    __slots__ = ("entries", "members", "oid", "size")

    def __init__(self, oid: bytes) -> None:
        self.oid = oid
        self.members: list[Any] = []
        self.entries: list[Entry] = []
        self.size = 0

    @property
    def is_full(self) -> bool:
        return len(self.members) >= MOST or self.size >= ROOM


class Changed:
    """A cluster that is stored already, of which a member was changed."""

    __slots__ = ("oid",)

    def __init__(self, oid: bytes) -> None:
        self.oid = oid


def measured(thing: Any) -> int | None:
    """How much of a cluster a new object would take; None where it is none of a member's kind."""
    measure = MEMBERS.get(type(thing))
    if measure is None:
        return None
    size = measure(thing)
    return size + 1 if size <= LARGEST else None


def claim(cluster: Made, first: Any, own: Callable[[Any, int], None]) -> None:
    """Put a new object into a cluster, and what it leads to for as long as there is room.

    `own` gives a member its address, of its number.
    """
    members, entries = cluster.members, cluster.entries
    todo = [first]
    while todo:
        thing = todo.pop()
        if thing._p_oid is not None:
            continue
        size = measured(thing)
        if size is None:
            continue
        state = thing.__getstate__()
        members.append(thing)
        number = len(members)
        own(thing, number)
        entries.append((number, type(thing), state))
        cluster.size += size
        if cluster.is_full:
            return
        _gather(state, todo)


def _gather(state: tuple[Any, ...], todo: list[Any]) -> None:
    """Put what may be members on the stack, the first on top."""
    for part in reversed(state):
        kind = type(part)
        if kind in MEMBERS:
            todo.append(part)
        elif kind is tuple:
            _gather(part, todo)
