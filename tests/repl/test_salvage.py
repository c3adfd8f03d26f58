"""`perdure salvage`: says what is damaged, asks, and cuts off only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repl.command import Command


@pytest.fixture
def damaged(perdure: Command) -> Command:
    """The end of the image is what a loss of power leaves."""
    perdure.out("eval", "(define x 42)")
    with data_of(perdure).open("ab") as file:
        file.write(bytes(23))
    return perdure


def data_of(perdure: Command) -> Path:
    return perdure.folder / "perdure.image" / "data.fs"


def test_what_reads_works_and_what_writes_says_which_command_mends_it(damaged: Command) -> None:
    before = data_of(damaged).read_bytes()

    assert "<eval>" in damaged.out("ps")
    ended = damaged("eval", "x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("\n") == 1
    assert "the last 23 bytes of its data.fs are zeros" in ended.err
    assert "`perdure salvage --image perdure.image`" in ended.err
    assert data_of(damaged).read_bytes() == before


def test_nothing_is_cut_off_where_nobody_says_so(damaged: Command) -> None:
    before = data_of(damaged).read_bytes()

    ended = damaged("salvage", stdin="y\n")

    assert ended.code == 2
    assert "the last 23 bytes of its data.fs are zeros" in ended.out
    assert "nothing was changed; `perdure salvage --yes` does it" in ended.err
    assert data_of(damaged).read_bytes() == before


def test_it_is_mended_when_told_to(damaged: Command) -> None:
    told = damaged.out("salvage", "--yes")

    assert told.splitlines()[0] == "image 'perdure.image' is damaged:"
    assert "up to the commit of 20" in told
    assert told.endswith("done; what was cut off is in 'perdure.image/data.fs.cut-1'\n")
    assert (damaged.folder / "perdure.image" / "data.fs.cut-1").read_bytes() == bytes(23)
    assert damaged.out("eval", "x") == "42\n"
    assert "nothing to do" in damaged.out("salvage")


@pytest.mark.parametrize(
    ("image", "complaint"),
    [
        ("zeo:///run/shop.sock", "give the directory of an image"),
        ("missing", "there is no image at 'missing'"),
    ],
)
def test_what_cannot_be_salvaged(perdure: Command, image: str, complaint: str) -> None:
    ended = perdure("salvage", "--image", image)

    assert (ended.code, ended.out) == (2, "")
    assert complaint in ended.err
