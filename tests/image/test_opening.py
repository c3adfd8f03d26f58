"""Opening an image: what is refused, how, and that nothing is changed by it."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
import transaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

from perdure.image import (
    ForbiddenName,
    Image,
    ImageClosed,
    ImageInUse,
    NewerFormat,
    NoSuchProcess,
    NotAnImage,
    ReadOnlyImage,
)
from perdure.image.engine.builtins import sleep
from perdure.image.schema.classes import class_factory
from perdure.image.schema.root import FORMAT
from tests.image.conftest import OpenImage
from tests.image.puppets import puppet

pytestmark = pytest.mark.usefixtures("bare")


def contents(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


@puppet
def gives_42(stage: int, keep: object, value: object) -> int:
    return 42


def test_an_image_is_made_where_there_is_none(image_path: Path) -> None:
    with Image.open(image_path) as image:
        first = image.id
    with Image.open(image_path) as image:
        assert image.id == first
    assert (image_path / "data.fs").is_file()


def test_every_new_image_has_an_id_of_its_own(tmp_path: Path) -> None:
    with Image.open(tmp_path / "a") as a, Image.open(tmp_path / "b") as b:
        assert a.id != b.id


def test_an_empty_directory_becomes_an_image(image_path: Path) -> None:
    image_path.mkdir()
    Image.open(image_path).close()
    assert (image_path / "data.fs").is_file()


def test_an_image_may_live_in_memory_alone(tmp_path: Path) -> None:
    with Image.open(":memory:") as image:
        assert image.processes() == []
    assert not Path(":memory:").exists()


def test_a_moved_image_is_the_same_image(image_path: Path, tmp_path: Path) -> None:
    with Image.open(image_path) as image:
        first = image.id
    image_path.rename(tmp_path / "elsewhere")
    with Image.open(tmp_path / "elsewhere") as image:
        assert image.id == first


def test_without_create_a_missing_image_is_an_error(image_path: Path) -> None:
    with pytest.raises(NotAnImage, match=r"there is no image at .*Image.open"):
        Image.open(image_path, create=False)
    with pytest.raises(NotAnImage, match=r"there is no image at .*Image.open"):
        Image.open(image_path, read_only=True)
    assert not image_path.exists()


def test_a_file_is_no_image(image_path: Path) -> None:
    image_path.write_text("hello")
    with pytest.raises(NotAnImage, match="is no image"):
        Image.open(image_path)
    assert image_path.read_text() == "hello"


def test_a_directory_with_other_files_is_no_image(image_path: Path) -> None:
    image_path.mkdir()
    (image_path / "notes.txt").write_text("hello")
    with pytest.raises(NotAnImage, match="the directory has files"):
        Image.open(image_path)
    assert contents(image_path) == {"notes.txt": b"hello"}


def test_a_data_file_that_is_no_file_storage_is_no_image(image_path: Path) -> None:
    image_path.mkdir()
    (image_path / "data.fs").write_bytes(b"something else")
    with pytest.raises(NotAnImage, match="no ZODB file storage"):
        Image.open(image_path)
    assert contents(image_path) == {"data.fs": b"something else"}


def test_a_database_of_another_kind_is_no_image(image_path: Path) -> None:
    image_path.mkdir()
    DB(FileStorage(str(image_path / "data.fs"))).close()
    before = (image_path / "data.fs").read_bytes()
    with pytest.raises(NotAnImage, match="no image of Perdure"):
        Image.open(image_path)
    assert (image_path / "data.fs").read_bytes() == before


def test_a_newer_format_is_refused(image_path: Path) -> None:
    Image.open(image_path).close()
    database = DB(FileStorage(str(image_path / "data.fs")))
    manager = transaction.TransactionManager()
    connection = database.open(manager)
    connection.root()["perdure"].format = 99
    manager.commit()
    connection.close()
    database.close()

    before = (image_path / "data.fs").read_bytes()
    with pytest.raises(NewerFormat, match="format 99") as caught:
        Image.open(image_path)
    assert (caught.value.found, caught.value.readable) == (99, FORMAT)
    assert (image_path / "data.fs").read_bytes() == before


def test_an_image_is_written_by_one_at_a_time(image_path: Path) -> None:
    with Image.open(image_path) as image:
        # By the cell of a notebook that is run twice, say.
        with pytest.raises(ImageInUse, match="is open in this process already; use that"):
            Image.open(image_path)
        assert image.processes() == []
    Image.open(image_path).close()


def test_one_that_is_open_elsewhere_names_the_process(image_path: Path) -> None:
    program = f"""
from perdure.image import Image
with Image.open({str(image_path)!r}):
    print("open", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(ImageInUse, match=rf"in another process \(system pid {other.pid}\)"):
            Image.open(image_path)
        other.communicate("\n")


def test_an_image_that_is_open_for_asyncio_shows_what_it_is(image_path: Path) -> None:
    async def main() -> None:
        image = await Image.open_async(image_path)
        assert repr(image) == f"<AsyncImage {str(image_path)!r}>"
        await image.close()
        assert repr(image) == f"<AsyncImage {str(image_path)!r}, closed>"

    asyncio.run(main())


def test_an_image_shows_what_it_is(image_path: Path) -> None:
    with Image.open(image_path) as image:
        assert repr(image) == f"<Image {str(image_path)!r}>"
    assert repr(image) == f"<Image {str(image_path)!r}, closed>"


def test_an_image_in_memory_that_is_closed_says_that_it_is_gone() -> None:
    with Image.open(":memory:") as image:
        pass
    with pytest.raises(ImageClosed, match="':memory:' is closed; it was in memory only"):
        image.eval("1")


def test_an_image_can_be_read_while_another_process_drives_it(image_path: Path) -> None:
    Image.open(image_path).close()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                "import sys, zc.lockfile\n"
                f"lock = zc.lockfile.LockFile({str(image_path / 'data.fs.lock')!r})\n"
                "print('held', flush=True)\n"
                "sys.stdin.read()"
            ),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(ImageInUse):
            Image.open(image_path)
        with Image.open(image_path, read_only=True) as image:
            assert image.processes() == []
    finally:
        holder.communicate()


def test_what_is_committed_is_seen_by_a_reader_at_once(puppet_image: OpenImage) -> None:
    image = puppet_image()
    pid = image.spawn(gives_42)
    image.run_until_idle()
    with Image.open(image.path, read_only=True) as reader:
        assert reader.result_value(pid) == 42
        assert reader.process(pid).state == "done"


def test_a_read_only_image_refuses_to_be_changed(image_path: Path) -> None:
    Image.open(image_path).close()
    before = contents(image_path)
    with Image.open(image_path, read_only=True) as image:
        with pytest.raises(ReadOnlyImage):
            image.spawn(gives_42)
        with pytest.raises(ReadOnlyImage):
            image.run_until_idle()
    assert contents(image_path) == before


def test_an_unknown_pid_is_an_error_that_names_it(image_path: Path) -> None:
    with Image.open(image_path) as image:
        for pid in (7, 0, -1, 1 << 70):
            with pytest.raises(NoSuchProcess, match=str(pid)):
                image.process(pid)


def test_a_killed_birth_leaves_a_place_where_an_image_can_be_made(image_path: Path) -> None:
    image_path.mkdir()
    (image_path / "data.fs.born").write_bytes(b"half of")
    (image_path / "data.fs.lock").write_bytes(b"123")
    Image.open(image_path).close()
    with Image.open(image_path) as image:
        assert image.processes() == []


def test_a_failing_bootstrap_leaves_nothing(
    image_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(root: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("perdure.image.storage.creation.find_bootstrap", lambda: fails)
    with pytest.raises(ZeroDivisionError):
        Image.open(image_path)
    assert not image_path.exists()


def test_a_spoilt_cache_means_a_plain_bootstrap(image_path: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be")
    with Image.open(image_path) as image:
        assert image.processes() == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("os", "system"),
        ("builtins", "eval"),
        ("perdure.vm", "compile_unit"),
        ("perdure.vm", "sys"),
        ("perdure.image", "Image"),
        ("perdure.image.api.image", "Image"),
        ("perdure.repl.main", "main"),
        ("BTrees.OOBTree", "Interface"),
        ("perdure.vm", "String.__init__"),
    ],
)
def test_an_image_may_not_name_what_is_not_meant_to_be_stored(module: str, name: str) -> None:
    with pytest.raises(ForbiddenName):
        class_factory(None, module, name)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("perdure.vm", "Pair"),
        ("perdure.vm", "symbol"),
        ("perdure.vm", "NIL"),
        ("perdure.vm", "builtin_named"),
        ("perdure.image", "Process"),
        ("perdure.image", "provided_function"),
        ("BTrees.OOBTree", "OOBTree"),
        ("persistent.mapping", "PersistentMapping"),
    ],
)
def test_an_image_may_name_what_is(module: str, name: str) -> None:
    assert class_factory(None, module, name) is not None


@puppet
def sleeps_long(stage: int, keep: object, value: object) -> object:
    return sleep(1e6)


def test_an_image_of_many_sleepers_opens_without_loading_them(puppet_image: OpenImage) -> None:
    image = puppet_image()

    def spawn_many() -> None:
        for _ in range(2_000):
            image.ledger.create(sleeps_long, (), name="", parent=0, now=0.0)

    image.driver.change(spawn_many)
    while image.scheduler.ready:
        image.run_slice()
    image.close()

    image = puppet_image()
    image.run_slice()
    connection = image.root._p_jar
    loaded = [oid for oid, ghost in connection._cache.items() if ghost._p_changed is not None]
    assert len(loaded) < 100
    assert not image.driver.is_idle()
