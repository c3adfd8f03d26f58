"""The end of a data file: what a kill leaves is cut off, what a loss of power leaves is told.

Images here are bare ones whose id says how far they have come.
"""

from __future__ import annotations

import random
from functools import partial
from pathlib import Path

import pytest

from perdure.image import DamagedImage, Image, ImageError, ImageInUse
from perdure.image.maintenance.ends import find_damage, mend
from perdure.image.storage.tails import FIRST

pytestmark = pytest.mark.usefixtures("bare")

STATUS = 16  #: where in a transaction its status stands


class Written:
    """An image of several commits, and where in its data file each ends."""

    def __init__(self, path: Path, commits: int = 4) -> None:
        self.path = path
        self.ends: list[int] = []
        with Image.open(path) as image:
            for number in range(commits):
                image.driver.change(partial(setattr, image.root, "id", f"v{number}"))
                self.ends.append(self.data.stat().st_size)
        # As in a worker that was killed soon after it had begun.
        self.index.unlink()
        self.set(self.whole[: self.ends[-1]])
        self.bytes = self.whole

    @property
    def data(self) -> Path:
        return self.path / "data.fs"

    @property
    def index(self) -> Path:
        return self.path / "data.fs.index"

    @property
    def whole(self) -> bytes:
        return self.data.read_bytes()

    @property
    def last(self) -> int:
        """Where the last transaction begins."""
        return self.ends[-2]

    def set(self, content: bytes) -> None:
        self.data.write_bytes(content)
        self.index.unlink(missing_ok=True)

    def read(self) -> str:
        with Image.open(self.path, read_only=True) as image:
            return image.id

    def open(self) -> str:
        with Image.open(self.path) as image:
            return image.id

    def cut_files(self) -> list[Path]:
        return sorted(self.path.glob("data.fs.cut-*"))

    def refused(self) -> str:
        """The refusal where it is opened to be written; nothing is changed by that."""
        before = {file: file.read_bytes() for file in self.path.glob("data.fs*")}
        with pytest.raises(DamagedImage) as caught:
            self.open()
        before.pop(self.path / "data.fs.lock")
        assert {name: name.read_bytes() for name in before} == before
        return str(caught.value)


@pytest.fixture
def written(image_path: Path) -> Written:
    return Written(image_path)


def test_what_a_kill_leaves_is_cut_off_without_a_question(written: Written) -> None:
    whole = bytearray(written.bytes)
    whole[written.last + STATUS] = ord("c")
    left = len(whole) - written.last
    for size in (*range(1, 26), *range(26, left, 31), left - 8, left - 1, left):
        torn = bytes(whole[: written.last + size])
        written.set(torn)
        assert written.read() == "v2", size
        assert written.whole == torn
        assert written.open() == "v2", size
    assert not written.cut_files()


def test_a_finished_commit_whose_end_is_missing_is_kept_beside(
    written: Written, caplog: pytest.LogCaptureFixture
) -> None:
    written.set(written.bytes[:-10])
    assert written.read() == "v2"
    assert written.open() == "v2"
    (kept,) = written.cut_files()
    assert kept.read_bytes() == written.bytes[written.last : -10]
    assert "a commit whose end is missing; kept in" in caplog.text


@pytest.mark.parametrize("size", [1, 5, 22, 23, 24, 5000])
def test_a_tail_of_zeros_is_told_and_cut_off_when_asked(written: Written, size: int) -> None:
    written.set(written.bytes + bytes(size))

    line = written.refused()
    assert "zeros, as a loss of power leaves them" in line
    assert f"perdure salvage --image {written.path}" in line
    assert written.read() == "v3"

    damage = find_damage(written.path)
    assert damage is not None
    assert mend(damage).read_bytes() == bytes(size)
    assert written.whole == written.bytes
    assert find_damage(written.path) is None
    assert written.open() == "v3"


def test_what_is_cut_off_again_is_kept_beside_the_first(written: Written) -> None:
    for _ in range(2):
        written.set(written.bytes + bytes(30))
        damage = find_damage(written.path)
        assert damage is not None
        mend(damage)
    assert [file.name for file in written.cut_files()] == ["data.fs.cut-1", "data.fs.cut-2"]


@pytest.mark.parametrize("begin", [0, 8, 23, 60, -8])
def test_holes_in_the_last_commit_are_told(written: Written, begin: int) -> None:
    holed = bytearray(written.bytes)
    at = written.last + begin if begin >= 0 else len(holed) + begin
    holed[at : at + 40] = bytes(len(holed[at : at + 40]))
    written.set(bytes(holed))

    assert "are no whole commit" in written.refused()
    assert written.read() == "v2"
    damage = find_damage(written.path)
    assert damage is not None
    assert damage.last
    mend(damage)
    assert written.open() == "v2"


def test_whatever_stands_at_the_end_is_told_in_a_sentence(written: Written) -> None:
    chosen = random.Random(7)
    for _ in range(60):
        size = chosen.randrange(4, 200)
        garbage = chosen.randbytes(size)
        written.set(written.bytes + garbage)
        assert written.read() == "v3"
        assert "salvage" in written.refused()


def test_whatever_is_changed_near_the_end_is_an_error_of_ours(written: Written) -> None:
    chosen = random.Random(8)
    for _ in range(60):
        changed = bytearray(written.bytes)
        at = chosen.randrange(written.ends[0], len(changed))
        changed[at : at + chosen.randrange(1, 30)] = chosen.randbytes(chosen.randrange(1, 30))
        written.set(bytes(changed))
        for look in (written.read, written.open, lambda: find_damage(written.path)):
            try:
                look()
            except ImageError:
                pass


def test_an_unfinished_commit_with_others_behind_it_is_not_cut_off(written: Written) -> None:
    changed = bytearray(written.bytes)
    changed[written.ends[0] + STATUS] = ord("c")
    written.set(bytes(changed))
    written.refused()
    with pytest.raises(DamagedImage, match="whole commits follow"):
        find_damage(written.path)


def test_an_index_of_a_longer_file_is_put_aside_when_asked(written: Written) -> None:
    written.open()  # makes the index
    shorter = written.bytes[: written.ends[0]]
    written.data.write_bytes(shorter)

    assert "are missing" in written.refused()
    assert written.read() == "v0"
    damage = find_damage(written.path)
    assert damage is not None
    assert damage.missing
    mend(damage)
    assert written.whole == shorter
    assert written.open() == "v0"


def test_zeros_after_the_index_are_found_too(written: Written) -> None:
    written.open()
    with written.data.open("ab") as file:
        file.write(bytes(23))
    assert "the last 23 bytes" in written.refused()
    assert written.read() == "v3"


def test_an_image_that_is_open_is_not_salvaged(written: Written) -> None:
    with Image.open(written.path):
        with written.data.open("ab") as file:
            file.write(bytes(23))
        with pytest.raises(ImageInUse):
            find_damage(written.path)
    assert not written.cut_files()


def test_a_whole_image_has_no_damage(written: Written) -> None:
    assert find_damage(written.path) is None
    assert written.open() == "v3"
    assert find_damage(written.path) is None


def test_a_file_without_a_commit_is_whole(written: Written) -> None:
    written.set(written.bytes[:FIRST])
    assert find_damage(written.path) is None
