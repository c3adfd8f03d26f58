"""Functions that give something else each time: clocks, and what is random without a seed.

Where a slice may have to be run again, what they give is kept; see
perdure.languages.python.machine.journal.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import time
import uuid
from types import BuiltinMethodType, MethodType
from typing import Any

FUNCTIONS = {
    id(each)
    for each in (
        time.time, time.time_ns, time.monotonic, time.monotonic_ns, time.perf_counter,
        time.perf_counter_ns, time.process_time, time.process_time_ns, time.thread_time,
        time.localtime, time.gmtime, time.ctime, time.strftime,
        uuid.uuid1, uuid.uuid4, os.urandom, os.getpid,
        secrets.token_bytes, secrets.token_hex, secrets.token_urlsafe, secrets.randbelow,
        secrets.randbits,
    )
}  # fmt: skip
#: By class, its methods that read the clock.
METHODS: dict[type, set[str]] = {
    dt.datetime: {"now", "utcnow", "today"},
    dt.date: {"today"},
}


def is_varying(callee: Any) -> bool:
    """Whether a function of Python's own gives something else each time."""
    if id(callee) in FUNCTIONS:
        return True
    if isinstance(callee, BuiltinMethodType | MethodType):
        owner: Any = callee.__self__
        return isinstance(owner, type) and callee.__name__ in METHODS.get(owner, ())
    return False
