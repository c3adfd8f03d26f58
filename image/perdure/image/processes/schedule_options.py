"""Options of schedules, as programs, applications and commands give them, checked.

Read by: perdure.image.engine.schedule_builtins, perdure.image.api.scheduling.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from perdure.image.calendar import CRON, DAYS, EVERY, NotATiming, Timing, check
from perdure.image.schema.schedules import MISSED, OVERLAPS, Rules

TIMINGS = (EVERY, DAYS, CRON)
OPTIONS = (*TIMINGS, "zone", "anchor", *Rules._fields)

LEAST = 0.001  #: seconds between two moments


class BadOption(ValueError):
    """An option that cannot be; its text says which, and why."""


def timing_from(options: Mapping[str, Any]) -> Timing:
    """The timing that the options say, with None for an anchor that is not given.

    BadOption. Numbers are of Python's, and moments in seconds since 1970.
    """
    given = [name for name in TIMINGS if options.get(name) is not None]
    if len(given) != 1:
        raise BadOption(
            f"it wants one of {', '.join(TIMINGS)}, got {' and '.join(given) or 'none'}"
        )
    (kind,) = given
    zone, anchor = options.get("zone"), options.get("anchor")
    if kind == EVERY:
        _refuse(kind, options, "zone")
        seconds = _number(EVERY, options[EVERY], least=LEAST)
        timing: Timing = (EVERY, seconds, _moment("anchor", anchor))
    elif kind == DAYS:
        count = _whole(DAYS, options[DAYS])
        timing = (DAYS, count, _moment("anchor", anchor), _text("zone", zone or "UTC"))
    else:
        _refuse(kind, options, "anchor")
        timing = (CRON, _text(CRON, options[CRON]), _text("zone", zone or "UTC"))
    try:
        check(timing)
    except NotATiming as error:
        raise BadOption(str(error)) from None
    return timing


def rules_from(options: Mapping[str, Any]) -> Rules:
    """The rules that the options say; BadOption."""
    usual = Rules()
    given = {name: value for name, value in options.items() if value is not None}
    return Rules(
        _one_of("missed", given.get("missed", usual.missed), MISSED),
        _number("late", given.get("late", usual.late)),
        _one_of("overlap", given.get("overlap", usual.overlap), OVERLAPS),
        _number("jitter", given.get("jitter", usual.jitter)),
        _moment("until", given.get("until")),
        None if "times" not in given else _whole("times", given["times"]),
    )


def _refuse(kind: str, options: Mapping[str, Any], name: str) -> None:
    if options.get(name) is not None:
        raise BadOption(f"{name} says nothing beside {kind}")


def _number(name: str, value: Any, least: float = 0.0) -> float:
    try:
        found = math.nan if isinstance(value, (str, bool)) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not least <= found < math.inf:
        raise BadOption(f"{name} is a number of seconds from {least:g}, not {value!r}")
    return found


def _whole(name: str, value: Any) -> int:
    if type(value) is not int or value < 1:
        raise BadOption(f"{name} is a whole number from 1, not {value!r}")
    return value


def _moment(name: str, value: Any) -> float | None:
    if value is None:
        return None
    try:
        found = math.nan if isinstance(value, (str, bool)) else float(value)
    except (TypeError, ValueError, OverflowError):
        found = math.nan
    if not math.isfinite(found):
        raise BadOption(f"{name} is a moment, in seconds since 1970, not {value!r}")
    return found


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadOption(f"{name} is a text, not {value!r}")
    return value


def _one_of(name: str, value: Any, names: tuple[str, ...]) -> str:
    if value not in names:
        raise BadOption(f"{name} is one of {', '.join(names)}, not {value!r}")
    return str(value)
