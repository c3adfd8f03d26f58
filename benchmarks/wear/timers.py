"""Many timers: processes started at once, polls while all sleep, and all due together.

`spawn_many` starts them, the simulated clock lets them fall due. A poll is what a driver does
that finds nothing to do; its time with all asleep is measured beside that with ten.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.wear.figures import Figure
from perdure.image import Image, SimulatedClock

SLEEPERS, QUICK_SLEEPERS = 100_000, 10_000
FEW = 10
BLOCK = 5_000  #: started by one call
POLLS = 1_000

LEAST_STARTED = 5_000.0  #: a second
MOST_DUE = 10.0  #: seconds for 100,000
MOST_POLL = 3.0  #: times as long with all asleep as with ten


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    count = QUICK_SLEEPERS if is_quick else SLEEPERS
    clock = SimulatedClock()
    with Image.open(directory / "timers.image", clock=clock) as image:
        image.eval("(define woken 0)")
        image.eval("(define (doze n) (sleep 1000) (set! woken (+ woken 1)))")
        image.spawn_many("doze", [(i,) for i in range(FEW)])
        settle(image)
        few = seconds_a_poll(image)
        began = time.perf_counter()
        for first in range(0, count, BLOCK):
            image.spawn_many("doze", [(i,) for i in range(first, first + BLOCK)])
        started = count / (time.perf_counter() - began)
        settle(image)
        many = seconds_a_poll(image)
        clock.advance(1000)
        began = time.perf_counter()
        settle(image)
        due = time.perf_counter() - began
        if image.eval("woken") != FEW + count:
            raise AssertionError("not all have woken, or one twice")
    yield Figure("processes that `spawn_many` starts in a second", started, "", least=LEAST_STARTED)
    yield Figure(f"{count:,} timers due together", due, "s", MOST_DUE * count / SLEEPERS)
    yield Figure(f"a poll with {count:,} asleep, beside {FEW}", many / few, "times", MOST_POLL)


def settle(image: Image) -> None:
    """Do all that can be done before the clock moves."""
    while image.run_slice():
        pass


def seconds_a_poll(image: Image) -> float:
    """Processor time: a poll waits for nothing, and other programs take turns with it."""
    least = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(POLLS):
            if image.run_slice():
                raise AssertionError("there was something to do")
        least = min(least, (time.process_time() - began) / POLLS)
    return least
