"""The data file's index: written as the file grows, believed when it is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transaction
from persistent.mapping import PersistentMapping
from ZODB.DB import DB

from perdure.image.storage.file_storage import ImageStorage


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data.fs"


def with_steps(data: Path, steps: int, name: str = "x") -> ImageStorage:
    """A storage in which one object was written that often, as a process's record is."""
    storage = ImageStorage(str(data))
    database = DB(storage)
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    connection.root()[name] = x = PersistentMapping()
    for step in range(steps):
        x["step"] = step
        manager.commit()
        storage.save_index_if_due()
    connection.close()
    return storage


def used_index(data: Path) -> Any:
    storage = ImageStorage(str(data), read_only=True)
    try:
        return storage._used_index
    finally:
        storage.close()


def test_the_index_is_believed_after_closing(data: Path) -> None:
    with_steps(data, 10).close()
    assert used_index(data)


def test_the_index_is_written_before_the_file_has_grown_much(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageStorage, "RECORDS", 20)
    storage = with_steps(data, 100)  # not closed: the worker was killed
    index = Path(f"{data}.index")
    assert index.exists()
    assert used_index(data)
    reader = ImageStorage(str(data), read_only=True)
    assert reader.lastTransaction() == storage.lastTransaction()
    reader.close()
    storage.close()


def test_an_index_of_another_file_is_not_believed(data: Path, tmp_path: Path) -> None:
    with_steps(tmp_path / "other.fs", 50, "a longer name").close()
    with_steps(data, 60).close()
    (tmp_path / "other.fs.index").replace(f"{data}.index")
    assert not used_index(data)


def test_a_missing_or_spoilt_index_is_made_again(data: Path) -> None:
    with_steps(data, 10).close()
    Path(f"{data}.index").write_bytes(b"spoilt")
    assert not used_index(data)
    storage = ImageStorage(str(data))
    storage.close()
    assert used_index(data)


def test_closing_leaves_no_temporary_file(data: Path) -> None:
    with_steps(data, 3).close()
    assert sorted(file.name for file in data.parent.iterdir()) == [
        "data.fs",
        "data.fs.index",
        "data.fs.lock",
    ]
