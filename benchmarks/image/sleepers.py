"""Many processes that wait for a message: what it takes to make, keep, open and wake them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.image.child import evaluated, size_of
from benchmarks.wear.figures import Figure
from perdure.image import Image, pack

COUNT, QUICK = 100_000, 10_000
BLOCK = 5_000  #: started by one call
MOST_CREATING = 120.0  #: seconds for 1,000,000
MOST_BYTES = 600.0  #: each
MOST_OPENING = 0.5  #: seconds
MOST_WAKE = 10.0  #: ms
MOST_RESIDENT = 150.0  #: megabytes

PROGRAM = "(import (scheme base) (perdure process)) (define (doze n) (+ n (receive)))"


def measure(directory: Path, *, is_quick: bool, scale: float) -> Iterator[Figure]:
    path = directory / "image"
    count = int((QUICK if is_quick else COUNT) * scale)
    with Image.open(path) as image:
        image.eval(PROGRAM)
    pack(path)
    empty = size_of(path)
    with Image.open(path) as image:
        began = process_time()
        for first in range(0, count, BLOCK):
            pids = image.spawn_many("doze", [(n,) for n in range(first, first + BLOCK)])
            while image.run_slice():
                pass
        created = process_time() - began
    written = size_of(path) - empty
    pack(path)
    began = perf_counter()
    with Image.open(path) as image:
        opened = perf_counter() - began
        began = perf_counter()
        image.send(pids[0], 10)
        value = image.result(pids[0], timeout=60)
        woken = perf_counter() - began
        if value != count - BLOCK + 10:
            raise AssertionError(f"the process gave {value}")
    texts = f"(begin (import (perdure process)) (send! {pids[1]} 1) (wait {pids[1]}))"
    resident = evaluated(path, texts)[-1].highest
    what = f"{count:,} sleepers"
    yield Figure(f"{what} made", created, "s", MOST_CREATING * count / 1_000_000)
    yield Figure("each, on the disk as written", written / count, "bytes")
    yield Figure("each, packed", (size_of(path) - empty) / count, "bytes", MOST_BYTES)
    yield Figure(f"an image with {what} opened", opened, "s", MOST_OPENING)
    yield Figure("one of them woken, and its end", 1000 * woken, "ms", MOST_WAKE)
    yield Figure("memory with one woken, at most", resident, "MB", MOST_RESIDENT)
