"""The commands that keep an image in order: what they print. docs/operating.md types them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from perdure.repl import progress
from perdure.repl.main import main
from tests.image.maintenance.images import change, copied
from tests.repl.command import Ended

Run = Callable[..., Ended]


@pytest.fixture
def run(
    fresh_image: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """The command, in this process: none of these drives an image."""
    copied(fresh_image, tmp_path / "perdure.image")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PERDURE_IMAGE", raising=False)

    def run(*arguments: str) -> Ended:
        code = main(list(arguments))
        told = capsys.readouterr()
        return Ended(code, told.out, told.err)

    return run


def test_what_is_done_is_told_in_words_and_in_json(run: Run) -> None:
    assert run("check").out.startswith("image 'perdure.image' is sound: ")
    table, _, rest = run("stats", "--largest", "1").out.partition("\n\n")
    assert " ".join(table.splitlines()[0].split()) == "KIND OBJECTS BYTES LARGEST DEAD DEAD BYTES"
    assert any(line.startswith("Code ") for line in table.splitlines())
    assert rest.splitlines()[0].split() == ["OBJECT", "KIND", "BYTES", "WHAT"]
    counted = json.loads(run("stats", "--json").out)
    assert f"{counted['dead_objects']} of them dead" in rest

    assert "is packed as of " in run("pack").out
    assert json.loads(run("pack", "--days", "2", "--json").out)["seconds"] >= 0
    assert json.loads(run("backup", "--json", "backups").out)["is_full"]
    assert "is saved in 'backups' already" in run("backup", "backups").out
    restored = json.loads(run("--image", "new", "restore", "--json", "backups").out)
    assert restored["image"] == "new"


def test_how_far_it_has_come_is_shown_on_a_terminal_alone(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "EVERY", 0.0)
    lines = [("check",), ("stats",), ("backup", "saved"), ("pack",), ("salvage", "--to", "new")]
    lines.append(("--image", "again", "restore", "saved"))
    for line in lines:
        with monkeypatch.context() as terminal:
            terminal.setattr(sys.stderr, "isatty", lambda: True)
            shown = run(*line)
        parts = shown.err.split(progress.CLEAR)
        assert shown.code == 0
        assert parts[0] == parts[-1] == ""  # nothing is left of it
        assert all(re.fullmatch(r"[a-z][a-z ]+: \d+ (%|s)", part) for part in parts[1:-1]), line
        assert len(parts) > 2, line
    assert run("check").err == ""


def test_faults_are_told_with_code_1(run: Run) -> None:
    change(Path("perdure.image"), lambda root: root.timers.insert((5.0, 400)))

    ended = run("check")
    assert ended.code == 1
    assert ended.out.splitlines()[0] == "timers: 400 is no process"
    assert ended.out.splitlines()[1].startswith("image 'perdure.image' has 1 fault: ")
    ended = run("check", "--json")
    assert (ended.code, json.loads(ended.out)["is_sound"]) == (1, False)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("--image none check", "there is no image at 'none'"),
        ("--image :memory: pack", "':memory:' is gone when it is closed"),
        ("restore none", "'perdure.image' is there, and restoring replaces nothing"),
        ("--image new restore none", "there is no backup in 'none'"),
        ("--image new restore --at noon none", "'noon' is no moment"),
        ("--image zeo://shop:9991 backup b", "the directory that the server has"),
        ("--image no/such/place restore b", "cannot be made: no such file or directory"),
    ],
)
def test_what_cannot_be_done_is_one_line(run: Run, line: str, complaint: str) -> None:
    ended = run(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert complaint in ended.err
    assert ended.err.count("\n") == 1
