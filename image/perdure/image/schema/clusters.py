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

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
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
) -> State:
    """The same, of its parts; `values` is changed."""
    links = bytearray()
    others = []
    last = 0
    for at, value in [each for each in enumerate(values) if type(each[1]) not in ATOMS]:
        number = own.get(id(value), OTHER)
        if number == OTHER:
            if type(value) is tuple and ATOMS.issuperset(map(type, value)):
                continue
            others.append(value)
        while at - last > FARTHEST:
            links += b"\xff\xff"  # FARTHEST, NOTHING
            last += FARTHEST
        links.append(at - last)
        links.append(number)
        last = at
        values[at] = None
    lengths = bytes([length for _, length in shapes]) + numbers
    plain = (record, lengths, bytes(codes), bytes(links), tuple(values))
    return plain, (tuple([kind for kind, _ in shapes]), tuple(others))


def numbers_in(state: State) -> Sequence[int]:
    """The numbers of the members of a cluster, in their order."""
    (_, lengths, codes, _, _), (kinds, _) = state
    return lengths[len(kinds) :] or range(1, len(codes) + 1)


def values_of(state: State, members: Mapping[int, Any]) -> list[Any]:
    """The values of all states, where a value is a member of the cluster that of `members`."""
    (_, _, _, links, packed), (_, others) = state
    values = list(packed)
    apart = iter(others)
    for at, number in zip(accumulate(links[::2]), links[1::2], strict=True):
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
