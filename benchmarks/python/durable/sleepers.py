"""Called functions that sleep: the bytes of each, and an image with many.

Read by: benchmarks.python.durable.__main__.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.wear.figures import Figure, bytes_in
from perdure.image import Image, SimulatedClock, pack

SLEEPERS, QUICK_SLEEPERS = 100_000, 5_000
BLOCK = 5_000  #: started by one call

MOST_BYTES = 700.0  #: of one, in a packed image
MOST_OPENING = 0.5  #: seconds, with all of them

PROGRAMS = Path(__file__).parent / "programs"


def measure(directory: Path, is_quick: bool) -> Iterator[Figure]:
    count = QUICK_SLEEPERS if is_quick else SLEEPERS
    path = directory / "sleepers"
    with opened(path) as image:
        image.call("sleeper:ready")
    pack(path)
    before = bytes_in(path)
    with opened(path) as image:
        for first in range(0, count, BLOCK):
            numbers = range(first, min(first + BLOCK, count))
            image.spawn_many("sleeper:main", [(i,) for i in numbers])
            settle(image)
    pack(path)
    each = (bytes_in(path) - before) / count
    began = time.perf_counter()
    with opened(path) as image:
        image.run_slice()
        opening = time.perf_counter() - began
    yield Figure(f"one of {count:,} sleepers of `call`, packed", each, "bytes", MOST_BYTES)
    yield Figure(f"opening an image with {count:,} of them", opening, "s", MOST_OPENING)


def opened(path: Path) -> Image:
    return Image.open(path, clock=SimulatedClock(stands=True), python=[PROGRAMS])


def settle(image: Image) -> None:
    """Do all that can be done before the clock moves."""
    while image.run_slice():
        pass
