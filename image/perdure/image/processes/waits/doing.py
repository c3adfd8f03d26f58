"""Something that a process does to processes, as the end of its slice, and goes on with.

It is over when it begins, so nothing is ever stored of it. A machine that runs a slice again within
a transaction, where it learns better how, has what the program does to the world as waits of this
kind: what was thrown away has done nothing.
"""

from __future__ import annotations

from typing import Any

from perdure.image.errors import AlreadyCompleted
from perdure.image.processes.waits.deeds import deed, do_deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED


@register
@dataclass(slots=True)
class Doing(Wait):
    """Until a deed is done: at once. The deed gives the outcome."""

    kind = "doing"
    called = "do"

    deed: str  #: its name; it is given the ledger, the process that does it, and the arguments
    arguments: tuple[Any, ...]

    def text(self) -> str:
        return f"its turn to {self.deed}"

    def begin(self, ledger: Changes, process: Process) -> Outcome:
        found: Outcome = do_deed(ledger, self.deed, (process, *self.arguments))
        return found


@deed("doing:send")
def send_message(ledger: Any, process: Process, pid: int, message: Value) -> Outcome:
    """Put a message into a mailbox; lost where there is none any more."""
    found = ledger.find_process(pid)
    if found is not None:
        ledger.send(found, message)
    return RETURN, UNSPECIFIED


@deed("doing:spawn")
def spawn(
    ledger: Any, process: Process, procedure: Value, arguments: tuple[Any, ...], name: str
) -> Outcome:
    """Start a child; gives its pid."""
    made = ledger.create(
        procedure,
        arguments,
        name=name,
        parent=process.pid,
        now=ledger.moment(),
        language=process.details.language,
    )
    return RETURN, made.pid


@deed("doing:complete")
def complete(ledger: Any, process: Process, name: str, value: Value) -> Outcome:
    """Give those a value that await a name."""
    try:
        ledger.complete(name, value, ledger.moment())
    except AlreadyCompleted as error:
        return RAISE, Condition(str(error), kind="completed")
    return RETURN, UNSPECIFIED


@deed("doing:refuse")
def refuse(ledger: Any, process: Process, text: str) -> Outcome:
    """Raise that what was to be done cannot be."""
    return RAISE, Condition(text, kind="refused")
