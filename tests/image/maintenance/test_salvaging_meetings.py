"""Salvaging what processes meet at: channels, locks, bonds, queues, schedules.

Whatever of their records is lost, the new image can be driven, and has what is asked of a new one.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from perdure.image import Image, SimulatedClock, check, salvage
from perdure.image.maintenance.problems import Problem
from perdure.image.maintenance.scanning import Window, records
from tests.programs import program

LOST = 8  #: records at once
#: A supervisor whose child's code is lost may start that again without end: `make soak` has this.
SEEDS = range(int(os.environ.get("PERDURE_TEST_SALVAGED", "0")))


@pytest.fixture(scope="module")
def met(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, list[tuple[int, int]]]:
    """The data file of an image of such processes; where its program's records stand, and sizes."""
    path = tmp_path_factory.mktemp("met") / "image"
    Image.open(path).close()
    data = path / "data.fs"
    before = data.stat().st_size
    with Image.open(path, clock=SimulatedClock(0.0)) as image:
        image.eval(program(__file__, "met"))
        image.advance(seconds=250)
        keeper = image.eval("keeper")
        image.begin_update(keeper, "add", 1, id="one")
    assert check(path).is_sound
    with data.open("rb") as file:
        found = [
            (record.at, record.size)
            for record in records(Window(file.fileno()), data.stat().st_size)
            if record.at > before
        ]
    return data.read_bytes(), found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_left_of_what_processes_meet_at_can_be_worked_with(
    met: tuple[bytes, list[tuple[int, int]]], tmp_path: Path, seed: int
) -> None:
    whole, places = met
    chance = random.Random(seed)
    content = bytearray(whole)
    for at, size in chance.sample(places, LOST):
        content[at + 42 : at + size] = bytes(size - 42)
    Image.open(tmp_path / "image").close()
    (tmp_path / "image" / "data.fs").write_bytes(content)
    (tmp_path / "image" / "data.fs.index").unlink(missing_ok=True)

    found = salvage(tmp_path / "image", tmp_path / "new")

    assert [each for each in found.problems if not is_of_lost_code(each)] == []
    with Image.open(tmp_path / "new", clock=SimulatedClock(250.0)) as image:
        image.advance(seconds=600)
        assert image.eval("(+ 40 2)") == 42
        for process in image.processes():
            image.process(process.pid)
        image.queues()
        image.schedules()
        image.queue("fresh", limit=1)
        image.schedule("fresh", "(list 1)", every=10)
        pids = [image.enqueue("fresh", "(sleep 1)") for _ in range(2)]
        image.advance(seconds=50)
        assert {image.process(pid).state for pid in pids} == {"done"}
        (schedule,) = [each for each in image.schedules() if each.name == "fresh"]
        assert schedule.done == 5
        for queue in image.queues():
            if queue.waiting + queue.running == 0:
                image.remove_queue(queue.name)
        for each in image.schedules():
            image.remove_schedule(each.name)
        for process in image.processes():
            if process.state not in ("done", "failed", "cancelled"):
                image.cancel(process.pid)
        image.advance(seconds=50)
    problems = check(tmp_path / "new").problems
    assert [each for each in problems if not is_of_lost_code(each)] == []


def is_of_lost_code(problem: Problem) -> bool:
    """Whether it is that code or data of the program's own is lost, which nothing can mend."""
    return problem.kind == "reference" or "cannot be read: POSKeyError" in problem.text
