"""Commits to a data file, small ones and those too large to be kept in memory on the way."""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import transaction
from persistent.mapping import PersistentMapping
from ZODB.Connection import TransactionMetaData
from ZODB.DB import DB
from ZODB.POSException import ConflictError
from ZODB.serialize import ObjectWriter
from ZODB.utils import p64

from perdure.image.storage.commits import SMALL
from perdure.image.storage.file_storage import ImageStorage

PART = SMALL // 4
#: Records of a quarter of what is kept in memory: none, some and most of them go into the file.
COUNTS = [1, 3, 4, 5, 12, 2]


@pytest.fixture
def storage(tmp_path: Path) -> Iterator[ImageStorage]:
    made = ImageStorage(str(tmp_path / "data.fs"))
    yield made
    made.close()


def test_commits_of_all_sizes_are_read_back(storage: ImageStorage) -> None:
    database = DB(storage)
    manager = transaction.TransactionManager()
    root = database.open(manager).root()
    for number, count in enumerate(COUNTS):
        root[number] = [PersistentMapping(x=text(number, i)) for i in range(count)]
        manager.abort()  # of a large one nothing is left for the next
        root[number] = [PersistentMapping(x=text(number, i)) for i in range(count)]
        manager.commit()
    for number in reversed(range(len(COUNTS))):
        for thing in root[number]:
            thing["y"] = number
        manager.commit()
    assert_has_all(database, len(COUNTS))
    storage.close()

    again = ImageStorage(storage.__name__)
    assert_has_all(DB(again), len(COUNTS))
    again.close()


def test_a_change_of_an_older_state_is_a_conflict_in_all_of_them(storage: ImageStorage) -> None:
    DB(storage)
    oid, others = p64(7), [p64(100 + i) for i in range(5)]
    first = stored(storage, {oid: p64(0)}, "1")
    second = stored(storage, {oid: first}, "2")
    for large in ([], others):
        with pytest.raises(ConflictError):
            stored(storage, dict.fromkeys(large, p64(0)) | {oid: first}, "3" * PART)
    assert storage.load(oid) == (record("2"), second)
    third = stored(storage, dict.fromkeys(others, p64(0)) | {oid: second}, "4" * PART)
    assert storage.load(oid) == (record("4" * PART), third)


def test_what_was_undone_may_be_changed_and_what_was_before_may_not(storage: ImageStorage) -> None:
    DB(storage)
    oid = p64(7)
    first = stored(storage, {oid: p64(0)}, "1")
    second = stored(storage, {oid: first}, "2")
    metadata = begun(storage)
    storage.undo(encodebytes(second).rstrip(), metadata)
    storage.tpc_vote(metadata)
    undone = storage.tpc_finish(metadata)
    with pytest.raises(ConflictError):
        stored(storage, {oid: second}, "3")
    assert storage.load(oid) == (record("1"), undone)
    stored(storage, {oid: undone}, "4")


def text(number: int, i: int) -> str:
    return f"{number} {i} ".ljust(PART, "-")


def assert_has_all(database: Any, count: int) -> None:
    root = database.open(transaction.TransactionManager()).root()
    for number in range(count):
        expected = [{"x": text(number, i), "y": number} for i in range(COUNTS[number])]
        assert [dict(thing) for thing in root[number]] == expected


def begun(storage: ImageStorage) -> Any:
    metadata = TransactionMetaData()
    storage.tpc_begin(metadata)
    return metadata


def record(content: str) -> bytes:
    made: bytes = ObjectWriter().serialize(PersistentMapping(x=content))
    return made


def stored(storage: ImageStorage, serials: dict[bytes, bytes], content: str) -> bytes:
    """Commit a record with that content for each of these objects; gives its serial."""
    metadata = begun(storage)
    try:
        for oid, serial in serials.items():
            storage.store(oid, serial, record(content), "", metadata)
        storage.tpc_vote(metadata)
        tid: bytes = storage.tpc_finish(metadata)
    except ConflictError:
        storage.tpc_abort(metadata)
        raise
    return tid
