"""The description of a schedule, as lists show it.

Read by: perdure.image.api.scheduling, and `perdure schedules`.
"""

from __future__ import annotations

from typing import Any

from perdure.image.calendar import NotATiming, text_of
from perdure.image.processes.waits.kinds import wait_of
from perdure.image.processes.waits.schedule import ScheduledTime, next_run
from perdure.image.schema.processes import FAILED
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.schedules import SCHEDULES, Schedule
from perdure.vm.dataclass import dataclass

#: States of a schedule. A failed one cannot find its next moment; `perdure show` tells why.
ACTIVE, PAUSED, ENDED = "active", "paused", "ended"


@dataclass(frozen=True, slots=True)
class RunInfo:
    """A run of a schedule."""

    moment: float  #: that it was for, in seconds since 1970
    pid: int
    state: str  #: that of its process; "forgotten" where the image has forgotten that


@dataclass(frozen=True, slots=True)
class ScheduleInfo:
    """A schedule as a list of schedules shows it."""

    name: str
    pid: int  #: that of the process that waits for its moments
    state: str  #: active, paused, ended, failed
    timing: str  #: "cron 0 3 * * * Europe/Berlin", "every 60 s"
    next: float | None  #: when the next run is, in seconds since 1970
    done: int  #: how many moments had a run
    skipped: int  #: how many had none; of those that were missed at one time, one counts
    pending: int  #: how many wait for the end of another run
    runs: tuple[RunInfo, ...]  #: the last ones, the last first
    rules: dict[str, Any]  #: missed, late, overlap, jitter, until, times


def schedule_informations(root: ImageRoot) -> list[ScheduleInfo]:
    """All of the image's, in the order of their names."""
    return [information(root, each) for each in (root.kept or {}).get(SCHEDULES, {}).values()]


def information(root: ImageRoot, schedule: Schedule) -> ScheduleInfo:
    state, moment = _state_and_next(root, schedule)
    runs = [RunInfo(*each, _state_of(root, each.pid)) for each in reversed(schedule.recent)]
    return ScheduleInfo(
        schedule.name,
        schedule.pid,
        state,
        text_of(schedule.timing),
        moment,
        schedule.done,
        schedule.skipped,
        len(schedule.pending),
        tuple(runs),
        schedule.rules._asdict(),
    )


def _state_and_next(root: ImageRoot, schedule: Schedule) -> tuple[str, float | None]:
    process = root.find_process(schedule.pid)
    if process is None or process.has_ended:
        return FAILED, None
    if schedule.is_paused:
        return PAUSED, None
    wait = wait_of(process)
    if isinstance(wait, ScheduledTime):
        moment = wait.until
    else:  # it is just about to look
        try:
            moment = next_run(schedule)
        except NotATiming:
            moment = None
    return ENDED if moment is None else ACTIVE, moment


def _state_of(root: ImageRoot, pid: int) -> str:
    process = root.find_process(pid)
    return "forgotten" if process is None else process.state
