"""The effect whose calls are the steps. Each call is told to the benchmark at once.

The benchmark gives the file descriptor to write to, and perhaps the number of a
step that is never to end, in environment variables.
"""

from __future__ import annotations

import os
import threading

from perdure.image import effect

DESCRIPTOR = "PERDURE_BENCHMARK_DESCRIPTOR"
LAST = "PERDURE_BENCHMARK_LAST"

descriptor = int(os.environ.get(DESCRIPTOR, "-1"))
last = int(os.environ.get(LAST, "0"))


@effect
def step(number: int) -> int:
    """Say that step `number` is being done; gives the number of the next."""
    if last:
        if number == last:
            os.write(descriptor, b"%d\n" % number)
            threading.Event().wait()
    else:
        os.write(descriptor, b"%d\n" % number)
    return number + 1
