"""The examples of docs/concurrency.md, each of which gives what stands beside it."""

from __future__ import annotations

import re
from pathlib import Path

from perdure.image import Image, SimulatedClock
from perdure.languages.scheme import Reader
from perdure.vm.objects.printer import write_text

PAGE = Path(__file__).parents[2] / "docs" / "concurrency.md"
RESULT = re.compile(r"; => (.*?)$", re.MULTILINE)


def test_the_blocks_of_the_page_give_what_they_say() -> None:
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"```scheme\n(.*?)```", text, re.DOTALL)
    assert len(blocks) > 5
    checked = 0
    with Image.open(":memory:", clock=SimulatedClock()) as image:
        image.eval("(import (scheme base) (perdure process) (perdure channels) (perdure locks))")
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
    assert checked == len(RESULT.findall("".join(blocks)))
