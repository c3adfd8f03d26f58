"""Parts that the programs of all engines share. It imports none of them.

Read by: benchmarks.engines.programs.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

DESCRIPTOR = "BENCHMARK_STEPS"  #: names the variable with the number of the pipe to tell steps


def seconds(action: Callable[[], object]) -> float:
    """How long it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def at_once(threads: int, count: int, action: Callable[[int], object]) -> None:
    """Call it so many times, from so many threads."""
    numbers = iter(range(count))
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            action(number)

    working = [threading.Thread(target=work) for _ in range(threads)]
    for each in working:
        each.start()
    for each in working:
        each.join()


def memory() -> float:
    """Megabytes of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def step(number: int) -> int:
    """A step: nothing."""
    return number


def tell_step(number: int) -> int:
    """A step that tells, by the pipe, that it was taken."""
    os.write(int(os.environ[DESCRIPTOR]), b"%d\n" % number)
    return number
