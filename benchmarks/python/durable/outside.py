"""A function outside of the programs: its calls are effects. Each is told to the benchmark.

The benchmark gives the file descriptor to write to in an environment variable.
"""

from __future__ import annotations

import os

DESCRIPTOR = "PERDURE_BENCHMARK_DESCRIPTOR"

descriptor = int(os.environ.get(DESCRIPTOR, "-1"))


def step(number: int) -> int:
    """Say that step `number` is being done; gives the number of the next."""
    if descriptor >= 0:
        os.write(descriptor, b"%d\n" % number)
    return number + 1
