"""Trust at the door: a hostile payload at each place where a data file is unpickled.

Each payload would make a file, had it been run.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from persistent.mapping import PersistentMapping
from ZODB.Connection import TransactionMetaData
from ZODB.FileStorage import FileStorage
from ZODB.utils import p64, z64

from perdure.image import ForbiddenName, Image, ImageError, NotAnImage, ProcessFailed
from perdure.image.schema.clusters import record_of
from perdure.image.storage.file_storage import ImageStorage, open_database
from tests.repl.command import Command

NAME = r"names (posix|os)\.system, which no image may name"


class Bomb:
    """Pickled, it is a call of os.system."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        import os

        return os.system, (f"touch '{self.mark}'",)


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    return tmp_path / "was-here"


@pytest.fixture
def bomb(mark: Path) -> bytes:
    return pickle.dumps(Bomb(mark), 3)


def with_bomb(state: Any) -> bytes:
    return pickle.dumps(state, 3)


def global_named(module: str, name: str) -> bytes:
    """The pickle of a class or function, by its name alone."""
    return f"c{module}\n{name}\n.".encode()


def forge(data: Path, record: bytes, oid: bytes | None = None, extension: bytes = b"") -> bytes:
    """Commit a record as ZODB itself would; its oid."""
    storage = FileStorage(str(data))
    try:
        oid = oid or storage.new_oid()
        try:
            serial = storage.load(oid)[1]
        except KeyError:
            serial = z64
        meta = TransactionMetaData()
        meta.extension_bytes = extension
        storage.tpc_begin(meta)
        storage.store(oid, serial, record, "", meta)
        storage.tpc_vote(meta)
        storage.tpc_finish(meta)
        return oid
    finally:
        storage.close()


def oid_of_x(image_path: Path) -> bytes:
    """Make an image in which `x` is a list; the id of the record of its first pair."""
    with Image.open(image_path) as image:
        image.eval("(define x (list 1 2 3))")
        pair = image.root.interaction.bindings["x"].value
        return record_of(pair._p_oid)


RECORDS: dict[str, Callable[[Bomb], bytes]] = {
    "the state": lambda bomb: global_named("perdure.vm", "Pair") + pickle.dumps((bomb, 1), 3),
    "the class": lambda bomb: global_named("posix", "system") + pickle.dumps((1, 2), 3),
    "the arguments of __new__": lambda bomb: (
        b"(" + global_named("perdure.vm", "Pair")[:-1] + b"(" + pickle.dumps(bomb, 3)[2:-1] + b"tt."
    )
    + pickle.dumps((1, 2), 3),
    "the class of what it refers to": lambda bomb: (
        global_named("perdure.vm", "Pair")
        + b"((C\x08" + p64(99) + b"cposix\nsystem\ntQK\x01t."
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", RECORDS)
def test_a_record_that_names_code_is_refused(image_path: Path, mark: Path, where: str) -> None:
    oid = oid_of_x(image_path)
    forge(image_path / "data.fs", RECORDS[where](Bomb(mark)), oid)

    with Image.open(image_path) as image, pytest.raises(ProcessFailed, match=NAME):
        image.eval("(car x)")
    assert not mark.exists()


ROOTS: dict[str, Callable[[Bomb], bytes]] = {
    "the state": lambda bomb: (
        global_named("persistent.mapping", "PersistentMapping")
        + pickle.dumps({"data": {"perdure": bomb}}, 3)
    ),
    "the class": lambda bomb: global_named("posix", "system") + pickle.dumps({}, 3),
    "the class, by module and name": lambda bomb: (
        pickle.dumps((("posix", "system"), None), 3) + pickle.dumps({}, 3)
    ),
    "the arguments of __new__": lambda bomb: (
        b"(cpersistent.mapping\nPersistentMapping\n" + pickle.dumps((bomb,), 3)[2:-1] + b"t."
        + pickle.dumps({}, 3)
    ),
}  # fmt: skip


@pytest.mark.parametrize("where", ROOTS)
def test_a_root_that_names_code_is_refused(image_path: Path, mark: Path, where: str) -> None:
    Image.open(image_path).close()
    forge(image_path / "data.fs", ROOTS[where](Bomb(mark)), z64)

    with pytest.raises(NotAnImage, match=NAME):
        Image.open(image_path)
    assert not mark.exists()


def test_the_command_says_so_in_one_line(tmp_path: Path, mark: Path) -> None:
    path = tmp_path / "perdure.image"
    oid = oid_of_x(path)
    forge(path / "data.fs", RECORDS["the state"](Bomb(mark)), oid)
    ended = Command(tmp_path)("eval", "(car x)")
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert "which no image may name" in ended.err

    forge(path / "data.fs", RECORDS["the class"](Bomb(mark)), z64)
    ended = Command(tmp_path)("ps")
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1
    assert "which no image may name" in ended.err
    assert not mark.exists()


def test_an_index_that_names_code_is_refused(image_path: Path, mark: Path, bomb: bytes) -> None:
    Image.open(image_path).close()
    index = image_path / "data.fs.index"
    for payload in (bomb, pickle.dumps(4, 3) + bomb, pickle.dumps({"pos": Bomb(mark)}, 3)):
        index.write_bytes(payload)
        before = (image_path / "data.fs").read_bytes()
        with pytest.raises(ForbiddenName, match=f"{NAME}; delete .*index.*made again"):
            Image.open(image_path)
        assert (image_path / "data.fs").read_bytes() == before
    index.unlink()
    Image.open(image_path).close()
    assert not mark.exists()


def test_metadata_that_name_code_are_refused(image_path: Path, mark: Path, bomb: bytes) -> None:
    Image.open(image_path).close()
    data = image_path / "data.fs"
    record = global_named("perdure.vm", "Pair") + pickle.dumps((1, 2), 3)
    oid = forge(data, record, extension=bomb)
    with pytest.raises(ForbiddenName, match=NAME):  # it is looked at to believe the index
        Image.open(image_path)
    forge(data, record)

    storage = ImageStorage(str(data), read_only=True)
    try:
        with pytest.raises(ForbiddenName, match=NAME):
            storage.history(oid)
        with pytest.raises(ForbiddenName, match=NAME):
            storage.undoLog()
        with pytest.raises(ForbiddenName, match=NAME):
            [record.extension for record in storage.iterator()]
    finally:
        storage.close()
    assert not mark.exists()


def test_ordinary_metadata_are_read(tmp_path: Path) -> None:
    data = tmp_path / "data.fs"
    record = global_named("perdure.vm", "Pair") + pickle.dumps((1, 2), 3)
    oid = forge(data, record, extension=pickle.dumps({"pids": [1, 2]}, 3))
    storage = ImageStorage(str(data), read_only=True)
    try:
        assert storage.history(oid)[0]["pids"] == [1, 2]
        assert storage.undoLog()[0]["pids"] == [1, 2]
        assert [record.extension for record in storage.iterator()] == [{"pids": [1, 2]}]
    finally:
        storage.close()


class Resolving(PersistentMapping):
    """A class whose conflicts can be resolved. Images may not name it; a test lets them."""


@pytest.mark.parametrize("which", ["old", "committed", "new"])
def test_resolving_a_conflict_runs_nothing_that_a_record_names(
    tmp_path: Path, mark: Path, which: str
) -> None:
    kind = global_named("BTrees.Length", "Length")
    harmless = kind + pickle.dumps(1, 3)
    hostile = kind + pickle.dumps(Bomb(mark), 3)
    data = tmp_path / "data.fs"
    states = {name: hostile if name == which else harmless for name in ("old", "committed", "new")}
    oid = forge(data, states["old"])
    first = serial_of(data, oid)
    forge(data, states["committed"], oid)

    storage = ImageStorage(str(data))
    try:
        with pytest.raises(ForbiddenName, match=NAME):
            storage.tryToResolveConflict(oid, serial_of_open(storage, oid), first, states["new"])
    finally:
        storage.close()
    assert not mark.exists()


def test_a_conflict_of_what_an_image_may_name_is_resolved(tmp_path: Path) -> None:
    kind = global_named("BTrees.Length", "Length")
    data = tmp_path / "data.fs"
    oid = forge(data, kind + pickle.dumps(1, 3))
    first = serial_of(data, oid)
    forge(data, kind + pickle.dumps(5, 3), oid)
    storage = ImageStorage(str(data))
    try:
        made = storage.tryToResolveConflict(
            oid, serial_of_open(storage, oid), first, kind + pickle.dumps(3, 3)
        )
        assert pickle.loads(made[len(made) - len(pickle.dumps(7, 3)) :]) == 7
    finally:
        storage.close()


def test_other_storages_are_guarded_too(tmp_path: Path, mark: Path) -> None:
    data = tmp_path / "data.fs"
    kind = global_named("BTrees.Length", "Length")
    oid = forge(data, kind + pickle.dumps(1, 3))
    first = serial_of(data, oid)
    forge(data, kind + pickle.dumps(2, 3), oid)
    storage = FileStorage(str(data))
    database = open_database(storage)
    try:
        with pytest.raises(ForbiddenName, match=NAME):
            storage.tryToResolveConflict(
                oid, serial_of_open(storage, oid), first, kind + pickle.dumps(Bomb(mark), 3)
            )
    finally:
        database.close()
    assert not mark.exists()


def serial_of(data: Path, oid: bytes) -> bytes:
    storage = FileStorage(str(data), read_only=True)
    try:
        return serial_of_open(storage, oid)
    finally:
        storage.close()


def serial_of_open(storage: Any, oid: bytes) -> bytes:
    found: bytes = storage.load(oid)[1]
    return found


# ---- files that are no image, or not whole


@pytest.mark.parametrize("size", [0, 3, 4, 50])
def test_a_data_file_that_is_cut_off_is_refused(image_path: Path, size: int) -> None:
    Image.open(image_path).close()
    data = image_path / "data.fs"
    whole = data.read_bytes()
    for cut in (size, len(whole) - size - 1):
        data.write_bytes(whole[:cut])
        with pytest.raises(ImageError, match=r"is no image|is damaged.*bytes are missing"):
            Image.open(image_path)
        assert data.read_bytes() == whole[:cut]
    data.write_bytes(whole)
    Image.open(image_path).close()


def test_a_torn_last_transaction_is_cut_off(image_path: Path) -> None:
    """Left by a kill in the middle of a commit: the index is older than that."""
    with Image.open(image_path) as image:
        image.eval("(define x 1)")
    data = image_path / "data.fs"
    kept = image_path.parent / "kept.index"
    shutil.copy(image_path / "data.fs.index", kept)
    with Image.open(image_path) as image:
        image.eval("(define x 2)")
    shutil.copy(kept, image_path / "data.fs.index")
    with data.open("r+b") as file:
        file.truncate(data.stat().st_size - 10)

    with Image.open(image_path) as image:
        assert image.eval("x") in (1, 2)


def test_the_payload_is_live(mark: Path, bomb: bytes) -> None:
    pickle.loads(bomb)
    assert mark.exists()
