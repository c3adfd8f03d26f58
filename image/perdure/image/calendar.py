"""Moments that repeat: every so many seconds or days, or as a cron expression says.

A timing is plain data, as an image stores it:

    ("every", seconds, anchor)         the anchor, and every so many seconds from it
    ("days", count, anchor, zone)      at the same time of day in the zone, every so many days
    ("cron", expression, zone)         as cron would, of whose expressions `cronsim` knows

A moment is in seconds since 1970. The zone is a name of the IANA's, "Europe/Berlin". Where its
clocks are put forward, a time of day that does not exist is taken where the clocks go on ("cron"),
or as much later ("days"); where they are put back, one that exists twice is taken the first time.
An expression whose minutes or hours begin with a star goes by the time that passes.

Read by: perdure.image.processes.waits.schedule, perdure.image.processes.schedule_options.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

Timing = tuple[Any, ...]

EVERY, DAYS, CRON = "every", "days", "cron"
CRONSIM = "cronsim"  #: the module, of the extra `schedules`
DAY = 86_400
FARTHEST_BACK = 60 * 366 * DAY  #: seconds in which a cron expression is looked for

ALIASES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}


class NotATiming(ValueError):
    """A timing that never comes, or cannot be read; its text says why."""


def zone_of(name: str) -> tzinfo:
    """The zone of that name; NotATiming where there is none."""
    try:
        return UTC if name == "UTC" else ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotATiming(
            f"no time zone is called {name!r} here; names are like Europe/Berlin, and the package "
            "tzdata has all of them"
        ) from None


def check(timing: Timing) -> None:
    """NotATiming where it is none that comes."""
    if timing[0] == CRON:
        zone_of(timing[2])
        if next_after(timing, 0.0) is None:
            raise NotATiming(f"the cron expression {timing[1]!r} names a time that never comes")
    elif timing[0] == DAYS:
        zone_of(timing[3])


def next_after(timing: Timing, moment: float) -> float | None:
    """The first that is later than the moment; None where there is none."""
    if timing[0] == EVERY:
        _, seconds, anchor = timing
        count = max(0, math.floor((moment - anchor) / seconds) + 1)
        while anchor + count * seconds <= moment:  # of floats
            count += 1
        return float(anchor + count * seconds)
    # Within an hour that the clocks show twice cron's begin anew with the first.
    return next((each for each in _some_from(timing, moment) if each > moment), None)


def last_until(timing: Timing, moment: float) -> float | None:
    """The last that is not later than the moment; None where there is none."""
    if timing[0] == EVERY:
        _, seconds, anchor = timing
        count = math.floor((moment - anchor) / seconds)
        while anchor + count * seconds > moment:  # of floats
            count -= 1
        return float(anchor + count * seconds) if count >= 0 else None
    back = 60.0
    while back < FARTHEST_BACK:
        found = next_after(timing, moment - back)
        if found is not None and found <= moment:
            for each in _some_from(timing, found):
                if each > moment:
                    break
                found = each
            return found
        back *= 4
    return None


def jitter_of(name: str, moment: float, most: float) -> float:
    """By how many seconds the run of that moment is later: the same each time that it is asked."""
    if not most:
        return 0.0
    digest = hashlib.blake2b(f"{name} {moment!r}".encode(), digest_size=6).digest()
    return most * (int.from_bytes(digest, "big") / 2**48)


def text_of(timing: Timing) -> str:
    """The timing in words."""
    if timing[0] == EVERY:
        return f"every {timing[1]:g} s"
    if timing[0] == DAYS:
        days = "every day" if timing[1] == 1 else f"every {timing[1]} days"
        at = datetime.fromtimestamp(timing[2], zone_of(timing[3]))
        return f"{days} at {at:%H:%M:%S} {timing[3]}"
    return f"cron {timing[1]} {timing[2]}"


def _some_from(timing: Timing, moment: float) -> Iterator[float]:
    """All that are later than the moment, in order, after some that may not be."""
    if timing[0] == CRON:
        _, expression, zone = timing
        for found in _cron(expression, datetime.fromtimestamp(moment, zone_of(zone))):
            yield found.timestamp()
        return
    _, days, anchor, name = timing
    zone = zone_of(name)
    first = datetime.fromtimestamp(anchor, zone).replace(tzinfo=None)
    count = max(0, math.floor((moment - anchor) / (days * DAY)) - 1)
    while True:
        there = first + timedelta(days=days * count)
        yield there.replace(tzinfo=zone, fold=0).timestamp()
        count += 1


def _cron(expression: str, begin: datetime) -> Any:
    """An iterator of the datetimes after that."""
    try:
        cronsim: Any = import_module(CRONSIM)
    except ImportError:
        raise NotATiming(
            "cron expressions need the package cronsim: pip install 'perdure[schedules]'"
        ) from None
    try:
        return cronsim.CronSim(ALIASES.get(expression, expression), begin)
    except cronsim.CronSimError as error:
        raise NotATiming(f"{expression!r} is no cron expression: {error}") from None
