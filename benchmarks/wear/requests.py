"""Calls a second of one thread, of sixteen, and of as many tasks of an asyncio application.

A call is `image.call` of a procedure that adds 1, of an image that a thread of its own drives;
each waits for its result before the next. One thread and sixteen are measured in turn, and the
median of the rounds counts.

One thread waits for a sync and two changes of threads at each call. Sixteen share the sync, and
are bound by the processor: where a sync is quick, by changes of threads from one processor to the
other. So the processor's time for a call, and a sync, are told too, and what both make where this
process is bound to one processor: only one thread of it runs Python at a time.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.places import fsync_seconds
from benchmarks.wear.figures import Figure
from perdure.image import Image

CALLS, QUICK_CALLS = 1_600, 320
ROUNDS, QUICK_ROUNDS = 7, 3
MANY = 16

LEAST_GAIN = 5.0  #: times as many calls a second from sixteen threads


class Round(NamedTuple):
    """Some calls, all in all."""

    rate: float  #: calls a second
    processor: float  #: seconds of the processor for a call


class Pair(NamedTuple):
    """The medians of one thread's calls and of many threads'."""

    one: Round
    many: Round

    @property
    def gain(self) -> float:
        return self.many.rate / self.one.rate


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    calls, rounds = (QUICK_CALLS, QUICK_ROUNDS) if is_quick else (CALLS, ROUNDS)
    found = in_turn(directory / "requests.image", calls, rounds)
    tasks = asyncio.run(from_tasks(directory / "requests.image", calls, rounds))
    with bound_to_a_processor():
        bound = in_turn(directory / "bound.image", calls, rounds)
    yield Figure("calls a second from one thread", found.one.rate, "")
    yield Figure("processor time for each of these", 1e6 * found.one.processor, "us")
    yield Figure(f"calls a second from {MANY} threads", found.many.rate, "")
    yield Figure("processor time for each of these", 1e6 * found.many.processor, "us")
    yield Figure("a sync of this disk", 1e6 * fsync_seconds(directory), "us")
    yield Figure(f"{MANY} threads beside one", found.gain, "times", least=LEAST_GAIN)
    yield Figure("on one processor: from one thread", bound.one.rate, "")
    yield Figure(f"on one processor: from {MANY} threads", bound.many.rate, "")
    yield Figure(f"on one processor: {MANY} threads beside one", bound.gain, "times")
    yield Figure(f"calls a second from {MANY} tasks of asyncio", tasks, "")


def in_turn(path: Path, calls: int, rounds: int) -> Pair:
    one: list[Round] = []
    many: list[Round] = []
    with Image.open(path) as image:
        image.eval("(define (next n) (+ n 1))")
        image.start()
        from_threads(image, 1, calls // 10)  # compiles
        for _ in range(rounds):
            one.append(from_threads(image, 1, calls // 4))
            many.append(from_threads(image, MANY, calls))
    return Pair(median(one), median(many))


@contextmanager
def bound_to_a_processor() -> Iterator[None]:
    """While inside, this thread, and those that are started, run on one processor."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def median(rounds: list[Round]) -> Round:
    return Round(*map(statistics.median, zip(*rounds, strict=True)))


def from_threads(image: Image, threads: int, calls: int) -> Round:
    def work() -> None:
        for i in range(calls // threads):
            check(image.call("next", i), i)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    began, worked = time.perf_counter(), time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    taken, worked = time.perf_counter() - began, time.process_time() - worked
    return Round(calls / taken, worked / calls)


async def from_tasks(path: Path, calls: int, rounds: int) -> float:
    """The median of the rounds."""
    found = []
    async with Image.open_async(path) as image:

        async def work() -> None:
            for i in range(calls // MANY):
                check(await image.call("next", i), i)

        for _ in range(rounds):
            began = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(MANY)))
            found.append(calls / (time.perf_counter() - began))
    return statistics.median(found)


def check(found: object, given: int) -> None:
    if found != given + 1:
        raise AssertionError(f"next gave {found!r} for {given}")
