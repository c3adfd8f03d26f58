"""A process that has failed, or is parked by an error: what that is, and as a line of the log.

Nobody may ever ask for the result of a process, so its failure is logged: as a warning, or
where a caller outside the image waits for its end, and is told by an exception, as information.
The record has `pid`, `program` (the process's name) and `place` ("file:line:column", or "").

Read by: perdure.image.engine.driver, perdure.image.api.queries.
"""

from __future__ import annotations

import logging
import re

from perdure.image.engine.retrying import failure_text, stopped_by
from perdure.image.errors import ProcessFailed
from perdure.image.processes.waits import Choice, find_part, wait_of
from perdure.image.schema.processes import Process
from perdure.vm import walk
from perdure.vm.machine.source_positions import needs_place
from perdure.vm.objects.conditions import Condition
from perdure.vm.texts import visible

logger = logging.getLogger("perdure.processes")

PLACE = re.compile(r".*:[1-9][0-9]*:[1-9][0-9]*", re.DOTALL)  #: file:line:column


def raised_at(process: Process) -> str:
    """Where a failed process was, in the program rather than in a library; or ""."""
    if process.execution is None:
        return ""
    frames = walk(process.execution)
    return next((frame.position for frame in frames if not needs_place(frame.position)), "")


def failure_of(process: Process) -> ProcessFailed:
    """The error that a failed process ended with, or for which it waits for a restart."""
    payload = stopped_by(process)
    position = payload.position if isinstance(payload, Condition) else raised_at(process)
    message = visible(failure_text(process, payload))
    message += f" ({visible(position)})" if position else ""
    # A front end may have said the place in words of its own; then it is in the message alone.
    place = position if PLACE.fullmatch(position) else ""
    return ProcessFailed(process.pid, payload, message, place)


def log_parked(process: Process) -> None:
    """Say in the log that it waits for a restart to be chosen."""
    name = process.details.name
    error = failure_of(process)
    choice = find_part(wait_of(process), Choice)
    if choice is not None and choice.is_breakpoint():
        logger.warning(
            "process %d, %s, stands at %s; "
            "`perdure show %d` shows it, `perdure resume %d` lets it go on",
            process.pid,
            visible(name),
            error.message,
            process.pid,
            process.pid,
            extra={"pid": process.pid, "program": name, "place": error.position},
        )
        return
    logger.warning(
        "process %d, %s, is parked: %s; `perdure restarts %d` lists how it can go on",
        process.pid,
        visible(name),
        error.message,
        process.pid,
        extra={"pid": process.pid, "program": name, "place": error.position},
    )


def log_failure(process: Process, *, is_awaited: bool) -> None:
    """Say in the log that it has failed; `is_awaited` where an exception says so too."""
    level = logging.INFO if is_awaited else logging.WARNING
    if not logger.isEnabledFor(level):
        return
    name = process.details.name
    error = failure_of(process)
    logger.log(
        level,
        "process %d, %s, failed: %s",
        process.pid,
        visible(name),
        error.message,
        extra={"pid": process.pid, "program": name, "place": error.position},
    )
