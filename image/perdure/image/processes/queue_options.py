"""Options of queues and of jobs, as programs, applications and commands give them, checked.

Read by: perdure.image.engine.queue_builtins, perdure.image.api.queueing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from perdure.image.processes.waits.job import Wanted
from perdure.image.processes.waits.wait import FARTHEST
from perdure.image.schema.queues import Limits, Rate

LIMITS = Limits._fields
JOB = ("name", "key", "priority", "delay", "dedup", "dedup-for")

MOST = 2**53  #: of a count or priority


class BadOption(ValueError):
    """An option that cannot be; its text says which, and why."""


def limits_from(options: Mapping[str, Any]) -> Limits:
    """The limits that the options say; BadOption."""
    return Limits(
        _count("limit", options.get("limit")),
        _count("key_limit", options.get("key_limit")),
        _count("worker_limit", options.get("worker_limit")),
        _rate("rate", options.get("rate")),
        _rate("key_rate", options.get("key_rate")),
    )


def wanted_from(options: Mapping[str, Any], parent: int, now: float) -> Wanted:
    """All that is said of a job; BadOption."""
    priority = options.get("priority") or 0
    if type(priority) is not int or abs(priority) > MOST:
        raise BadOption(f"priority is a whole number, the least is first, not {priority!r}")
    delay = _seconds("delay", options.get("delay"))
    dedup = _text("dedup", options.get("dedup"))
    lasts = _seconds("dedup-for", options.get("dedup-for"))
    if lasts is not None and dedup is None:
        raise BadOption("dedup-for says nothing without dedup, an id")
    return Wanted(
        _text("name", options.get("name")) or "",
        parent,
        _text("key", options.get("key")) or "",
        priority,
        None if not delay else min(now + delay, FARTHEST),
        dedup,
        None if not lasts else min(now + lasts, FARTHEST),
    )


def _count(name: str, value: Any) -> int | None:
    if value is not None and (type(value) is not int or not 1 <= value <= MOST):
        raise BadOption(f"{name} is a whole number from 1, not {value!r}")
    return value


def _rate(name: str, value: Any) -> Rate | None:
    if value is None:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        count, seconds = value
        if type(count) is int and 1 <= count <= MOST:
            found = _seconds(name, seconds)
            if found:
                return count, found
    raise BadOption(f"{name} is how many in how many seconds, such as 10 in 60, not {value!r}")


def _seconds(name: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        found = math.nan if isinstance(value, (str, bool)) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not 0 <= found < math.inf:
        raise BadOption(f"{name} is a number of seconds from 0, not {value!r}")
    return found


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadOption(f"{name} is a text, not {value!r}")
    return value
