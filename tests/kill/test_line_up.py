"""A process that takes its driver down is found among thousands, and nothing else is harmed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from perdure.image import Image
from tests.kill.victim import PROGRAM, perish
from tests.repl.command import REPOSITORY

COUNT = 3_000
DEADLY = 2_400  #: the number of the one that ends its driver


def fill(uri: str | Path) -> list[int]:
    """Put the processes into the image; gives their pids."""
    with Image.open(uri, [perish]) as image:
        image.eval(PROGRAM.format(count=COUNT, deadly=DEADLY))
        pids = image.spawn_many("start", [(k,) for k in range(COUNT)])
        return list(pids)


def drivers_that_die(uri: str | Path) -> int:
    """Drive the image until all is done; gives how many drivers have died of that."""
    program = f"from tests.kill.victim import drive; drive({str(uri)!r})"
    for deaths in range(10):
        code = subprocess.run(
            [sys.executable, "-c", program], cwd=REPOSITORY, timeout=300
        ).returncode
        if code == 0:
            return deaths
        assert code == 9
    raise AssertionError("one driver dies after the other")


def check(uri: str | Path, pids: list[int]) -> None:
    with Image.open(uri, [perish], resumes=False) as image:
        states = Counter(image.process(pid).state for pid in pids)
        assert states == {"done": COUNT - 1, "parked": 1}
        assert image.process(pids[DEADLY]).state == "parked"
        assert [image.result(pid) for pid in (pids[0], pids[-1])] == [0, COUNT - 1]
        done = image.eval("(map car (vector->list cells))")
        assert done == [int(k != DEADLY) for k in range(COUNT)]


def test_one_that_kills_its_driver_among_thousands_is_parked_after_two(tmp_path: Path) -> None:
    path = tmp_path / "image"
    pids = fill(path)
    assert drivers_that_die(path) == 2
    check(path, pids)
