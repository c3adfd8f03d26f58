"""A process that was to run next was killed, and forgotten, before it did: its driver came upon a
pid that no process has, in each batch, and could run nothing more until the image was opened
anew. The same for one that was run apart, that had its turn as a suspect, and where another
member of a shared image had forgotten it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perdure.image import Image, effect
from perdure.image.effects.runner import Completion
from perdure.image.schema.processes import READY
from tests.sharing.crowd import Crowd, crowd

LOOP = "(let loop ((n 0)) (loop (+ n 1)))"
SEVERAL = 3  #: slices, after which a loop is run apart

GATE = threading.Event()


@effect
def hold() -> int:
    GATE.wait(60)
    return 42


CLEAR = {
    "forget": lambda image, pid: image.forget(pid),
    "forget_all": lambda image, pid: image.forget_all(),
}


@pytest.mark.parametrize("text", ["(+ 1 2)", LOOP, "(read-line)"])
@pytest.mark.parametrize("slices", [0, 1, SEVERAL])
@pytest.mark.parametrize("clear", CLEAR.values(), ids=CLEAR)
def test_the_rest_goes_on(text: str, slices: int, clear: Callable[[Image, int], object]) -> None:
    with Image.open(":memory:") as image:
        pid = image.spawn(text)
        for _ in range(slices):
            image.run_slice()
        image.kill(pid)
        clear(image, pid)
        assert image.eval("(+ 1 2)", timeout=60) == 3


def test_one_whose_effect_has_ended_just_now() -> None:
    GATE.clear()
    with Image.open(":memory:", provides=[hold]) as image:
        image.eval("(import (python test_forgotten_while_ready))")
        pid = image.spawn("(hold)")
        image.driver.run(lambda: bool(image.effects.in_flight))
        image.kill(pid)
        image.forget(pid)
        image.scheduler.completions.append(Completion(pid, 1, "hold", True, 42))
        GATE.set()
        assert image.eval("(+ 1 2)", timeout=60) == 3


def test_one_over_which_a_driver_has_died(tmp_path: Path) -> None:
    path = tmp_path / "a.image"
    with Image.open(path) as image:
        pids = [image.spawn("(+ 1 2)") for _ in range(3)]
        image.crash()
    with Image.open(path) as image:  # they are lined up, one by one
        for pid in pids:
            image.kill(pid)
        image.forget(*pids)
        assert image.eval("(+ 1 2)", timeout=60) == 3


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Crowd]:
    with crowd(tmp_path) as found:
        found.start_server()
        yield found


@pytest.mark.parametrize("slices", [0, SEVERAL])
def test_one_that_another_member_has_forgotten(here: Crowd, slices: int) -> None:
    with here.open() as one, here.open() as other:
        pid = one.spawn(LOOP)
        for _ in range(slices):
            one.run_slice()
        assert one.process(pid).state == READY
        other.kill(pid)
        one.scheduler.change(one.ledger.take_arrivals)  # it hears of that, and still has the pid
        other.refresh()
        other.forget(pid)
        assert one.eval("(+ 1 2)", timeout=60) == 3
