"""Backups are made while an image is in use, and images of backups."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ZODB.scripts import repozo

import perdure.image.maintenance.saving as saving
from perdure.image import CannotWrite, Image, ImageError, backup, check, pack, restore
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.shards import Member, start_sharing
from tests.image.maintenance.images import change


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[], float]:
    """Each backup is made a minute after the one before; gives the time of the last."""
    now = 1_600_000_000.0

    def later() -> time.struct_time:
        nonlocal now
        now += 60
        return time.gmtime(now)

    monkeypatch.setattr(saving, "gmtime", later)
    return lambda: now


def test_what_is_new_is_added_while_the_image_is_driven(
    image: Path, tmp_path: Path, clock: Callable[[], float]
) -> None:
    folder, moments = tmp_path / "backups", []
    with Image.open(image, resumes=False) as opened:
        sizes = []
        for number in range(3):
            opened.eval(f"(define x {number})")
            saved = backup(image, folder)
            moments.append(clock())
            assert saved.is_full == (number == 0)
            assert saved.total == (image / "data.fs").stat().st_size
            sizes.append(saved.bytes)
        assert backup(image, folder).file == ""
        opened.eval("(define x 'not-saved)")
    assert sizes[0] > 1_000_000
    assert max(sizes[1:]) < 50_000

    for number, moment in enumerate(moments):
        path = tmp_path / f"restored-{number}"  # new pids are not those of what is lost
        restored = restore(folder, path, at=moment)
        assert restored.saved == moment
        with Image.open(path, resumes=False) as opened:
            assert opened.eval("x") == number
            assert opened.processes()[-1].pid > 1_000_000
    assert restore(folder, tmp_path / "last").saved == moments[-1]
    assert check(tmp_path / "last").is_sound
    with pytest.raises(ImageError, match=r"there is no backup of 20.* or before"):
        restore(folder, tmp_path / "none", at=moments[0] - 1)
    assert not (tmp_path / "none").exists()
    # It is what the tool of ZODB writes.
    repozo.main(["-V", "-r", str(folder)])
    repozo.main(["-R", "-r", str(folder), "-o", str(tmp_path / "Data.fs")])
    assert (tmp_path / "Data.fs").stat().st_size == sum(sizes)


def test_a_packed_image_is_saved_in_full(
    image: Path, tmp_path: Path, clock: Callable[[], float]
) -> None:
    backup(image, tmp_path / "backups")
    pack(image)
    assert backup(image, tmp_path / "backups").is_full
    with Image.open(image, resumes=False) as opened:
        opened.eval("(define x 1)")
    assert not backup(image, tmp_path / "backups").is_full
    assert backup(image, tmp_path / "backups", full=True).is_full
    restore(tmp_path / "backups", tmp_path / "restored")
    assert check(tmp_path / "restored").is_sound


def test_the_leases_of_those_who_had_the_original_belong_to_nobody(
    image: Path, tmp_path: Path
) -> None:
    def share(root: ImageRoot) -> None:
        sharing = start_sharing(root)
        sharing.shards[0].lease.holder = "worker"
        sharing.members["worker"] = Member(0, ())

    change(image, share)
    backup(image, tmp_path / "backups")
    restore(tmp_path / "backups", tmp_path / "restored")

    def look(root: ImageRoot) -> None:
        assert root.sharing is not None
        found.extend([root.sharing.shards[0].lease.holder, len(root.sharing.members)])

    found: list[object] = []
    change(tmp_path / "restored", look)
    assert found == ["", 0]
    assert check(tmp_path / "restored").is_sound


def test_large_objects_and_noted_ids_are_saved_too(image: Path, tmp_path: Path) -> None:
    large = image / "blobs" / "0x01" / "0x03.blob"
    large.parent.mkdir()
    large.write_bytes(b"large")
    (image / "data.fs.oids").write_text("123456\n", encoding="ascii")

    assert backup(image, tmp_path / "backups").blobs == 1
    assert backup(image, tmp_path / "backups").blobs == 0
    restore(tmp_path / "backups", tmp_path / "restored")

    assert (tmp_path / "restored" / "blobs" / "0x01" / "0x03.blob").read_bytes() == b"large"
    assert (tmp_path / "restored" / "data.fs.oids").read_text(encoding="ascii") == "123456\n"


def test_a_backup_that_was_changed_is_told_and_makes_no_image(image: Path, tmp_path: Path) -> None:
    saved = backup(image, tmp_path / "backups")
    file = tmp_path / "backups" / saved.file
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)

    with pytest.raises(ImageError, match="is not what was saved"):
        restore(tmp_path / "backups", tmp_path / "restored")
    assert not list(tmp_path.glob("restored*"))
    file.unlink()
    with pytest.raises(ImageError, match="there is no backup in"):
        restore(tmp_path / "backups", tmp_path / "restored")


def test_a_backup_that_broke_off_is_none(
    image: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "backups"

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="what was saved before is kept"):
        backup(image, folder)
    monkeypatch.undo()
    assert not list(folder.glob("*fs"))
    assert backup(image, folder).is_full


def test_nothing_is_replaced_and_servers_are_told_of_other_ways(
    image: Path, tmp_path: Path
) -> None:
    backup(image, tmp_path / "backups")
    with pytest.raises(ImageError, match="restoring replaces nothing"):
        restore(tmp_path / "backups", image)
    with pytest.raises(ImageError, match="pg_dump"):
        backup("postgresql://ada:secret@db/shop", tmp_path / "backups")
    with pytest.raises(ImageError, match="the directory that the server has"):
        backup("zeo://shop:9991", tmp_path / "backups")
    shutil.rmtree(tmp_path / "backups")
