"""docs/python.md: its program runs as it says, plain and in an image."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from perdure.image import Image
from tests.environment import python_environment

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def applications() -> list[str]:
    return [each for each in blocks() if "Image.open" in each]


def test_the_applications_of_the_page_find_what_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for block in blocks():
        if named := re.match(r"# (\w+\.py)\n", block):
            (tmp_path / named[1]).write_text(block)
    monkeypatch.chdir(tmp_path)
    for application in applications():
        exec(compile(application, str(PAGE), "exec"), {"__name__": "application"})
        shown = re.findall(r"print\(.*\)  # (.*)", application)
        assert capsys.readouterr().out.splitlines() == shown


def test_the_program_of_the_page_prints_under_python_what_it_prints_in_an_image(
    tmp_path: Path,
) -> None:
    quick = blocks()[0].replace("24 * 3600", "0")
    run = subprocess.run([sys.executable, "-c", quick], capture_output=True, text=True, check=True)
    assert repr(run.stdout)[1:-1] in applications()[0]


def test_the_program_that_talks_does_so_plain_and_in_an_image() -> None:
    (talks,) = [each for each in blocks() if each.startswith("# talk.py")]
    line = [sys.executable, "-c", talks]
    environment = python_environment()
    run = subprocess.run(line, capture_output=True, text=True, check=True, env=environment)
    with Image.open(":memory:") as image:
        pid = image.spawn_program(talks, "talk.py")
        image.result(pid)
        assert image.transcript(pid) == run.stdout == "42\n"
