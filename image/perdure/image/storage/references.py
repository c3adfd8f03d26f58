"""References between records: what refers to an object, objects of a class, the way to one.

Nothing of that is noted anywhere: records are gone through as they are stored, all of them or
until enough are found, and none is loaded as an object. An object is a record, or a member of a
cluster: its id is its address.

Read by: perdure.image.inspecting.stored, perdure.image.engine.becoming, perdure.image.api.relating.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Generator
from io import BytesIO
from typing import Any

from ZODB.POSException import POSKeyError
from ZODB.utils import z64

from perdure.image.schema.classes import class_factory
from perdure.image.schema.clusters import (
    NUMBERS,
    Cluster,
    Entry,
    entries_of,
    record_of,
    state_of,
)
from perdure.image.storage.states import beginning_of


def records(storage: Any) -> Generator[tuple[bytes, bytes], None, None]:
    """(id, record) of all objects of a database's storage, also those that are dead."""
    if not hasattr(storage, "record_iternext"):
        yield from records_in_memory(storage)
        return
    own = storage.new_instance() if hasattr(storage, "new_instance") else None
    source, after = own or storage, None
    try:
        while True:
            found, _, data, after = source.record_iternext(after)
            if data:
                yield found, data
            if after is None:
                return
    finally:
        if own is not None:
            own.release()


def records_in_memory(storage: Any) -> Generator[tuple[bytes, bytes], None, None]:
    """The same of an image that is gone when it is closed; there may be a file below it."""
    made = getattr(storage, "changes", storage)
    oids = {record.oid for transaction in made.iterator() for record in transaction}
    for oid in sorted(oids):
        yield oid, made.load(oid)[0]
    if made is not storage:
        yield from (found for found in records(storage.base) if found[0] not in oids)


def referrers(oid: bytes, storage: Any) -> Generator[bytes, None, None]:
    """The ids of the objects that refer to an object."""
    record = record_of(oid)
    for found, data in records(storage):
        if record in data:
            for number, references in references_in(data).items():
                if oid in references:
                    yield NUMBERS[number] + found[1:] if number else found


def of_classes(kinds: Collection[type], storage: Any) -> Generator[bytes, None, None]:
    """The ids of the objects of these classes."""
    beginnings = tuple(filter(None, (beginning_of(kind)[:-1] for kind in kinds)))
    clusters = beginning_of(Cluster)[:-1]
    for found, data in records(storage):
        if data.startswith(beginnings):
            yield found
        elif data.startswith(clusters):
            for number, kind, _ in _entries_in(data):
                if kind in kinds:
                    yield NUMBERS[number] + found[1:]


class _Reference:
    """A reference in a state that is read for what it refers to."""

    __slots__ = ("oid",)

    def __init__(self, oid: bytes) -> None:
        self.oid = oid


class _States(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return class_factory(None, module, name)

    def persistent_load(self, reference: Any) -> Any:
        if type(reference) is not tuple:
            return _Reference(reference if isinstance(reference, bytes) else b"")
        oid, _, *number = reference
        return _Reference(NUMBERS[number[0]] + oid[1:] if number else bytes(oid))


class _Finder(pickle.Pickler):
    """Notes the references in what it writes."""

    def __init__(self) -> None:
        self.file = BytesIO()
        super().__init__(self.file, 3)
        self.found: set[bytes] = set()

    def persistent_id(self, thing: Any) -> Any:
        if type(thing) is not _Reference:
            return None
        self.found.add(thing.oid)
        return thing.oid


def _entries_in(record: bytes) -> list[Entry]:
    """The members of a cluster."""
    reader = _States(BytesIO(record))
    reader.load()
    return list(entries_of(reader.load(), reader.persistent_load))


def references_in(record: bytes) -> dict[int, set[bytes]]:
    """The references of each object in a record, by its number: 0 is that of the record itself."""
    if record.startswith(beginning_of(Cluster)[:-1]):
        return {number: _found_in(state) for number, _, state in _entries_in(record)}
    reader = _States(BytesIO(record))
    reader.load()
    return {0: _found_in(reader.load())}


def size_of(record: bytes, number: int) -> int:
    """The bytes that a member takes of its cluster; all of a record that is none."""
    if not number:
        return len(record)
    entries = [each for each in _entries_in(record) if each[0] == number]
    finder = _Finder()
    finder.dump(state_of(z64, entries, {}))
    return finder.file.tell()


def _found_in(state: Any) -> set[bytes]:
    finder = _Finder()
    finder.dump(state)
    return finder.found


def path(
    oid: bytes, load: Callable[[bytes], bytes], keep_on: Callable[[], None] = lambda: None
) -> list[bytes]:
    """A shortest way from the database's root to an object: ids, both among them.

    Nothing where it is not alive. `load` gives a record; `keep_on` is called for each, and may
    raise what ends it.
    """
    clusters: dict[bytes, dict[int, set[bytes]]] = {}

    def references(here: bytes) -> set[bytes]:
        record = record_of(here)
        known = clusters.get(record)
        if known is None:
            known = references_in(load(record))
            if record != here:
                clusters[record] = known
        return known.get(here[0], set())

    before: dict[bytes, bytes | None] = {z64: None}
    level = [z64]
    while level and oid not in before:
        following: list[bytes] = []
        for here in level:
            keep_on()
            try:
                found = references(here)
            except POSKeyError:
                continue
            for each in found:
                if each not in before:
                    before[each] = here
                    following.append(each)
        level = following
    if oid not in before:
        return []
    way: list[bytes] = []
    at: bytes | None = oid
    while at is not None:
        way.append(at)
        at = before[at]
    return way[::-1]
