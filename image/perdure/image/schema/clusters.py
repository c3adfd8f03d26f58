"""Clusters: records that hold many small objects, and the addresses of these.

An object in a record of its own costs more around it than in it. So small objects that are made
together are *members* of one record, a cluster. Each is a Persistent object like any other: it has
an id, which is its address, and is in the connection's cache, a ghost or loaded, by itself.

An address is eight bytes as each id is. The first says which member of its record it is, from 1
on; those that follow are the record's id without its first byte, which is 0 in the id of a record.
Records refer to a member by (the record's id, class, number): what ZODB and its tools follow in a
reference is the id that stands first, so that they find the record, whatever they know of members.

The choice between records and clusters is one of an image, made when it is made: its format says.

Read by: perdure.image.storage.members, perdure.image.storage.connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from persistent import Persistent

VERSION = 1
#: The format of images whose small objects are members of clusters.
CLUSTERED_FORMAT = 3
MOST = 100  #: members of a cluster
HIGHEST = 127  #: the highest number that an address may have: ids are signed numbers in SQL

#: The first byte of an address, by the member's number.
NUMBERS = tuple(bytes((number,)) for number in range(HIGHEST + 1))
RECORD = NUMBERS[0]

#: (version, the members' numbers or b"" for 1, 2, ..., how many values each state has, the classes,
#: which of these each is of, the values of all states)
State = tuple[int, bytes, bytes, tuple[type, ...], bytes, tuple[Any, ...]]
#: (number, class, state)
Entry = tuple[int, Any, tuple[Any, ...]]


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


def state_of(entries: list[Entry]) -> State:
    """The state of a cluster with these members, in the order of their numbers."""
    kinds: dict[type, int] = {}
    numbers, lengths, codes = bytearray(), bytearray(), bytearray()
    values: list[Any] = []
    for number, kind, state in entries:
        numbers.append(number)
        lengths.append(len(state))
        codes.append(kinds.setdefault(kind, len(kinds)))
        values += state
    is_plain = numbers == bytes(range(1, len(numbers) + 1))
    return packed(
        b"" if is_plain else bytes(numbers), bytes(lengths), tuple(kinds), bytes(codes), values
    )


def packed(
    numbers: bytes, lengths: bytes, kinds: tuple[type, ...], codes: bytes, values: list[Any]
) -> State:
    """The same, of its parts."""
    return (VERSION, numbers, lengths, kinds, codes, tuple(values))


def entries_of(state: State) -> Iterator[Entry]:
    """The members of a cluster, in the order of their numbers."""
    _, numbers, lengths, kinds, codes, values = state[:6]
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

    state: State

    def __getstate__(self) -> State:
        return self.state

    def __setstate__(self, state: State) -> None:
        self.state = state
