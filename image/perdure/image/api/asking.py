"""Asking a process something from outside, and waiting for its reply: docs/mailboxes.md.

Read by: perdure.image.api.blocking, perdure.image.api.aio.
"""

from __future__ import annotations

from typing import Any

from perdure.image.errors import NotDone, ProcessEnded, ProcessFailed
from perdure.image.processes.listing import ProcessInfo
from perdure.vm.objects.conditions import Condition

#: The procedure that asks, with its library, and the name of the process that does.
PROCEDURE, LIBRARY, NAME = "request", "(perdure mailbox)", "<request>"

ENDED = ("done", "failed", "cancelled")


def check_can_reply(process: ProcessInfo) -> None:
    """ProcessEnded where it will never reply."""
    if process.state in ENDED:
        raise ProcessEnded(process.pid, process.state)


def unanswered(error: ProcessFailed, process: ProcessInfo) -> Exception:
    """The error for the caller whose request has failed so. `process`: the one asked, as it is."""
    raised: Any = error.payload
    if type(raised) is not Condition or raised.who != PROCEDURE:
        return error
    if raised.kind == "ended":
        return ProcessEnded(process.pid, process.state)
    return NotDone(raised.message, process.pid) if raised.kind == "timeout" else error
