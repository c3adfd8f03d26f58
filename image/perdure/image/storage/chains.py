"""Lists gone along by their records: no pair becomes an object that nobody looks at.

A pair that is in memory is asked itself, as it may have been changed since it was stored. Of one
that is not, the record is read: in one of a cluster stand up to a hundred pairs, with the way from
each to the next beside their values.

Reads: perdure.image.schema.clusters. Read by: perdure.image.inspecting.data.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import accumulate
from typing import Any, NamedTuple

from ZODB._compat import Unpickler
from ZODB.POSException import POSKeyError

from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import (
    MOST,
    NOTHING,
    NUMBERS,
    OTHER,
    Cluster,
    State,
    numbers_in,
    record_of,
)
from perdure.image.storage.loading import LoadingConnection
from perdure.image.storage.states import START, STOP, beginning_of
from perdure.vm.objects.data import Pair

CDR = 1  #: the place of the rest in a pair's state

#: A pair by its id; or by itself, where it is in memory; or what else the rest of a list is.
Place = Any


class Reference(NamedTuple):
    """A reference in a record."""

    oid: bytes
    kind: Any


class States(Unpickler.__base__):
    """The states in records, with what they refer to as References."""

    __slots__ = ()

    def find_class(self, module: str, name: str) -> Any:
        return class_factory(None, module, name)

    def persistent_load(self, reference: Any) -> Any:
        if type(reference) is not tuple:
            return Reference(reference if isinstance(reference, bytes) else b"", None)
        oid, kind, *number = reference
        return Reference(NUMBERS[number[0]] + oid[1:] if number else bytes(oid), kind)


def links_of_list(count: int) -> bytes:
    """The links of a cluster that is a piece of a list of atoms, which goes on elsewhere."""
    found = bytearray()
    for number in [*range(2, count + 1), OTHER]:
        found += bytes((2 if found else CDR, number))
    return bytes(found)


#: The end of the record of a pair of an atom and another pair, behind the id of that; and what
#: stands before the id.
TAIL = b"q\x00" + beginning_of(Pair)[len(START) : -len(STOP)] + b"q\x01\x86q\x02Q\x86q\x03."
ID = b"C\x08"
AT = -len(TAIL) - 8

WHOLE = [links_of_list(count) for count in range(MOST + 1)]

#: What such a cluster's record has around its id and the number of its pairs, what follows these up
#: to the values, and around the place where the list goes on, which ends the record: to know it by
#: these bytes takes a tenth of reading it.
NAME = beginning_of(Pair)[len(START) : -len(STOP)]
BEFORE_COUNT = b"q\x00C\x01\x02q\x01C"
COUNT_AT = len(START + b"(C\x08") + 8 + len(BEFORE_COUNT)  #: from where its state begins
BEHIND_COUNT = [
    bytes(count) + b"q\x02C" + bytes((2 * count,)) + WHOLE[count] + b"q\x03("
    for count in range(MOST + 1)
]
BEFORE_NEXT = b"tq\x04tq\x05" + NAME + b"q\x00\x85q\x01C\x08"
BEFORE_NUMBER = b"q\x02h\x00K"
BEHIND_NUMBER = b"\x87q\x03Q\x85q\x04\x86q\x05\x86."
NUMBER_AT = -len(BEHIND_NUMBER) - 1
NEXT_END = NUMBER_AT - len(BEFORE_NUMBER)
NEXT_AT = NEXT_END - 8


class Chain:
    """The way along lists that are stored in one image, as a connection sees it."""

    def __init__(self, connection: LoadingConnection) -> None:
        self._connection = connection
        self._get: Callable[[bytes], Any] = connection._cache.get
        self._changed = {
            record_of(thing._p_oid)
            for thing in connection._registered_objects
            if thing._p_oid is not None
        }
        self._pair = beginning_of(Pair)
        self._cluster = beginning_of(Cluster)

    def pair(self, oid: bytes) -> Any:
        """The pair of that id as an object."""
        return self._connection.get(oid)

    def place_of(self, thing: Any) -> Place:
        """The id of what is stored and not in memory; else the thing itself."""
        is_stored = isinstance(thing, Pair) and thing._p_oid is not None
        return thing._p_oid if is_stored and thing._p_changed is None else thing

    def along(self, oid: bytes, most: int, end: bytes | None) -> tuple[int, Place]:
        """Go from the pair of that id at most so many pairs on: how many, and what is there.

        Not beyond the pair of the id `end`. What is there may be None, or another id, where nothing
        is known of it: then it is to be looked at as an object.
        """
        known = self._get(oid)
        if known is not None and known._p_changed is not None:
            return 1, self.place_of(known.cdr)
        record = record_of(oid)
        if record in self._changed:
            return 1, self.place_of(self.pair(oid).cdr)
        try:
            data = self._connection.record_at(record)
        except POSKeyError:
            return 1, self.place_of(self.pair(oid).cdr)  # it says so
        if data.startswith(self._pair):
            if data.endswith(TAIL) and data[AT - len(ID) : AT] == ID:
                return 1, data[AT : -len(TAIL)]
            return 1, _place_in(States(BytesIO(data[len(self._pair) :])).load()[CDR])
        if data.startswith(self._cluster):
            found = whole_list(data, len(self._cluster) + COUNT_AT)
            if found is not None and (end is None or end[1:] != oid[1:]):
                count, following = found
                left = count - oid[0]
                return (left + 1, following) if left < most else (most, moved(oid, most))
            state = States(BytesIO(data[len(self._cluster) :])).load()
            if type(state[0]) is not int:
                return within(state, oid, most, end)
        return 1, self.place_of(self.pair(oid).cdr)


def _place_in(value: Any) -> Place:
    """Where a list goes on, by what a record has there: None where that is no pair."""
    return value.oid if type(value) is Reference and value.kind is Pair else None


def moved(oid: bytes, steps: int) -> bytes:
    """The address of a member of the same cluster."""
    return NUMBERS[oid[0] + steps] + oid[1:]


def whole_list(data: bytes, at: int) -> tuple[int, bytes] | None:
    """(pairs, the id of what follows the last) of a cluster that is a piece of a list.

    None where its record is of anything else, or is not seen to be of one. `at` is where the count
    stands.
    """
    count = data[at]
    if (
        count <= MOST
        and data.startswith(BEFORE_COUNT, at - len(BEFORE_COUNT))
        and data.startswith(BEHIND_COUNT[count], at + 1)
        and data.endswith(BEHIND_NUMBER)
        and data.startswith(BEFORE_NUMBER, len(data) + NEXT_END)
        and data.startswith(BEFORE_NEXT, len(data) + NEXT_AT - len(BEFORE_NEXT))
    ):
        return count, NUMBERS[data[NUMBER_AT]] + data[NEXT_AT + 1 : NEXT_END]
    return None


def within(state: State, oid: bytes, most: int, end: bytes | None) -> tuple[int, Place]:
    """The same in a cluster, from one of its pairs on."""
    (_, lengths, codes, links, _), (kinds, others) = state
    number, tail, count = oid[0], oid[1:], len(codes)
    last = NUMBERS[OTHER] if end is None or end[1:] != tail else end[:1]
    is_list = kinds[0] is Pair and lengths == b"\x02" and not any(codes)
    if is_list and last == NUMBERS[OTHER] and links == WHOLE[count]:
        if most <= count - number:
            return most, NUMBERS[number + most] + tail
        return count - number + 1, _place_in(others[0])
    starts: dict[int, int] = {}
    kind_of: dict[int, type] = {}
    place = 0
    for each, code in zip(numbers_in(state), codes, strict=True):
        starts[each], kind_of[each] = place, kinds[code]
        place += lengths[code]
    inside: dict[int, int] = {}
    apart: dict[int, Any] = {}
    ahead = iter(others)
    for at, each in zip(accumulate(links[::2]), links[1::2], strict=True):
        if each == OTHER:
            apart[at] = next(ahead)
        elif each != NOTHING:
            inside[at] = each
    steps = 0
    while kind_of.get(number) is Pair:
        at = starts[number] + CDR
        steps += 1
        following = inside.get(at)
        if following is None:
            return steps, _place_in(apart.get(at))
        if kind_of.get(following) is not Pair:
            return steps, None
        number = following
        if steps >= most or NUMBERS[number] == last:
            break
    return steps, NUMBERS[number] + tail if steps else None
