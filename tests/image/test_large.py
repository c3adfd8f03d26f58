"""Large texts and bytes are kept in files of their own, not in records."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ZODB.POSException import ConflictError

from perdure.image import Image, backup, check, effect, pack, restore, salvage
from perdure.image.engine import apart
from perdure.image.storage.file_storage import ImageStorage
from perdure.image.storage.large import SIZE

MANY = 50_000_128
SEEN: list[Any] = []
IMPORTS = """(import (python test_large) (perdure process) (srfi 135))
(define kept #f) (define other #f) (define (keep! x) (set! kept x) 'kept)"""


@effect
def fetch(size: int) -> bytes:
    return bytes(range(256)) * (size // 256)


@effect
def fetch_text(size: int) -> list[str]:
    return ["é" * size, "small"]


@effect
def total(*parts: Any) -> int:
    SEEN.extend(parts)
    return sum(map(len, parts))


PROVIDED = [fetch, fetch_text, total]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    SEEN.clear()
    return tmp_path / "large.image"


def blobs_of(path: Path) -> list[int]:
    return sorted(file.stat().st_size for file in (path / "blobs").rglob("*.blob"))


def size_of(path: Path) -> int:
    return (path / "data.fs").stat().st_size


@pytest.mark.parametrize("is_apart", [False, True])
def test_a_process_that_passes_megabytes_around_keeps_its_records_small(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_apart: bool
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        before = size_of(path)
        pid = image.spawn(f"(let ((b (fetch {MANY}))) (keep! b) (sleep 0) (total b))")
        assert image.result(pid) == MANY // 256 * 256
        assert size_of(path) - before < 10_000
    assert blobs_of(path) == [MANY // 256 * 256] * 2  # the program's, and the effect's argument
    assert [bytes(range(256)) * (MANY // 256)] == SEEN
    with Image.open(path) as image:
        assert image.eval("(bytevector-u8-ref kept 1000)") == 1000 % 256
        before = size_of(path)
        image.eval("(bytevector-u8-set! kept 0 7)")
        assert size_of(path) - before < 10_000
    with Image.open(path, read_only=True) as image:
        assert image.root.interaction.find("kept").value.data[:2] == bytes([7, 1])  # type: ignore[union-attr]


def test_texts_of_all_kinds_come_back_as_they_were(path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (fetch-text {SIZE}))")
        image.eval(f"(set! other (make-text {SIZE + 3} #\\λ))")
    assert blobs_of(path) == [2 * SIZE, 2 * SIZE + 6]
    with Image.open(path, PROVIDED) as image:
        assert image.eval("(list (string-length (car kept)) (cadr kept) (text-length other))") == [
            SIZE,
            "small",
            SIZE + 3,
        ]
        assert image.eval("(total (car kept) other)") == 2 * SIZE + 3
        assert SEEN == ["é" * SIZE, "λ" * (SIZE + 3)]


def test_what_is_smaller_stays_in_its_record(path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (make-bytevector {SIZE - 1} 1))")
    assert blobs_of(path) == []


def test_an_effect_that_is_begun_again_has_its_large_arguments(path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
    with Image.open(path) as image:
        pid = image.spawn(f"(let ((b (make-bytevector {SIZE} 5))) (total b b (string #\\x)))")
        image.run_until_idle()
    with Image.open(path, PROVIDED) as image:
        assert image.result(pid) == 2 * SIZE + 1
    assert SEEN == [b"\5" * SIZE, b"\5" * SIZE, "x"]


def test_what_is_aborted_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    conflicts: list[ConflictError] = []
    vote = ImageStorage.tpc_vote

    def tpc_vote(self: ImageStorage, *arguments: Any) -> Any:
        if conflicts:
            raise conflicts.pop()
        return vote(self, *arguments)

    monkeypatch.setattr(ImageStorage, "tpc_vote", tpc_vote)
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (make-bytevector {SIZE} 1))")
        conflicts.append(ConflictError())
        image.eval(f"(keep! (make-bytevector {SIZE + 1} 2))")
        assert not conflicts
        assert blobs_of(path) == [SIZE, SIZE + 1]
        assert not list((path / "blobs" / "tmp").iterdir())


def test_a_pack_takes_away_what_nothing_refers_to(path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        for value in (1, 2, 3):
            image.eval(f"(keep! (make-bytevector {SIZE + value} {value}))")
        image.forget_all()
    assert len(blobs_of(path)) == 3
    pack(path)
    assert blobs_of(path) == [SIZE + 3]
    assert check(path).is_sound
    with Image.open(path) as image:
        assert image.eval("(bytevector-u8-ref kept 9)") == 3


def test_backups_and_salvaged_images_have_them(path: Path, tmp_path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (make-bytevector {SIZE} 1))")
        assert backup(path, tmp_path / "backups").blobs == 1
        image.eval(f"(set! other (make-string {SIZE} #\\a))")
        assert backup(path, tmp_path / "backups").blobs == 1
    restore(tmp_path / "backups", tmp_path / "restored")
    assert not salvage(path, tmp_path / "salvaged").problems
    for name in ("restored", "salvaged"):
        with Image.open(tmp_path / name) as image:
            assert image.eval("(list (bytevector-u8-ref kept 5) (string-ref other 6))") == [1, "a"]


def test_a_file_that_is_missing_is_told(path: Path, tmp_path: Path) -> None:
    with Image.open(path, PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (make-bytevector {SIZE} 1))")
    assert check(path).is_sound
    (file,) = (path / "blobs").rglob("*.blob")
    shutil.move(file, tmp_path / "away")
    (problem,) = check(path).problems
    assert (problem.kind, problem.text) == (
        "content",
        "the file of a large content is not there",
    )
    with Image.open(path) as image:
        pid = image.spawn("(bytevector-length kept)")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        assert image.eval("(+ 1 2)") == 3


def test_an_image_in_memory_has_them_in_its_records() -> None:
    with Image.open(":memory:", PROVIDED) as image:
        image.eval(IMPORTS)
        image.eval(f"(keep! (fetch {10 * SIZE}))")
        image.root._p_jar.cacheMinimize()
        assert image.eval("(bytevector-length kept)") == 10 * SIZE
