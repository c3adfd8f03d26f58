"""Turning a simulated clock: `image.advance`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image, ImageError, SimulatedClock

TICKS = "(let loop ((n 1)) (sleep 86400) (display n) (loop (+ n 1)))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process))")
        yield opened


def test_what_falls_into_the_time_happens_and_no_more(image: Image) -> None:
    pid = image.spawn_eval(TICKS)
    image.advance(days=3, hours=1)
    assert image.transcript(pid) == "123"
    assert image.clock.now() == 3 * 86400 + 3600
    image.advance(hours=22)
    assert image.transcript(pid) == "123"
    image.advance(hours=1)
    assert image.transcript(pid) == "1234"  # what is due at the end of it has happened


def test_nothing_has_to_sleep(image: Image) -> None:
    image.advance(minutes=5)
    assert image.clock.now() == 300
    image.advance()
    assert image.clock.now() == 300


def test_time_goes_forward(image: Image) -> None:
    with pytest.raises(ImageError, match="advance: time goes forward, not by -1 seconds"):
        image.advance(seconds=-1)


def test_the_machines_clock_cannot_be_turned() -> None:
    with Image.open(":memory:") as image, pytest.raises(ImageError, match="SimulatedClock"):
        image.advance(days=1)
