"""Clusters: records that hold many small objects, and the addresses of these.

An object in a record of its own costs more around it than in it. So small objects that are made
together are *members* of one record, a cluster. Each is a Persistent object like any other: it has
an id, which is its address, and is in the connection's cache, a ghost or loaded, by itself.

An address is eight bytes as each id is. The first says which member of its record it is, from 1
on; those that follow are the record's id without its first byte, which is 0 in the id of a record.
Records refer to a member by (the record's id, class, number): what ZODB and its tools follow in a
reference is the id that stands first, so that they find the record, whatever they know of members.

Within a cluster a reference to another member of it is two bytes beside its values. What has no
references is a pickle of its own, written and read without a question for each part.

The choice between records and clusters is one of an image, made when it is made: its format says.

Read by: perdure.image.storage.members, perdure.image.storage.writing,
perdure.image.storage.reading, perdure.image.storage.loading.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from persistent import Persistent

#: The format of images whose small objects are members of clusters.
CLUSTERED_FORMAT = 3
MOST = 100  #: members of a cluster
HIGHEST = 127  #: the highest number that an address may have: ids are signed numbers in SQL

#: The first byte of an address, by the member's number.
NUMBERS = tuple(bytes((number,)) for number in range(HIGHEST + 1))
RECORD = NUMBERS[0]

#: Types of what has no parts. A pickler need not ask about these, nor about tuples of these.
ATOMS = frozenset((int, str, float, bytes, bool, complex, type(None)))
OTHER, NOTHING = (
    0,
    255,
)  #: in links: the next of what stands apart; no value, so far away is the next
FARTHEST = 255  #: values from one link to the next
#: The links of a chain: each stands two values further, and is to the next member.
CHAIN = b"".join(bytes((2, number)) for number in range(HIGHEST + 1))
CHAINED = 8  #: links of which it is asked whether they are a chain

#: (id, lengths, codes, links, values): of what nothing is a reference.
#:
#: Members of one class and as many values have the same shape: `lengths` has the number of values
#: of each shape, then the members' numbers where they are not 1, 2, ...; `codes` the shape of each
#: member; `values` those of all states. Where a value is a member of the same cluster, it is None,
#: and `links` has (values since the last link, the member's number); where it is no atom, (values
#: since the last link, OTHER). `id` is the record's own.
Plain = tuple[bytes, bytes, bytes, bytes, tuple[Any, ...]]
#: (the class of each shape, the values that stand apart)
Apart = tuple[tuple[type, ...], tuple[Any, ...]]
State = tuple[Plain, Apart]
#: As clusters were stored first, and still are read: (1, the members' numbers or b"" for 1, 2, ...,
#: how many values each state has, the classes, which of these each is of, the values of all states)
OldState = tuple[int, bytes, bytes, tuple[type, ...], bytes, tuple[Any, ...]]
#: (number, class, state)
Entry = tuple[int, Any, tuple[Any, ...]]
#: Gives what a reference, (the record's id, class, number), stands for to a reader.
Load = Callable[[tuple[bytes, type, int]], Any]
#: The numbers of members of a cluster, by `id` of what stands for one in its members' states.
Own = Mapping[int, int]
#: (start, end, number): values from `start` on and before `end`, of which each other one is to be a
#: link, and stands there as None; the first of these to the member of that number.
Chain = tuple[int, int, int]


def is_member(oid: bytes) -> bool:
    """Whether an id is a member's address."""
    return oid[0] != 0


def record_of(oid: bytes) -> bytes:
    """The id of the record that an object of that id is stored in."""
    return RECORD + oid[1:] if oid[0] else oid


def addresses(record: bytes, highest: int) -> list[bytes]:
    """Those of all members of a cluster up to that number."""
    tail = record[1:]
    return [number + tail for number in NUMBERS[1 : highest + 1]]


def state_of(record: bytes, entries: list[Entry], own: Own) -> State:
    """The state of a cluster with that id and these members, in the order of their numbers."""
    shapes: dict[tuple[type, int], int] = {}
    numbers, codes = bytearray(), bytearray()
    values: list[Any] = []
    for number, kind, state in entries:
        numbers.append(number)
        codes.append(shapes.setdefault((kind, len(state)), len(shapes)))
        values += state
    is_plain = numbers == bytes(range(1, len(numbers) + 1))
    return packed(record, shapes, b"" if is_plain else bytes(numbers), codes, values, own)


def packed(
    record: bytes,
    shapes: dict[tuple[type, int], int],
    numbers: bytes,
    codes: bytearray,
    values: list[Any],
    own: Own,
    chains: Sequence[Chain] = (),
) -> State:
    """The same, of its parts; `values` is changed."""
    links = Links()
    add = links.add
    others = []
    begin = 0
    for start, end, first in (*chains, (len(values), 0, 0)):
        found = [
            (at, value)
            for at, value in enumerate(values[begin:start], begin)
            if type(value) not in ATOMS
        ]
        for at, value in found:
            number = own.get(id(value), OTHER)
            if number == OTHER:
                if type(value) is tuple and ATOMS.issuperset(map(type, value)):
                    continue
                others.append(value)
            add(at, number)
            values[at] = None
        if end:
            links.add_chain(start + 1, end, first)
            begin = end
    lengths = bytes([length for _, length in shapes]) + numbers
    plain = (record, lengths, bytes(codes), bytes(links.made), tuple(values))
    return plain, (tuple([kind for kind, _ in shapes]), tuple(others))


class Links:
    """The links of a cluster that is being written."""

    __slots__ = ("_last", "made")

    def __init__(self) -> None:
        self.made = bytearray()
        self._last = 0

    def add(self, at: int, number: int) -> None:
        """A link there to that member."""
        made, last = self.made, self._last
        while at - last > FARTHEST:
            made += b"\xff\xff"  # FARTHEST, NOTHING
            last += FARTHEST
        made.append(at - last)
        made.append(number)
        self._last = at

    def add_chain(self, at: int, end: int, number: int) -> None:
        """One there, and at each other place before `end`, to that member and those after it."""
        self.add(at, number)
        self.made += CHAIN[2 * number + 2 : 2 * number + end - at + 1]
        self._last = end - 1


def patched(
    state: State, changes: Mapping[int, tuple[Any, ...]], number_of: Callable[[Any], int]
) -> State:
    """The state of a cluster in which the members with these numbers have other states now.

    `number_of` tells of a value which member it is; OTHER for what is none of the cluster's.
    """
    (record, lengths, codes, links, old_values), (kinds, old_others) = state
    shapes = {shape: code for code, shape in enumerate(zip(kinds, lengths, strict=False))}
    new_codes, new_links = bytearray(codes), Links()
    values: list[Any] = []
    others: list[Any] = []
    apart, linked = iter(old_others), _linked(links)
    at, number = next(linked)
    last = end = 0

    def keep(until: int) -> None:
        """Take over the values from the last change on, and before that place."""
        nonlocal at, number
        shift = len(values) - last
        values.extend(old_values[last:until])
        while at < until:
            if number == OTHER:
                others.append(next(apart))
            new_links.add(at + shift, number)
            at, number = next(linked)

    for place, (member, code) in enumerate(zip(numbers_in(state), codes, strict=True)):
        start, end = end, end + lengths[code]
        changed = changes.get(member)
        if changed is None:
            continue
        keep(start)
        new_codes[place] = shapes.setdefault((kinds[code], len(changed)), len(shapes))
        for value in changed:
            if type(value) in ATOMS or (
                type(value) is tuple and ATOMS.issuperset(map(type, value))
            ):
                values.append(value)
                continue
            own = number_of(value)
            if own == OTHER:
                others.append(value)
            new_links.add(len(values), own)
            values.append(None)
        while at < end:  # what it referred to before
            if number == OTHER:
                next(apart)
            at, number = next(linked)
        last = end
    keep(len(old_values))
    counts = bytes([length for _, length in shapes]) + lengths[len(kinds) :]
    plain = (record, counts, bytes(new_codes), bytes(new_links.made), tuple(values))
    return plain, (tuple([kind for kind, _ in shapes]), tuple(others))


def _linked(links: bytes) -> Iterator[tuple[int, int]]:
    """(place, number) of each link; then what is beyond all places."""
    at = 0
    for step, number in zip(links[::2], links[1::2], strict=True):
        at += step
        if number != NOTHING:
            yield at, number
    yield sys.maxsize, NOTHING


def numbers_in(state: State) -> Sequence[int]:
    """The numbers of the members of a cluster, in their order."""
    (_, lengths, codes, _, _), (kinds, _) = state
    return lengths[len(kinds) :] or range(1, len(codes) + 1)


def values_of(state: State, members: Mapping[int, Any]) -> list[Any]:
    """The values of all states, where a value is a member of the cluster that of `members`."""
    (_, _, _, links, packed), (_, others) = state
    values = list(packed)
    apart = iter(others)
    begin = at = 0
    if len(links) > 2 * CHAINED:  # mostly what is left of a list, and its end
        first, count = links[1], len(links) // 2 - 1
        # A list that goes backwards looks alike where the first link is OTHER: then 1, 2, 3, ...
        if first != OTHER and links[2 : 2 * count] == CHAIN[2 * first + 2 : 2 * (first + count)]:
            at = links[0] + 2 * count - 2
            values[links[0] : at + 1 : 2] = [members[first + i] for i in range(count)]
            begin = 2 * count
    for step, number in zip(links[begin::2], links[begin + 1 :: 2], strict=True):
        at += step
        if number == OTHER:
            values[at] = next(apart)
        elif number != NOTHING:
            values[at] = members[number]
    return values


def entries_of(state: State | OldState, load: Load) -> Iterator[Entry]:
    """The members of a cluster, in the order of their numbers."""
    if isinstance(state[0], int):
        yield from _old_entries_of(state)
        return
    (record, lengths, codes, links, _), (kinds, _) = state
    numbers = numbers_in(state)
    linked = set(links[1::2])
    members = {
        number: load((record, kinds[code], number))
        for number, code in zip(numbers, codes, strict=True)
        if number in linked
    }
    values = values_of(state, members)
    at = 0
    for number, code in zip(numbers, codes, strict=True):
        end = at + lengths[code]
        yield number, kinds[code], tuple(values[at:end])
        at = end


def _old_entries_of(state: Any) -> Iterator[Entry]:
    _, numbers, lengths, kinds, codes, values = state
    at = 0
    for number, length, code in zip(
        numbers or range(1, len(lengths) + 1), lengths, codes, strict=True
    ):
        yield number, kinds[code], values[at : at + length]
        at += length


class Cluster(Persistent):
    """A record that members are stored in, as a reader of records sees it; no program has one."""

    __module__ = "perdure.image"
    __slots__ = ("state",)

    state: State | OldState

    def __getstate__(self) -> State | OldState:
        return self.state

    def __setstate__(self, state: State | OldState) -> None:
        self.state = state
