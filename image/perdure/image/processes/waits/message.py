"""Waiting for a message: `(receive [seconds [default]])`.

A message is handed to a process that waits for one, else it is put into its mailbox. No index
is needed: the sender knows the process.
"""

from __future__ import annotations

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.indices import Queue
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT


@register
@dataclass(slots=True)
class Message(Wait):
    """Until somebody sends something, or a moment."""

    kind = "message"
    called = "receive"

    until: float | None  #: seconds since 1970
    default: Value  #: what is received then; DEFAULT: an error is raised

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return "a message"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        mailbox = process.details.mailbox
        return (RETURN, mailbox.pop_first()) if mailbox else None

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        return (RETURN, ledger.next_message(process)) if ledger.has_message(process) else None

    def timed_out(self) -> Outcome:
        if self.default is DEFAULT:
            return RAISE, Condition("no message came in time", kind="timeout", who="receive")
        return RETURN, self.default

    def again(self) -> Message:
        return Message(None, DEFAULT)  # the time that it gave is over


def send(ledger: Changes, process: Process, message: Value) -> None:
    """Put a message in its mailbox, or hand it over if it waits for one."""
    if ledger.fire(process, Message, RETURN, message) or process.has_ended:
        return
    details = process.own_details()
    if details.mailbox is None:
        details.mailbox = Queue()
    details.mailbox.append(message)
    ledger.claim(process)


def has_message(process: Process) -> bool:
    """Whether something is in its mailbox."""
    return bool(process.details.mailbox)


def next_message(process: Process) -> Value:
    """The first message in its mailbox, taken out."""
    mailbox = process.details.mailbox
    assert mailbox is not None
    return mailbox.pop_first()
