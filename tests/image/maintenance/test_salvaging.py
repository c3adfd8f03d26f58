"""Salvaging: whatever is done to a data file, what can be read is in the new image."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from ZODB.utils import p64, u64

from perdure.image import DamagedImage, Image, ImageError, ImageInUse, check, salvage
from perdure.image.maintenance.scanning import Window, records
from perdure.image.schema.root import ImageRoot
from perdure.image.storage.file_storage import open_storage
from tests.image.maintenance.images import oid_of

PAGE = 4096


def spoil(image: Path, how: Callable[[bytearray], object]) -> bytes:
    """Change its data file, and let it have no index; what the file is then."""
    data = image / "data.fs"
    content = bytearray(data.read_bytes())
    how(content)
    data.write_bytes(content)
    (image / "data.fs.index").unlink(missing_ok=True)
    return bytes(content)


def zeros(start: int, size: int = PAGE) -> Callable[[bytearray], object]:
    def zero(content: bytearray) -> None:
        end = min(start + size, len(content))
        content[start:end] = bytes(end - start)

    return zero


def record_of(image: Path, find: Callable[[ImageRoot], object]) -> tuple[int, int]:
    """Where the current record of an object stands, and its size."""
    oid = oid_of(image, find)
    with (image / "data.fs").open("rb") as file:
        storage = open_storage(image, read_only=True)
        at = storage._index[p64(oid)]
        storage.close()
        (found,) = [
            record
            for record in records(Window(file.fileno()), (image / "data.fs").stat().st_size)
            if record.at == at
        ]
    return at, found.size


def values(path: Path) -> list[object]:
    with Image.open(path, resumes=False) as image:
        return [image.eval("(vector-ref (car kept) 2)"), image.eval("(+ 1 2)")]


def test_a_whole_image_loses_nothing(image: Path, tmp_path: Path) -> None:
    before = check(image)
    found = salvage(image, tmp_path / "new")

    assert (found.gaps, found.losses, found.problems) == ([], [], [])
    after = check(tmp_path / "new")
    assert after.is_sound
    assert (after.records, after.processes, after.frames) == (
        before.records,
        before.processes,
        before.frames,
    )
    assert values(tmp_path / "new") == [3, 3]


def test_a_torn_end_and_zeros_at_the_end_are_left_out(image: Path, tmp_path: Path) -> None:
    def tear(content: bytearray) -> None:
        del content[-30:]
        content += bytes(5000)

    before = spoil(image, tear)
    found = salvage(image, tmp_path / "new")

    assert (image / "data.fs").read_bytes() == before
    (gap,) = found.gaps
    assert gap[1] == len(before)
    assert gap[0] > len(before) - 8000
    assert found.problems == []
    assert values(tmp_path / "new") == [3, 3]


def test_pages_of_zeros_anywhere_cost_what_stood_there_and_no_more(
    image: Path, tmp_path: Path
) -> None:
    size = (image / "data.fs").stat().st_size
    whole = (image / "data.fs").read_bytes()
    objects = check(image).records
    for number, start in enumerate((PAGE, size - 9 * PAGE)):
        spoil(image, zeros(start, 4 * PAGE))  # more than the longest text has
        found = salvage(image, tmp_path / f"new-{number}")
        assert found.gaps, start
        assert sum(end - begin for begin, end in found.gaps) < 6 * PAGE
        assert found.objects > objects - 200
        if number < 1:  # what a new image has comes from a prepared one
            assert values(tmp_path / f"new-{number}") == [3, 3]
        else:  # the program's own code is lost, and said to be
            assert any(fault.kind == "reference" for fault in found.problems)
            with Image.open(tmp_path / f"new-{number}", read_only=True) as opened:
                assert len(opened.processes()) >= 4
        (image / "data.fs").write_bytes(whole)


def test_a_header_that_was_flipped_costs_no_record(bare: None, tmp_path: Path) -> None:
    image = tmp_path / "image"
    with Image.open(image) as opened:
        for number in range(4):
            opened.driver.change(partial(setattr, opened.root, "id", f"v{number}"))
    with (image / "data.fs").open("rb") as file:
        second = 4 + 8 + u64(file.read(20)[12:20])
    objects = check(image).records
    for number, at in enumerate((4, 5, 7, 14, 20, second, second + 7, second + 15, second + 16)):
        content = (image / "data.fs").read_bytes()

        def flip(content: bytearray, at: int = at) -> None:
            content[at] ^= 0x11

        spoil(image, flip)
        found = salvage(image, tmp_path / f"new-{number}")
        assert found.objects == objects, at
        assert found.problems == [], at
        (image / "data.fs").write_bytes(content)


def test_a_process_whose_last_record_is_lost_is_as_it_was_before(
    image: Path, tmp_path: Path
) -> None:
    at, size = record_of(image, lambda root: root.process(2))
    spoil(image, zeros(at + 42, size - 42))

    found = salvage(image, tmp_path / "new")

    assert any("its last change cannot be read; it is as of" in str(loss) for loss in found.losses)
    with Image.open(tmp_path / "new", resumes=False) as opened:
        assert opened.process(2).state == "ready"
    assert check(tmp_path / "new").is_sound


def test_tables_of_processes_and_indices_are_made_anew(image: Path, tmp_path: Path) -> None:
    finders: tuple[Callable[[ImageRoot], object], ...] = (
        lambda root: root.processes,
        lambda root: root.timers,
        lambda root: root.waiters,
        lambda root: (root.kept or {})["externals"],
        lambda root: root.process(3).details,
    )
    for oid in [p64(oid_of(image, find)) for find in finders]:
        with (image / "data.fs").open("rb") as file:
            places = [
                (record.at, record.size)
                for record in records(Window(file.fileno()), (image / "data.fs").stat().st_size)
                if record.oid == oid
            ]
        for at, size in places:
            spoil(image, zeros(at + 42, size - 42))

    found = salvage(image, tmp_path / "new")

    assert found.problems == []
    told = [str(loss) for loss in found.losses]
    assert "process 3: its name, mailbox and transcript are lost" in told
    assert any("a PairSet is as in a new image" in line for line in told)
    with Image.open(tmp_path / "new") as opened:
        states = {p.pid: (p.state, p.waits_for) for p in opened.processes()}
        assert states[2] == ("waiting", "a timer")
        assert states[5] == ("waiting", "process 3")
        assert states[6] == ("waiting", "completion of payment")
        opened.send(3, 7)
        assert opened.result(3, timeout=120) == 7
        assert opened.result(5, timeout=120) == 7
        opened.complete("payment", "paid")
        assert opened.result(6, timeout=120) == "paid"


def test_flips_anywhere_end_in_an_image_or_in_a_sentence(image: Path, tmp_path: Path) -> None:
    whole = (image / "data.fs").read_bytes()
    chance = random.Random(5)
    for number in range(2):
        places = [chance.randrange(len(whole)) for _ in range(20)]

        def flip(content: bytearray, places: list[int] = places) -> None:
            for at in places:
                content[at] ^= 1 << chance.randrange(8)

        spoil(image, flip)
        found = salvage(image, tmp_path / f"new-{number}")
        assert found.objects > 3000
        with Image.open(tmp_path / f"new-{number}", read_only=True) as opened:
            assert len(opened.processes()) >= 8
        (image / "data.fs").write_bytes(whole)


def test_what_cannot_be_salvaged_is_told(image: Path, tmp_path: Path) -> None:
    with pytest.raises(ImageError, match="salvage replaces nothing"):
        salvage(image, image)
    with Image.open(image, resumes=False), pytest.raises(ImageInUse):
        salvage(image, tmp_path / "new")
    spoil(image, lambda content: zeros(0, len(content))(content))
    with pytest.raises(DamagedImage, match="cannot be salvaged"):
        salvage(image, tmp_path / "new")
    assert not list(tmp_path.glob("new*"))


def test_a_record_under_an_id_that_none_has_is_left_out(image: Path, tmp_path: Path) -> None:
    """Else the new image would give ids from there on, and could not be written."""
    storage = open_storage(image, read_only=True)
    at = max(storage._index.values())
    storage.close()

    def flip(content: bytearray) -> None:
        content[at] ^= 0x10

    spoil(image, flip)
    found = salvage(image, tmp_path / "new")
    assert any("an id that no record has" in problem.text for problem in found.losses)
    with Image.open(tmp_path / "new", resumes=False) as opened:
        assert opened.eval("(length (list 1 2))") == 2
