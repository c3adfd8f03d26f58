"""Something that a process does to processes, as the end of its slice, and goes on with.

It is over when it begins, so nothing is ever stored of it. A machine that runs a slice again within
a transaction, where it learns better how, has what the program does to the world as waits of this
kind: what was thrown away has done nothing.
"""

from __future__ import annotations

from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.errors import AlreadyCompleted
from perdure.image.processes.waits.deeds import deed, do_deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.processes import RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Bytevector, Value, new_string, new_vector
from perdure.vm.objects.singletons import FALSE, TRUE, UNSPECIFIED

SHARED = "values that programs share"  #: under which an image keeps them


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


@deed("doing:root-get")
def shared(ledger: Any, process: Process, name: str) -> Outcome:
    """The bytes that programs share under a name."""
    found = shelf(ledger).get(name)
    return RETURN, UNSPECIFIED if found is None else Bytevector(bytearray(found))


@deed("doing:root-put")
def share(ledger: Any, process: Process, name: str, content: bytes | None) -> Outcome:
    """Have them share these; None: nothing."""
    if content is None:
        shelf(ledger).pop(name, None)
    else:
        shelf(ledger)[name] = content
    return RETURN, UNSPECIFIED


@deed("doing:root-exchange")
def exchange(
    ledger: Any, process: Process, name: str, before: bytes | None, content: bytes
) -> Outcome:
    """The same where what is there is what was; whether it is."""
    is_same = shelf(ledger).get(name) == before
    if is_same:
        shelf(ledger)[name] = content
    return RETURN, TRUE if is_same else FALSE


@deed("doing:root-names")
def names(ledger: Any, process: Process) -> Outcome:
    """All names under which they share something."""
    return RETURN, new_vector([new_string(name) for name in shelf(ledger)])


def shelf(ledger: Any) -> Any:
    return ledger.root.keep(SHARED, OOBTree)


@deed("doing:refuse")
def refuse(ledger: Any, process: Process, text: str) -> Outcome:
    """Raise that what was to be done cannot be."""
    return RAISE, Condition(text, kind="refused")
