"""Many jobs that wait in a queue: how soon one has its turn when the one before has ended.

One has a turn at once; it waits for a message, which ends it. Once that is committed, measured is
the time until the next has begun, with the commit of that: one transaction, in which the one ends,
too. Beside it stands what the disk takes for a sync.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.places import fsync_seconds
from benchmarks.wear.figures import Figure, bytes_in
from perdure.image import Image, pack

WAITING, QUICK_WAITING = 100_000, 10_000
ENDED = 200  #: that are ended one by one
BLOCK = 10_000  #: made in one transaction

MOST_NEXT = 5.0  #: milliseconds, the median
MOST_BYTES = 500.0  #: on the disk, for each that waits

PROGRAM = """
(import (scheme base) (perdure process) (perdure queues))
(queue! 'jobs 'limit 1)
(define (make count) (if (> count 0) (begin (enqueue! 'jobs receive) (make (- count 1)))))
"""


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    count = QUICK_WAITING if is_quick else WAITING
    path = directory / "jobs.image"
    with Image.open(path) as image:
        image.eval(PROGRAM)
    before = packed_bytes(path)
    with Image.open(path) as image:
        for _ in range(0, count, BLOCK):
            image.eval(f"(make {BLOCK})")
        (queue,) = image.queues()
        if (queue.waiting, queue.running) != (count - 1, 1):
            raise AssertionError(f"{queue} does not have the jobs that were made")
    each = (packed_bytes(path) - before) / count
    with Image.open(path) as image:
        times = sorted(seconds_to_the_next(image) for _ in range(ENDED))
    yield Figure(f"the next of {count:,} jobs that wait", 1000 * median(times), "ms", MOST_NEXT)
    yield Figure("a sync of this disk", 1000 * fsync_seconds(directory), "ms")
    yield Figure("a job that waits, on the disk", each, "bytes", MOST_BYTES)


def packed_bytes(path: Path) -> int:
    pack(path)
    return bytes_in(path)


def seconds_to_the_next(image: Image) -> float:
    """End the job that has its turn, and wait until the next has it."""
    (running,) = [
        each.pid
        for each in image.processes(state="waiting", after=0, limit=2)
        if each.waits_for == "a message"
    ]
    image.send(running, "end")
    began = time.perf_counter()
    while image.run_slice():
        pass
    took = time.perf_counter() - began
    if image.process(running).state != "done":
        raise AssertionError(f"{image.process(running)} has not ended")
    return took
