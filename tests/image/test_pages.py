"""The examples of pages about processes, each of which gives what stands beside it."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock
from perdure.languages.scheme import Reader
from perdure.vm.objects.printer import write_text

DOCUMENTS = Path(__file__).parents[2] / "docs"
FEW = {"requests.md": 1}  #: pages with fewer blocks than three
RESULT = re.compile(r"; => (.*?)$", re.MULTILINE)


@pytest.mark.parametrize(
    ("page", "libraries"),
    [
        ("concurrency.md", "(scheme base) (perdure process) (perdure channels) (perdure locks)"),
        ("from-other-engines.md", "(scheme base) (perdure base) (srfi 158)"),
        ("mailboxes.md", "(scheme base) (perdure base) (perdure process) (perdure mailbox)"),
        ("supervisors.md", "(scheme base) (perdure base) (perdure process) (perdure supervisor)"),
        ("names.md", "(scheme base) (perdure base) (perdure process)"),
        ("queues.md", "(scheme base) (perdure process) (perdure queues)"),
        ("schedules.md", "(scheme base) (perdure process) (perdure schedules)"),
        ("requests.md", "(scheme base) (perdure process) (perdure requests)"),
        ("retrying.md", "(scheme base) (perdure process) (perdure retry)"),
        ("conditions.md", "(scheme base) (perdure process) (perdure conditions)"),
    ],
)
def test_the_blocks_of_a_page_give_what_they_say(page: str, libraries: str) -> None:
    text = (DOCUMENTS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```scheme\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= FEW.get(page, 3)
    checked = 0
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        image.eval(f"(import {libraries})")
        for block in blocks:
            reader = Reader(block, "page")
            start = 0
            while reader.read() is not None:
                end = reader.offset
                pid = image.spawn_eval(block[start:end])
                image.result(pid)
                start = end
                expected = RESULT.match(block[end:].split("\n")[0].strip())
                if expected is not None:
                    outcome = image.root.process(pid).outcome
                    assert outcome is not None
                    assert write_text(outcome[0]) == expected[1]
                    checked += 1
    assert checked == len(RESULT.findall("".join(blocks))) > 0


@pytest.mark.parametrize(
    "page", ["conditions.md", "effects.md", "living.md", "queues.md", "schedules.md"]
)
def test_the_python_of_a_page_prints_what_stands_below(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (DOCUMENTS / page).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == text.count("```python") > 0
    monkeypatch.chdir(tmp_path)
    for number, (block, printed) in enumerate(blocks):
        file = tmp_path / f"block{number}.py"
        file.write_text(block, encoding="utf-8")
        runpy.run_path(str(file), run_name="__main__")
        assert capsys.readouterr().out == printed
