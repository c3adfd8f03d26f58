"""Living members of clusters: those that could be reached at a moment, or since.

A storage's pack goes by records: a record to which something leads lives, with all of its members,
and with all that these lead to. Here the members are told apart. From the database's root on, all
is followed that an object refers to, or has referred to since the moment, in any of the records
that it has had. So what is not reached could not be reached at any time since, and no transaction
that has begun since can come to it again, whatever is committed meanwhile: what somebody has moved
from an object that was not looked at yet to one that was, is found where it was before.

Members of a cluster that was made since the moment all live: somebody may have just made them.

A bit is kept for each object, whatever the size of the image.

Read by: perdure.image.maintenance.trimming, .checking, .statistics.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from fractions import Fraction
from io import BytesIO
from typing import Any

from ZODB._compat import PersistentUnpickler
from ZODB.POSException import POSKeyError
from ZODB.utils import p64, u64

from perdure.image.errors import DamagedImage
from perdure.image.maintenance.records import MEMBER_SHIFT, RECORD_MASK, Ids
from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import ATOMS, Cluster, entries_of
from perdure.image.storage.states import STOP, beginning_of

OFTEN = 2_000  #: records after which progress is told
#: What the record of a cluster begins with.
CLUSTER = beginning_of(Cluster)[: -len(STOP)]
#: Types without parts that could refer to anything.
LEAVES = ATOMS | {Fraction}

#: Gives the records of an object that were current at the moment or since, the newest first; and
#: whether the last of them was made since. Nothing where the object is not there.
Versions = Callable[[bytes], tuple[list[bytes], bool]]
#: Called with how many records were looked at.
Told = Callable[[int], None]


class Reference(int):
    """A reference in a state: the address of what it refers to, as a number."""

    __slots__ = ()


def living(
    versions: Versions, told: Told = lambda count: None, *, passes_damage: bool = False
) -> tuple[Ids, Ids]:
    """(the addresses of what lives: records, and members; the clusters that have any of these).

    DamagedImage where a record cannot be read, unless it `passes_damage`: as if it led nowhere.
    """
    reached, clusters = Ids(), Ids()
    reached.add(0)
    ahead: dict[int, list[int]] = {0: [0]}  #: record -> numbers in it that were just reached
    count = 0
    while ahead:
        record, numbers = ahead.popitem()
        count += 1
        if count % OFTEN == 0:
            told(count)
        try:
            found = _led_to(record, numbers, versions, reached, clusters)
        except DamagedImage:
            if not passes_damage:
                raise
            reached.add(record)
            continue
        for address in found:
            if reached.add(address):
                ahead.setdefault(address & RECORD_MASK, []).append(address >> MEMBER_SHIFT)
    return reached, clusters


def _led_to(
    record: int, numbers: list[int], versions: Versions, reached: Ids, clusters: Ids
) -> Iterable[int]:
    """The addresses in other records that some members of a record lead to, within it or not."""
    found, is_new = versions(p64(record))
    if not found:
        return ()
    if not is_cluster(found[0]):
        return {address for data in found for address in references_of_record(data)}
    clusters.add(record)
    references: dict[int, set[int]] = {}
    for data in found:
        for number, parts in references_of_members(data).items():
            references.setdefault(number, set()).update(parts)
    if is_new or 0 in numbers:
        numbers = [*references]
        for number in numbers:
            reached.add(number << MEMBER_SHIFT | record)
    others: set[int] = set()
    while numbers:
        for address in references.get(numbers.pop(), ()):
            if address & RECORD_MASK != record:
                others.add(address)
            elif reached.add(address):
                numbers.append(address >> MEMBER_SHIFT)
    return others


def is_cluster(record: bytes) -> bool:
    return record.startswith(CLUSTER)


def references_of_record(record: bytes) -> list[int]:
    """The addresses of all that a record refers to, one after the other."""
    found: list[Any] = []
    reader = PersistentUnpickler(None, found.append, BytesIO(record))
    try:
        reader.noload()
        reader.noload()
        return [_address(each) for each in found if type(each) is not list]
    except Exception as error:
        raise _damaged(error) from error


def _address(reference: Any) -> int:
    if type(reference) is not tuple:
        return u64(reference)
    oid, _, *number = reference
    return u64(oid) | number[0] << MEMBER_SHIFT if number else u64(oid)


class _States(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return class_factory(None, module, name)

    def persistent_load(self, reference: Any) -> Reference | None:
        return None if type(reference) is list else Reference(_address(reference))


def references_of_members(record: bytes) -> dict[int, set[int]]:
    """The addresses of what each member of a cluster refers to, by its number."""
    reader = _States(BytesIO(record))
    try:
        reader.load()
        entries = entries_of(reader.load(), reader.persistent_load)
        return {number: _found_in(state) for number, _, state in entries}
    except Exception as error:
        raise _damaged(error) from error


def _damaged(error: Exception) -> DamagedImage:
    text = " ".join(str(error).split())[:200]
    return DamagedImage(
        f"a record cannot be read: {text}; nothing is packed, and `perdure check` tells more"
    )


def _found_in(state: Any) -> set[int]:
    found: set[int] = set()
    todo = [state]
    while todo:
        for part in todo.pop():
            kind = type(part)
            if kind in LEAVES:
                continue
            if kind is Reference:
                found.add(part)
            elif kind is tuple or kind is list:
                todo.append(part)
            else:
                finder = _Finder(found)
                finder.dump(part)
    return found


class _Finder(pickle.Pickler):
    """Notes the references in what it writes, whatever that is."""

    def __init__(self, found: set[int]) -> None:
        super().__init__(BytesIO(), 3)
        self._found = found

    def persistent_id(self, thing: Any) -> Any:
        if type(thing) is not Reference:
            return None
        self._found.add(thing)
        return 0


def since(
    load: Callable[[bytes], Any], before: Callable[[bytes, bytes], Any], tid: bytes
) -> Versions:
    """Those that were current when that transaction had been committed, or since."""

    def versions(oid: bytes) -> tuple[list[bytes], bool]:
        found: list[bytes] = []
        try:
            loaded = load(oid)
            while loaded is not None and loaded[0]:
                found.append(loaded[0])
                if loaded[1] <= tid:
                    return found, False
                loaded = before(oid, loaded[1])
        except POSKeyError:
            pass
        return found, True

    return versions
