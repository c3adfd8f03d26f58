"""Files of programs: open over waits, written by slices that are thrown away, and refused."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock

TEXTS = Path(__file__).with_name("with_files")


def run(folder: Path, name: str, *, openings: int = 12) -> str:
    """The output of a program that has an opening of its own after each wait."""
    clock = SimulatedClock(stands=True)
    path = folder / "image"
    with Image.open(path, clock=clock) as image:
        text = (TEXTS / f"{name}.py").read_text()
        pid = image.spawn_program(text, f"{name}.py", [str(folder)])
        image.run_until_idle()
    for _ in range(openings):
        with Image.open(path, clock=clock) as image:
            image.advance(hours=1)
            image.run_until_idle()
            if image.process(pid).state != "waiting":
                image.result(pid)
                return image.transcript(pid)
    raise AssertionError("it goes on and on")


def test_open_files_are_opened_again_at_their_position(tmp_path: Path) -> None:
    assert run(tmp_path, "reading_and_writing").splitlines() == [
        "one",
        "two",
        "three",
        "b'ne'",
        "['head', '0', '1', '2']",
        "true true rb+ w",
        "[['a', '1'], ['b', '2']]",
        "a;1|b;2|",
        "True False",
    ]


def test_a_written_file_is_cut_back_to_what_was_committed(tmp_path: Path) -> None:
    """A kill is played by writing what the slice after the commit would have written."""
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        text = (TEXTS / "logging_lines.py").read_text()
        pid = image.spawn_program(text, "logging_lines.py", [str(tmp_path)])
        image.run_until_idle()
    assert (tmp_path / "new").read_text() == "line 0\n"
    for name in ("new", "old"):
        with (tmp_path / name).open("a") as file:
            file.write("line 1\nli")
    with (tmp_path / "shared").open("a") as file:
        file.write("another's\n")
    for _ in range(3):
        with Image.open(tmp_path / "image", clock=clock) as image:
            image.advance(hours=1)
            image.run_until_idle()
    assert (tmp_path / "new").read_text() == "line 0\nline 1\nline 2\n"
    assert (tmp_path / "old").read_text() == "before\nline 0\nline 1\nline 2\n"
    shared = (tmp_path / "shared").read_text()
    assert shared == "line 0\nanother's\nline 1\nline 2\n"
    with Image.open(tmp_path / "image", clock=clock) as image:
        assert image.process(pid).state == "done"


def test_a_file_that_is_missing_or_shorter_is_said(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        text = (TEXTS / "logging_lines.py").read_text()
        pid = image.spawn_program(text, "logging_lines.py", [str(tmp_path)])
        image.run_until_idle()
    (tmp_path / "new").write_text("")
    with Image.open(tmp_path / "image", clock=clock) as image:
        image.advance(hours=1)
        with pytest.raises(ProcessFailed, match="new is shorter than the program has written it"):
            image.result(pid)


def test_a_temporary_folder_outlasts_an_opening(tmp_path: Path) -> None:
    assert run(tmp_path, "temporary").splitlines() == ["True ['a']", "True ['a', 'b']", "False"]


def test_packed_files_are_read_on_where_they_were(tmp_path: Path) -> None:
    rows = [f"row {number} é" for number in range(3)]
    names = [("gz", "GzipFile"), ("bz2", "BZ2File"), ("xz", "LZMAFile")]
    assert run(tmp_path, "packed", openings=24).splitlines() == [
        *(
            line
            for ending, kind in names
            for line in [*(f"{ending} {row}" for row in rows), "b'row'", f"b' 0' 5 {kind}"]
        ),
        "27 1",
    ]


def test_what_a_hash_was_fed_with_it_has_after_a_wait(tmp_path: Path) -> None:
    short = hashlib.blake2b(b"twothree", digest_size=4).hexdigest()
    assert run(tmp_path, "fed").splitlines() == [
        "True sha256 32",
        "True",
        f"True {short}",
        "True",
    ]


def test_a_temporary_file_with_a_name_outlasts_an_opening(tmp_path: Path) -> None:
    assert run(tmp_path, "named").splitlines() == [
        "['one', 'two'] True",
        "['one\\n', 'two\\n']",
        "False True",
        "4",
    ]


def test_what_cannot_be_stored_is_refused_where_the_program_waits_long(tmp_path: Path) -> None:
    clock = SimulatedClock(stands=True)
    with Image.open(tmp_path / "image", clock=clock) as image:
        text = (TEXTS / "cursor.py").read_text()
        pid = image.spawn_program(text, "cursor.py", [str(tmp_path)])
        message = (
            r"cannot wait for so long while `database`, a sqlite3.Connection "
            r"\(made by .*sqlite3.connect at cursor.py:5\), is open: it cannot be stored; "
            r"close it before, or open it after"
        )
        with pytest.raises(ProcessFailed, match=message):
            image.result(pid)
