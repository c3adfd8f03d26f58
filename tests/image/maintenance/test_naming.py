"""The index of names: what is wrong in it is told, and salvage makes it anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import Image, check, salvage
from perdure.image.processes import keeping
from perdure.image.schema.names import KEPT, drop, note, tables
from perdure.image.schema.root import ImageRoot
from tests.image.maintenance.images import change, oid_of
from tests.image.maintenance.test_salvaging import record_of, spoil, zeros


@pytest.fixture
def named(tmp_path: Path) -> Path:
    path = tmp_path / "named"
    with Image.open(path) as image:
        image.eval("(import (perdure process))")
        for name in ("one", "two", "three"):
            image.spawn("(receive)", unique=name)
        image.run_until_idle()
    return path


def pid_of(root: ImageRoot, name: str) -> int:
    return next(p.pid for p in root.all_processes() if name in p.details.names)


def test_names_that_disagree_are_told_and_salvaged(named: Path, tmp_path: Path) -> None:
    def spoil_names(root: ImageRoot) -> None:
        one = pid_of(root, "one")
        drop(root, "one")
        note(root, "other", one)
        note(root, "nobody", 9999)

    change(named, spoil_names)
    found = [str(problem) for problem in check(named).problems]
    assert len(found) == 3
    assert any(each.endswith("is registered as 'one', and would not be found so") for each in found)
    assert any(each.endswith("is noted as 'other', and is not registered so") for each in found)
    assert "names: 9999, noted as 'nobody', is no process" in found

    assert salvage(named, tmp_path / "new").problems == []
    with Image.open(tmp_path / "new", read_only=True) as image:
        assert [image.whereis(name) is None for name in ("one", "other", "nobody")] == [
            False,
            True,
            True,
        ]


@pytest.mark.parametrize("part", ["the tree of trees", "a tree"])
def test_names_that_cannot_be_read_are_found_again(named: Path, tmp_path: Path, part: str) -> None:
    def find(root: ImageRoot) -> object:
        return (root.kept or {})[KEPT] if part == "the tree of trees" else next(tables(root))[1]

    assert oid_of(named, find)
    at, size = record_of(named, find)
    spoil(named, zeros(at + 42, size - 42))

    salvage(named, tmp_path / "new")

    assert check(tmp_path / "new").is_sound
    with Image.open(tmp_path / "new", read_only=True) as image:
        assert None not in [image.whereis(name) for name in ("one", "two", "three")]


def test_labels_that_disagree_are_told_and_salvaged(tmp_path: Path) -> None:
    path = tmp_path / "labelled"
    with Image.open(path) as image:
        image.eval("(import (perdure process))")
        pids = [image.spawn("(receive)", labels={"n": n % 2}) for n in range(keeping.PIECE * 2)]
        image.run_until_idle()
    assert check(path).is_sound

    def spoil_labels(root: ImageRoot) -> None:
        history = root.history()
        assert history is not None
        history.labels.remove(("n", "0", pids[0]))
        history.labels.insert(("n", "7", pids[1]))
        root.process(pids[2]).own_details().labels = (("n", "8"),)
        history.note_labels(pids[3], ())

    change(path, spoil_labels)
    found = [str(problem) for problem in check(path).problems]
    assert sorted(found) == sorted(
        [
            f"process {pids[0]}: has the label n=0, and is not found by it",
            f"labels: {pids[1]} is noted with n=7, and not as labelled so",
            f"process {pids[2]}: has other labels than it is noted with",
            f"process {pids[3]}: has labels, and is not found by them",
        ]
    )
    assert salvage(path, tmp_path / "new").problems == []
    with Image.open(tmp_path / "new") as image:
        assert len(image.processes(label={"n": 0})) == len(pids) // 2 - 1
        assert [each.pid for each in image.processes(label={"n": 8})] == [pids[2]]
