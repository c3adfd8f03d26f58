"""Waiting for a reply to a request: `(request pid value [seconds [default]])`.

The request is sent as the wait begins, so that no reply comes before it. A reply is handed to a
process that waits for that to this very request, and to no other; so one that comes too late is
nothing, and never lies in a mailbox. The end of the process that is asked ends the wait, too.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.message import send
from perdure.image.processes.waits.process_end import ProcessEnd
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT

REPLY = "request:reply"
ENDED = "ended"  #: the kind of the error where the process that is asked has ended


@register
@dataclass(slots=True)
class Request(Wait):
    """Until a process has replied to a request, or has ended, or a moment."""

    kind = "request"
    called = "request"

    pid: int  #: of the process that is asked
    request: Value  #: the message that it gets
    until: float | None  #: seconds since 1970
    default: Value  #: what the reply is then; DEFAULT: an error is raised

    def text(self) -> str:
        return f"a reply of process {self.pid}"

    def parts(self) -> tuple[Wait, ...]:
        return ProcessEnd(self.pid), Reply(self.pid, self.request, self.until, self.default)

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        return (RAISE, ended_condition(self.pid)) if isinstance(part, ProcessEnd) else outcome

    def again(self) -> Request:
        return Request(self.pid, self.request, None, DEFAULT)  # the time that it gave is over


@register
@dataclass(slots=True)
class Reply(Wait):
    """The part of it that is the reply."""

    kind = "reply"
    called = "request"

    pid: int
    request: Value
    until: float | None
    default: Value

    def key(self) -> Value:
        return self.request

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return f"a reply of process {self.pid}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        send(ledger, ledger.root.process(self.pid), self.request)
        return None

    def timed_out(self) -> Outcome:
        if self.default is DEFAULT:
            text = f"process {self.pid} did not reply in time"
            return RAISE, Condition(text, kind="timeout", who="request")
        return RETURN, self.default


@deed(REPLY)
def reply(ledger: Any, pid: int, request: Value, value: Value) -> None:
    """Give the value to the process that waits for the reply to the request, if it still does."""
    process = ledger.root.find_process(pid)
    if process is not None:
        ledger.fire(process, Reply, RETURN, value, key=request)


def ended_condition(pid: int) -> Condition:
    return Condition(f"process {pid} has ended, and replies no more", kind=ENDED, who="request")
