"""Timers of many processes: what they cost is counted in calls, so that no machine is too slow."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from perdure.image import Image, SimulatedClock

FEW, MANY = 200, 1_600


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def image(clock: SimulatedClock) -> Iterator[Image]:
    with Image.open(":memory:", clock=clock) as image:
        image.eval("(define woken 0)")
        image.eval("(define (doze n) (sleep 1000) (set! woken (+ woken 1)))")
        yield image


def sleepers(image: Image, count: int) -> None:
    image.spawn_many("doze", [(i,) for i in range(count)])
    settle(image)


def settle(image: Image) -> None:
    while image.run_slice():
        pass


def calls_of(function: Callable[[], Any]) -> int:
    """How many functions are called, of Python's own too."""
    count = 0

    def note(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return count


def test_a_look_for_work_costs_the_same_however_many_are_asleep(image: Image) -> None:
    sleepers(image, FEW)
    image.run_slice()
    with_few = calls_of(image.run_slice)
    sleepers(image, MANY)
    image.run_slice()
    assert calls_of(image.run_slice) <= with_few + 5


def test_each_that_is_due_costs_the_same_however_many_are_due_together(
    image: Image, clock: SimulatedClock
) -> None:
    costs = []
    for count in (FEW, MANY, MANY):  # where the machine stands still, a batch is done again
        sleepers(image, count)
        clock.advance(1000)
        costs.append(calls_of(lambda: settle(image)) / count)
    assert image.eval("woken") == FEW + 2 * MANY
    assert min(costs[1:]) < 1.3 * costs[0]
