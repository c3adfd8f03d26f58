"""The log's lines about processes that fail."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from perdure.image import Image, ProcessFailed
from tests.programs import program

SPAWNING = "(import (perdure process)) (spawn (lambda () (car 1)) 'child) (sleep 0.01)"


@pytest.fixture(scope="module")
def image() -> Iterator[Image]:
    with Image.open(":memory:") as image:
        yield image


def said(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(r.levelno, r.getMessage()) for r in caplog.records if r.name == "perdure.processes"]


def test_a_process_that_fails_says_so_in_the_log(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "perdure")
    pid = image.spawn_program(program(__file__, "failing-shop"), "shop.scm")
    image.run_until_idle()
    message = f"process {pid}, shop.scm, failed: car: expected a pair, got 1 (shop.scm:3:3)"
    assert said(caplog) == [(logging.WARNING, message)]
    (record,) = [each for each in caplog.records if each.name == "perdure.processes"]
    facts = vars(record)
    assert (facts["pid"], facts["program"], facts["place"]) == (pid, "shop.scm", "shop.scm:3:3")


def test_one_whose_end_is_waited_for_is_told_by_an_exception(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "perdure")
    with pytest.raises(ProcessFailed):
        image.eval("(raise 'oops)")
    with pytest.raises(ProcessFailed):
        image.call("car", 1)
    levels = [level for level, _ in said(caplog)]
    assert levels == [logging.INFO, logging.INFO]
    caplog.clear()
    image.eval(SPAWNING)
    ((level, text),) = said(caplog)
    assert level == logging.WARNING
    assert ", child, failed: car: expected a pair, got 1 (<eval>:1:" in text


def test_what_is_said_of_a_process_is_one_line(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    pid = image.spawn_program('(import (scheme base)) (error "two\\nlines" "\\x1b;[2J")', "a\nb")
    image.run_until_idle()
    ((_, text),) = said(caplog)
    assert text.startswith(f"process {pid}, a\\nb, failed: ")
    assert text.isprintable()


def test_a_slice_that_is_done_again_is_told_of_once(
    image: Image, caplog: pytest.LogCaptureFixture
) -> None:
    pids = [
        image.spawn_program(f"(import (scheme base)) (vector-ref #() {n})", "many")
        for n in range(3)
    ]
    image.run_until_idle()
    assert len(said(caplog)) == len(pids)
