"""Statistics: what an image's bytes are made of.

An object is *dead* when nothing leads to it from the database's root; a record is *old*
when its object has a newer one. Both are what `pack` gives back. What is reached is found
first, record by record, with a bit for each object; then all records are counted in the
order in which they lie.

Read by: perdure.image.maintenance.operations.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterator
from dataclasses import field
from typing import Any

from ZODB.utils import u64

from perdure.image.errors import ForbiddenName
from perdure.image.maintenance.living import living
from perdure.image.maintenance.reading import FileRecords, Progress, Records, open_records
from perdure.image.maintenance.records import MEMBER_SHIFT, Ids, Unreadable, kind_of, read
from perdure.image.schema.clusters import Cluster
from perdure.vm.dataclass import dataclass

OFTEN = 5_000  #: records after which progress is told
#: Under these attributes the objects of an image have a name.
NAMES = ("name", "raw_name")


@dataclass(slots=True)
class Kind:
    """All objects of one class, by their current records."""

    name: str
    objects: int = 0
    bytes: int = 0
    largest: int = 0  #: bytes of the largest record
    dead_objects: int = 0
    dead_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Large:
    """One of the largest records."""

    oid: int
    kind: str
    bytes: int
    what: str  #: its name or its process, where it has one


@dataclass(frozen=True, slots=True)
class Statistics:
    """The figures that `stats` gives; bytes are those of records, without what the storage adds."""

    image: str
    file_bytes: int  #: of the data file; 0 where a server has it
    objects: int
    bytes: int
    old_records: int  #: of a data file; 0 elsewhere
    old_bytes: int
    dead_objects: int
    dead_bytes: int
    kinds: list[Kind] = field(default_factory=list)  #: the largest first
    largest: list[Large] = field(default_factory=list)


def stats(image: str | os.PathLike[str], most: int, progress: Progress) -> Statistics:
    """Count an image's objects; `most`: how many of the largest are named."""
    with open_records(image) as records:
        reached = reachable(records, progress)
        counting = _Counting(reached, most)
        for done, (oid, data, is_current, part) in enumerate(_all(records)):
            if done % OFTEN == 0:
                progress("counting", part)
            counting.add(oid, data, is_current)
        records.check_same()
        return counting.statistics(records)


def reachable(records: Records, progress: Progress) -> Ids:
    """The addresses of the objects to which something leads from the root."""
    count = len(records.storage) or 1

    def versions(oid: bytes) -> tuple[list[bytes], bool]:
        data = records.find(u64(oid))
        return [] if data is None else [data], False

    def told(done: int) -> None:
        progress("following references", min(1.0, done / count))

    return living(versions, told, passes_damage=True)[0]


def _all(records: Any) -> Iterator[tuple[int, bytes, bool, float | None]]:
    """(id, data, whether it is current, how much was read)."""
    if isinstance(records, FileRecords):
        for record, is_current in records.all():
            yield u64(record.oid), record.data, is_current, record.at / records.size
    else:
        for oid, data, part in records:
            yield oid, data, True, part


class _Counting:
    """The counts so far."""

    def __init__(self, reached: Ids, most: int) -> None:
        self._reached = reached
        self._most = most
        self._kinds: dict[str, Kind] = {}
        self._largest: list[tuple[int, int, bytes]] = []  #: a heap of (bytes, id, record)
        self.old_records = self.old_bytes = 0

    def add(self, oid: int, data: bytes, is_current: bool) -> None:
        size = len(data)
        if not is_current:
            self.old_records += 1
            self.old_bytes += size
            return
        for number, name, part in _objects_in(data):
            kind = self._kinds.get(name)
            if kind is None:
                kind = self._kinds[name] = Kind(name)
            kind.objects += 1
            kind.bytes += part
            kind.largest = max(kind.largest, part)
            if oid | number << MEMBER_SHIFT not in self._reached:
                kind.dead_objects += 1
                kind.dead_bytes += part
        if len(self._largest) < self._most:
            heapq.heappush(self._largest, (size, oid, data))
        elif self._largest and size > self._largest[0][0]:
            heapq.heapreplace(self._largest, (size, oid, data))

    def statistics(self, records: Records) -> Statistics:
        kinds = sorted(self._kinds.values(), key=lambda kind: (-kind.bytes, kind.name))
        return Statistics(
            records.name,
            records.size,
            sum(kind.objects for kind in kinds),
            sum(kind.bytes for kind in kinds),
            self.old_records,
            self.old_bytes,
            sum(kind.dead_objects for kind in kinds),
            sum(kind.dead_bytes for kind in kinds),
            kinds,
            [
                Large(oid, kind_of(data), size, _what(data))
                for size, oid, data in sorted(self._largest, reverse=True)
            ],
        )


def _objects_in(data: bytes) -> list[tuple[int, str, int]]:
    """(number, class, bytes) of each object in a record; a cluster's members share its bytes."""
    name = kind_of(data)
    if name != Cluster.__name__:
        return [(0, name, len(data))]
    try:
        members = read(data).members
    except (Unreadable, ForbiddenName):
        return [(0, name, len(data))]
    each, rest = divmod(len(data), len(members))
    parts = [(number, type(member).__name__, each) for number, member in members.items()]
    number, name, _ = parts[0]
    parts[0] = number, name, each + rest
    return parts


def _what(data: bytes) -> str:
    try:
        found = read(data).object
    except (Unreadable, ForbiddenName):
        return "cannot be read"
    pid = getattr(found, "pid", None)
    if isinstance(pid, int):
        return f"process {pid}"
    names = (object_name(found, name) for name in NAMES)
    return next((name for name in names if name), "")


def object_name(found: Any, attribute: str) -> str:
    """The text that an object has under that attribute; "" where it has none there."""
    name = getattr(found, attribute, "") if attribute in _slots_of(type(found)) else ""
    return name if isinstance(name, str) else ""


def _slots_of(kind: type) -> set[str]:
    """The attributes that are plain slots: none is worked out, and so may load something."""
    return {name for each in kind.__mro__ for name in getattr(each, "__slots__", ())}
