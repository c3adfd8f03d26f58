"""Waiting for input: a program reads from its console, and nothing is there.

The driver asks for a line (perdure.image.engine.askers). When one is typed the procedure that reads
is called again, which may find that it wants more.
"""

from __future__ import annotations

from perdure.image.processes.waits.kinds import find_part, register, wait_of
from perdure.image.processes.waits.wait import Changes, Outcome, Wait, Wanted
from perdure.image.schema.processes import INVOKE, WAITING, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value


@register
@dataclass(slots=True)
class ConsoleLine(Wait):
    """Until somebody types something."""

    kind = "input"
    called = "reading from the console"
    driven_in = (WAITING,)

    procedure: Value  #: the one that reads
    arguments: tuple[Value, ...]

    def text(self) -> str:
        return "input"

    def want(self, wanted: Wanted, process: Process) -> None:
        wanted.asking.append(process.pid)

    def reading(self) -> Outcome:
        """How the process goes on when something is there."""
        return INVOKE, self.procedure, self.arguments


def is_reading(process: Process) -> bool:
    """Whether it waits for a line."""
    return process.state == WAITING and find_part(wait_of(process), ConsoleLine) is not None


def let_read(ledger: Changes, process: Process) -> None:
    """Something is there to be read. Nothing where the process does not wait for it."""
    found = find_part(wait_of(process), ConsoleLine)
    if found is not None:
        ledger.fire(process, ConsoleLine, *found.reading())


def supply_input(ledger: Changes, process: Process, text: str | None) -> None:
    """A person has typed this for it; None: nothing more will come."""
    if process.has_ended:
        return
    ledger.claim(process)
    source = process.own_details().console_input()
    if text is None:
        source.has_ended = True
    else:
        source.keep(text)
    let_read(ledger, process)
