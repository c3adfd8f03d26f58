"""Members: which new objects share a record, and how their states are put into it.

A new object that a record refers to is put into the open cluster, and with it, depth first, the
new objects that it leads to, until the cluster is full. What does not fit any more is met again
when the cluster is written, and goes into the next. Each root of a commit begins a cluster of its
own, so that what different processes make is never together.

Objects that are large, or that many change at once, have records of their own: vectors and texts
beyond LARGEST, hash tables, cells, codes, processes, and all classes that are not named here.

Read by: perdure.image.storage.writing, perdure.image.storage.connection.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from perdure.image.schema.clusters import ATOMS, MOST, NUMBERS, Chain, State, packed
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
#: The shapes of pairs and strings that are no literals.
PLAIN_PAIR, PLAIN_STRING = (Pair, 2), (String, 1)

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

    __slots__ = ("chains", "codes", "is_full", "members", "oid", "shapes", "size", "values")

    def __init__(self, oid: bytes) -> None:
        self.oid = oid
        self.members: list[Any] = []
        self.size = 0
        self.is_full = False
        self.shapes: dict[tuple[type, int], int] = {}
        self.codes = bytearray()
        self.values: list[Any] = []
        self.chains: list[Chain] = []

    def state(self) -> State:
        own = dict(zip(map(id, self.members), count(1), strict=False))
        return packed(self.oid, self.shapes, b"", self.codes, self.values, own, self.chains)


class Changed:
    """A cluster that is stored already, and those of its members that were changed."""

    __slots__ = ("members", "oid")

    def __init__(self, oid: bytes) -> None:
        self.oid = oid
        self.members: list[Any] = []


def is_small(thing: Any) -> bool:
    """Whether an object of a member's kind may be a member."""
    measure = MEMBERS[type(thing)]
    return measure is None or measure(thing) <= LARGEST


def claim(cluster: Made, first: Any, jar: Any) -> None:
    """Put a new object into a cluster, and what it leads to for as long as there is room.

    Each gets its address and is in the connection's cache, so that an abort takes it out again:
    the cluster is among what the connection creates.
    """
    tail, cache = cluster.oid[1:], jar._cache
    members, shapes, codes, values = cluster.members, cluster.shapes, cluster.codes, cluster.values
    add, add_value = members.append, values.append
    size, number = cluster.size, len(members)
    pairs = shapes.get(PLAIN_PAIR)
    todo = [first]
    while todo:
        thing = todo.pop()
        # Most of what there is: along a list of atoms.
        before, start = number, len(values)
        last = min(MOST, number + ROOM - size)
        while type(thing) is Pair and thing._p_oid is None and not thing._p_estimated_size:
            number += 1
            address = thing._p_oid = NUMBERS[number] + tail
            thing._p_jar = jar
            cache[address] = thing
            add(thing)
            first, thing = thing.raw_car, thing.raw_cdr
            add_value(first)
            add_value(None)  # a link, if it goes on
            if number == last:
                break
            kind = type(first)
            if kind in ATOMS:
                continue
            if (
                kind is not String
                or first._p_oid is not None
                or first._p_estimated_size
                or len(first.raw_text) >= LETTERS
            ):
                break
            # Or of strings.
            values[-1] = thing
            if pairs is None:
                pairs = shapes[PLAIN_PAIR] = len(shapes)
            more = number - before
            codes += NUMBERS[pairs] * more
            if more > 1:
                cluster.chains.append((start, len(values) - 2, before + 2))
            number += 1
            size += more + 1
            address = first._p_oid = NUMBERS[number] + tail
            first._p_jar = jar
            cache[address] = first
            add(first)
            codes.append(shapes.setdefault(PLAIN_STRING, len(shapes)))
            add_value(first.raw_text)
            before, start = number, len(values)
            if number == last:
                break
        if number > before:
            values[-1] = thing
            if pairs is None:
                pairs = shapes[PLAIN_PAIR] = len(shapes)
            more = number - before
            size += more
            codes += NUMBERS[pairs] * more
            if more > 1:
                cluster.chains.append((start, len(values) - 2, before + 2))
        if number == last:
            cluster.is_full = True
            break
        if number > before and type(first) not in ATOMS:
            todo.append(thing)
            thing = first
            if type(thing) is Pair:
                todo.append(thing)
                continue
        kind = type(thing)
        if kind not in MEMBERS:
            if kind is tuple:
                _gather(thing, todo)
            continue
        if thing._p_oid is not None:
            continue
        is_plain = kind is String and not thing._p_estimated_size
        if is_plain:
            state = (thing.raw_text,)
            more = len(state[0]) // LETTERS
            shape = PLAIN_STRING
        else:
            measure = MEMBERS[kind]
            more = 0 if measure is None else measure(thing)
        if more > LARGEST:
            continue
        if not is_plain:
            state = thing.__getstate__()
            shape = (kind, len(state))
        size += more + 1
        number += 1
        address = thing._p_oid = NUMBERS[number] + tail
        thing._p_jar = jar
        cache[address] = thing
        add(thing)
        codes.append(shapes.setdefault(shape, len(shapes)))
        values += state
        if number >= MOST or size >= ROOM:
            cluster.is_full = True
            break
        if not is_plain:
            _gather(state, todo)
    cluster.size = size


def _gather(parts: tuple[Any, ...], todo: list[Any]) -> None:
    """Put what may be members on the stack, the first on top."""
    for part in reversed(parts):
        if type(part) in MEMBERS:
            todo.append(part)
        elif type(part) is tuple:
            _gather(part, todo)
