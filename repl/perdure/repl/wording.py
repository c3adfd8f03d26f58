"""How commands word what a process is doing, and times and ages."""

from __future__ import annotations

import getpass
import time
from datetime import UTC, datetime

from perdure.image import ProcessInfo, Progress, Said
from perdure.vm.texts import visible


def state_text(process: ProcessInfo) -> str:
    """`waiting for a timer until 2026-03-01 12:00:00`, `ready`, `done`."""
    text: str = process.state
    if process.waits_for:
        text += f" for {process.waits_for}"
    if process.until is not None:
        text += f" until {local_time(process.until)}"
    return visible(text)


def progress_text(progress: Progress) -> str:
    """`40 %, 120 of 300: moving files`, `12: reading`."""
    amount = f"{progress.done:g}"
    if progress.total is not None:
        share = progress.part
        percent = "" if share is None else f"{100 * share:.0f} %, "
        amount = f"{percent}{amount} of {progress.total:g}"
    return f"{amount}: {progress.text}" if progress.text else amount


def local_time(moment: float) -> str:
    """Seconds since 1970 as the clock on the wall shows them."""
    return datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def utc_text(moment: float) -> str:
    """ISO 8601: 2026-03-01T12:00:00.250000+00:00."""
    return datetime.fromtimestamp(moment, UTC).isoformat()


def age_of(process: ProcessInfo) -> float:
    """Seconds."""
    return max(0.0, time.time() - process.created)


def duration_text(duration: float) -> str:
    """Seconds as `41s`, `12m`, `3h20m`, `5d`: two units are enough to tell processes apart."""
    minutes, seconds = divmod(int(duration), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d{hours}h" if days < 10 and hours else f"{days}d"
    if hours:
        return f"{hours}h{minutes}m" if minutes else f"{hours}h"
    return f"{minutes}m" if minutes else f"{seconds}s"


def said_line(said: Said) -> str:
    """An entry of the board: `12:00:00  process 3, shop.scm: sold out`."""
    return f"{local_time(said.moment)}  {visible(said.author)}: {visible(said.text)}"


def author() -> str:
    """The name of the person."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "someone"
