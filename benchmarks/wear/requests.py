"""Calls a second of one thread, of sixteen, and of as many tasks of an asyncio application.

A call is `image.call` of a procedure that adds 1, of an image that a thread of its own drives;
each waits for its result before the next. One thread and sixteen are measured in turn, and the
median of the rounds counts.
"""

from __future__ import annotations

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.wear.figures import Figure
from perdure.image import Image

CALLS, QUICK_CALLS = 1_600, 320
ROUNDS, QUICK_ROUNDS = 7, 3
MANY = 16

LEAST_GAIN = 5.0  #: times as many calls a second from sixteen threads


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    calls, rounds = (QUICK_CALLS, QUICK_ROUNDS) if is_quick else (CALLS, ROUNDS)
    path = directory / "requests.image"
    one, many = [], []
    with Image.open(path) as image:
        image.eval("(define (next n) (+ n 1))")
        image.start()
        from_threads(image, 1, calls // 10)  # compiles
        for _ in range(rounds):
            one.append(from_threads(image, 1, calls // 4))
            many.append(from_threads(image, MANY, calls))
    tasks = asyncio.run(from_tasks(path, calls, rounds))
    gain = statistics.median(many) / statistics.median(one)
    yield Figure("calls a second from one thread", statistics.median(one), "")
    yield Figure(f"calls a second from {MANY} threads", statistics.median(many), "")
    yield Figure(f"{MANY} threads beside one", gain, "times", least=LEAST_GAIN)
    yield Figure(f"calls a second from {MANY} tasks of asyncio", tasks, "")


def from_threads(image: Image, threads: int, calls: int) -> float:
    """Calls a second."""

    def work() -> None:
        for i in range(calls // threads):
            check(image.call("next", i), i)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    began = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return calls / (time.perf_counter() - began)


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
