"""Waiting for a message: `(receive [seconds [default]])`, or for one of some kind.

A message is handed to a process that waits for one, else it is put into its mailbox. No index
is needed: the sender knows the process. One that chooses looks at each in the mailbox, in turn.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.indices import Queue
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, FALSE


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


@register
@dataclass(slots=True)
class Selection(Wait):
    """Until there is a message in the mailbox that was not looked at, or a moment.

    The process goes on with the message's number, and #f at the moment; the message stays where it
    is, until the process takes it.
    """

    kind = "selection"
    called = "receive-case"

    after: int  #: the number of the last one that was looked at
    until: float | None  #: seconds since 1970

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return "a message"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        found = message_after(process, self.after)
        return None if found is None else (RETURN, found)

    def timed_out(self) -> Outcome:
        return RETURN, FALSE


def send(ledger: Changes, process: Process, message: Value) -> None:
    """Put a message in its mailbox, or hand it over if it waits for one."""
    if ledger.fire(process, Message, RETURN, message) or process.has_ended:
        return
    details = process.own_details()
    if details.mailbox is None:
        details.mailbox = Queue()
    number = details.mailbox.append(message)
    ledger.claim(process)
    if process.waits is not None:
        ledger.fire(process, Selection, RETURN, number)


def message_after(process: Process, number: int) -> int | None:
    """The number of the first message in its mailbox after that one; None where there is none."""
    mailbox = process.details.mailbox
    if not mailbox or mailbox.maxKey() <= number:
        return None
    found: int = mailbox.minKey(number + 1)
    return found


TAKE = "mailbox:take"


@deed(TAKE)
def take(ledger: Any, pid: int, number: int) -> None:
    """Take the message of that number out of its mailbox. Nothing where it is not there."""
    mailbox = ledger.root.process(pid).details.mailbox
    if mailbox is not None:
        mailbox.pop(number, None)


def has_message(process: Process) -> bool:
    """Whether something is in its mailbox."""
    return bool(process.details.mailbox)


def next_message(process: Process) -> Value:
    """The first message in its mailbox, taken out."""
    mailbox = process.details.mailbox
    assert mailbox is not None
    return mailbox.pop_first()
