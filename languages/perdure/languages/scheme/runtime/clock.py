"""The time of day (R7RS (scheme time)).

A jiffy is a microsecond since 1970, not since the program began: a process may
take a second reading years after the first, on another machine.
"""

from __future__ import annotations

import time

from perdure.languages.scheme.runtime.decorators import effectful, pure
from perdure.vm.objects.data import Value

JIFFIES_PER_SECOND = 1_000_000


@effectful("current-jiffy")
def current_jiffy() -> Value:
    return time.time_ns() // 1000


@pure("jiffies-per-second")
def jiffies_per_second() -> Value:
    return JIFFIES_PER_SECOND


@effectful("current-second")
def current_second() -> Value:
    return time.time()
