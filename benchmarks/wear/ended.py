"""The last hundred of a million ended processes.

The processes are made and ended by the ledger itself, without a program, 5,000 in a
transaction, as a server's would have been; then they are classified as the driver does it.
The image is opened anew for each look, so that nothing of it is in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.wear.figures import Figure
from perdure.image import Image
from perdure.vm import UNSPECIFIED

COUNT, QUICK_COUNT = 1_000_000, 50_000
AT_ONCE = 5_000
PAGE = 100
OPENINGS = 5

MOST = 50.0  #: ms


def measure(directory: Path, *, is_quick: bool) -> Iterator[Figure]:
    path = directory / "ended.image"
    count = QUICK_COUNT if is_quick else COUNT
    logging.getLogger("perdure").setLevel(logging.CRITICAL)  # each failure would be told
    with Image.open(path) as image:
        for first in range(0, count, AT_ONCE):
            image.driver.change(partial(end_some, image, first))
        began = perf_counter()
        longest = classify(image)
        classifying = (perf_counter() - began) / count
    yield Figure("classifying an ended process", 1e6 * classifying, "us")
    yield Figure("the longest piece of that", 1000 * longest, "ms")
    last = [looking(path, count) for _ in range(OPENINGS)]
    yield Figure(f"the last {PAGE} of {count:,}", 1000 * median(last), "ms", MOST)
    failed = [looking(path, count // 1000, state="failed") for _ in range(OPENINGS)]
    yield Figure(f"the last {PAGE} that failed", 1000 * median(failed), "ms", MOST)
    named = [looking(path, count // 10, name="name 7") for _ in range(OPENINGS)]
    yield Figure(f"the last {PAGE} of a name", 1000 * median(named), "ms", MOST)
    region = {"region": "7"}
    labelled = [looking(path, count // 100, label=region) for _ in range(OPENINGS)]
    yield Figure(f"the last {PAGE} with a label", 1000 * median(labelled), "ms", MOST)
    two = {**region, "parity": "odd"}
    both = [looking(path, count // 200, label=two, state="done") for _ in range(OPENINGS)]
    yield Figure(f"the last {PAGE} with two that are done", 1000 * median(both), "ms", MOST)


def end_some(image: Image, first: int) -> None:
    ledger, now = image.ledger, image.clock.now()
    for n in range(first, first + AT_ONCE):
        process = ledger.create(None, (), name=f"name {n % 10}", parent=0, now=now)
        if n % 10 == 1:
            parity = "odd" if n // 100 % 2 else "even"
            ledger.set_labels(process, [("region", str(n // 10 % 10)), ("parity", parity)])
        if n % 1000 == 0:
            ledger.fail(process, UNSPECIFIED, None)
        else:
            ledger.finish(process, n)


def classify(image: Image) -> float:
    """How long the longest of all pieces takes, in seconds."""
    longest, more = 0.0, True
    while more:
        began = perf_counter()
        more = image.driver.keeping.step(image.clock.now(), is_idle=True)
        longest = max(longest, perf_counter() - began)
    return longest


def looking(path: Path, count: int, **wanted: Any) -> float:
    with Image.open(path, read_only=True) as image:
        began = perf_counter()
        page = image.processes(limit=PAGE, **wanted)
        taken = perf_counter() - began
    if len(page) != min(PAGE, count):
        raise AssertionError(f"{len(page)} processes are on the page of {wanted}")
    return taken
