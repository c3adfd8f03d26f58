"""Packing: what is dead goes, what lives stays, and a kill leaves one of the two files."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ZODB.Connection import TransactionMetaData
from ZODB.serialize import referencesf
from ZODB.utils import p64

import perdure.image.maintenance.collecting
import perdure.image.storage.packing
from perdure.image import CannotWrite, Image, ImageError, ImageInUse, check, pack, stats
from perdure.image.storage.creation import wants_clusters
from perdure.image.storage.file_storage import open_storage
from tests.image.maintenance.images import copied

#: What is told first, where small objects share records.
TRIMMING = {"looking for what is alive in clusters", "taking out what is dead"}


@pytest.fixture(scope="module")
def worn(original: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With garbage in it."""
    path = copied(original, tmp_path_factory.mktemp("worn") / "image")
    with Image.open(path, resumes=False) as image:
        image.eval("(define heap (make-vector 2000 'garbage))")
        image.eval("(set! heap (map (lambda (n) (number->string n)) (iota 300)))")
        image.eval("(set! heap (vector-ref (vector 1 2) 1))")
    return path


@pytest.fixture
def image(worn: Path, tmp_path: Path) -> Path:
    return copied(worn, tmp_path / "image")


def lines(path: Path) -> list[tuple[object, ...]]:
    with Image.open(path, read_only=True) as image:
        return [(p.pid, p.state, p.waits_for, p.steps) for p in image.processes()]


def test_what_is_dead_goes_and_the_image_is_as_it_was(image: Path) -> None:
    before, processes = stats(image), lines(image)
    assert before.dead_objects > 100
    assert before.old_records > 10

    told: list[str] = []
    done = pack(image, progress=lambda doing, part: told.append(doing))

    after = stats(image)
    assert (after.dead_objects, after.old_records) == (0, 0)
    assert after.objects == before.objects - before.dead_objects
    assert done.before - done.after > before.dead_bytes + before.old_bytes
    assert done.after == (image / "data.fs").stat().st_size
    assert {"looking for what is alive", "copying"} >= set(told) - TRIMMING
    assert lines(image) == processes
    assert check(image).is_sound
    assert {path.name for path in image.iterdir()} == {
        "blobs",
        "data.fs",
        "data.fs.index",
        "data.fs.lock",
    }
    assert pack(image).after == done.after
    with Image.open(image) as opened:
        assert opened.eval("heap") == 2


def test_what_was_alive_in_the_days_that_are_kept_stays(image: Path) -> None:
    before = stats(image)
    assert pack(image, days=1).after == (image / "data.fs").stat().st_size
    assert stats(image).dead_objects == before.dead_objects


def test_large_objects_go_with_their_records(image: Path, tmp_path: Path) -> None:
    oids = [p64(1 << 20), p64((1 << 20) + 1)]
    storage = open_storage(image, read_only=False)
    metadata = TransactionMetaData()
    storage.tpc_begin(metadata)
    for oid in oids:
        file = tmp_path / "large"
        file.write_bytes(b"large")
        record = b"\x80\x03cZODB.blob\nBlob\nq\x00.\x80\x03N."
        storage.storeBlob(oid, b"\0" * 8, record, str(file), "", metadata)
    storage.tpc_vote(metadata)
    storage.tpc_finish(metadata)
    storage.close()
    assert len(list((image / "blobs").rglob("*.blob"))) == 2

    pack(image)

    assert not list((image / "blobs").rglob("*.blob"))


def test_an_application_packs_the_image_that_it_has_open(
    image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(image) as opened:
        opened.start()
        pid = opened.spawn_eval("(let loop ((n 0)) (sleep 1/1000) (if (= n 100) n (loop (+ n 1))))")
        dead = stats(image).dead_objects
        pack(opened, days=0)
        assert stats(image).dead_objects >= dead  # of the last ten minutes all is kept
        monkeypatch.setattr(perdure.image.maintenance.collecting, "LEAST", 0.0)
        pack(opened, days=0)
        assert stats(image).dead_objects < dead
        assert opened.result(pid, timeout=120) == 100
    assert check(image).is_sound
    with pytest.raises(ImageError, match="closed"):
        pack(opened)


def test_one_pack_at_a_time(image: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []
    monkeypatch.setattr(perdure.image.storage.packing, "OFTEN", 1)
    monkeypatch.setattr(perdure.image.maintenance.collecting, "LEAST", 0.0)

    def again(doing: str, part: float | None) -> None:
        if not refused and doing not in TRIMMING:  # before, some of what is dead is taken out
            with pytest.raises(ImageError, match="is being packed already") as caught:
                pack(opened)
            refused.append(str(caught.value))

    with Image.open(image, resumes=False) as opened:
        pack(opened, days=0, progress=again)
    assert refused


def test_an_image_that_is_open_elsewhere_is_left_alone(image: Path) -> None:
    with Image.open(image, resumes=False), pytest.raises(ImageInUse, match="use that `Image`"):
        pack(image)
    with pytest.raises(ImageError, match="not in the future"):
        pack(image, days=-1)


def test_a_disk_that_is_full_leaves_the_image_as_it_was(
    image: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (image / "data.fs").read_bytes()

    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotWrite, match="no space left on device; it is as it was before"):
        pack(image)
    monkeypatch.undo()

    now = (image / "data.fs").read_bytes()
    assert now == before or (wants_clusters() and now.startswith(before))
    assert not (image / "data.fs.pack").exists()
    assert check(image).is_sound


def test_commits_go_on_while_it_packs(image: Path) -> None:
    """Those that are made while it marks, while it copies, and while it catches up."""
    storage = open_storage(image, read_only=False)
    stages: set[str] = set()
    moment = time.time() + 1

    def commit(doing: str, part: float | None = None) -> None:
        metadata = TransactionMetaData()
        storage.tpc_begin(metadata)
        storage.store(p64(0), storage.load(p64(0))[1], storage.load(p64(0))[0], "", metadata)
        storage.tpc_vote(metadata)
        storage.tpc_finish(metadata)
        stages.add(doing)

    references = referencesf
    seen = 0

    def marking(record: bytes) -> Any:
        nonlocal seen
        seen += 1
        if seen == 100:
            thread = threading.Thread(target=commit, args=("marking",))
            thread.start()
            thread.join()
        return references(record)

    last = storage.lastTransaction()
    storage.pack(moment - 1, marking)
    assert stages == {"marking"}
    assert storage.lastTransaction() > last
    assert storage.load(p64(0))[1] == storage.lastTransaction()
    commit("after")
    storage.close()
    assert check(image).is_sound


# Kills


def test_a_kill_at_any_operation_on_a_file_leaves_the_old_image_or_the_new(
    bare: None, tmp_path: Path
) -> None:
    """Each child is killed at one operation later than the one before, until one ends."""
    worn = tmp_path / "worn"
    with Image.open(worn) as opened:
        for number in range(9):
            opened.driver.change(partial(setattr, opened.root, "id", f"v{number}"))
    old = (worn / "data.fs").stat().st_size
    sizes: list[int] = []
    for number in range(1, 100):
        path = copied(worn, tmp_path / f"image-{number}")
        is_killed = killed_while_it_packs(path, number)
        sizes.append((path / "data.fs").stat().st_size)
        if not is_killed:
            break
        open_storage(path, read_only=False).close()
        assert sizes[-1] == (path / "data.fs").stat().st_size
        assert not (path / "data.fs.pack").exists()
        if sizes[-1] != old and sizes.count(sizes[-1]) == 1:
            assert check(path).is_sound
            with Image.open(path, read_only=True) as opened:
                assert opened.id == "v8"
    assert len(sizes) > 5
    assert sizes == sorted(sizes, reverse=True)
    assert set(sizes) == {old, sizes[-1]}
    assert sizes[-1] < old


def killed_while_it_packs(path: Path, number: int) -> bool:
    """Whether a child came to that operation, and so to its end, while it packed."""
    child = os.fork()
    if child == 0:
        left = number

        def hear(event: str, arguments: Any) -> None:
            nonlocal left
            if event in ("open", "os.rename", "os.remove", "os.truncate"):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hear)
            pack(path)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)
