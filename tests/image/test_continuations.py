"""Delimited continuations in an image, and what the records of a long walk hold."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock
from tests.programs import program, sections
from tests.vm.reached import reached

PRELUDE = program(__file__, "walks-and-prompts")


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(":memory:", clock=clock) as image:
        image.eval(PRELUDE)
        yield image


def test_a_generator_outlives_its_worker(image_path: Path, clock: SimulatedClock) -> None:
    with Image.open(image_path, clock=clock) as image:
        image.eval(PRELUDE)
        image.eval("(define found (tree-walk '((1 2) (3))))")
    with Image.open(image_path, clock=clock) as image:
        assert image.eval("(car found)") == 1
        image.eval("(define found ((cdr found)))")
        pid = image.spawn("(list (car found) (car ((cdr found))) (car ((cdr found))))")
        image.run_slice()
    with Image.open(image_path, clock=clock) as image:
        assert image.result(pid) == [2, 3, 3]


def test_a_continuation_survives_the_killing_of_its_worker(image_path: Path) -> None:
    kept, calls = program(__file__, "kept-hole"), program(__file__, "hole-called-again")
    script = (
        "import os\n"
        "from perdure.image import Image\n"
        f"image = Image.open({str(image_path)!r})\n"
        f"image.eval({kept!r})\n"
        f"image.spawn({calls!r})\n"
        "image.driver.run(lambda: image.process(2).steps > 10)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    with Image.open(image_path) as image:
        assert image.process(2).state == "waiting"
        assert image.result(2) == [[[29, 2], 10]]
        assert image.eval("(k (lambda () (p)))") == [2]


def test_a_process_has_its_parent_s_parameters_and_not_its_prompts(image: Image) -> None:
    assert image.eval(program(__file__, "parameters-of-a-child")) == ["p1", False]
    with pytest.raises(ProcessFailed, match="there is no prompt with this tag around"):
        image.eval("(wait (reset-at tag (spawn (lambda () (shift-at tag k 1)))))")


def test_an_abort_to_the_beginning_keeps_the_parent_s_parameters(image: Image) -> None:
    assert image.eval(program(__file__, "aborting-to-the-beginning")) == [["p1", 1], ["p1", 2]]


WALKS = sections(__file__, "walks")


@pytest.mark.parametrize("walk", WALKS)
def test_a_process_holds_nothing_that_its_walk_has_passed(walk: str, image: Image) -> None:
    few = held_at_the_last_wait(WALKS[walk].replace("N", "5"), image)
    many = held_at_the_last_wait(WALKS[walk].replace("N", "80"), image)

    assert many == few


def held_at_the_last_wait(program: str, image: Image) -> int:
    held: list[int] = []
    pid = image.spawn(program)

    def look() -> bool:
        process = image.root.process(pid)
        if process.state == "waiting":
            held.append(reached(process.__getstate__()))
        return process.state in ("done", "failed")

    image.driver.run(look)
    image.result(pid)
    return held[-1]
