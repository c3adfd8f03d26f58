"""Moving a process that stands to other versions of the texts of its program.

Its machine finds where its stack goes on there (perdure.vm.protocols.Machine.upgraded). Nothing is
changed where that cannot be told, or where the process does not stand: CannotUpgrade.

Read by: perdure.image.api.upgrading.
"""

from __future__ import annotations

from collections.abc import Mapping

from perdure.image.discovery import lacking
from perdure.image.errors import CannotUpgrade
from perdure.image.host.machines import Machines
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.waits.effect import effects_of
from perdure.image.schema.processes import FAILED, READY, Process
from perdure.vm import Execution
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition, Fault, report_text
from perdure.vm.protocols import Machine


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The outcome of moving one process."""

    pid: int
    problem: str  #: why it stays in the old version; "" where it has moved
    notes: list[str]  #: what of the new version it does not take over, each with file and line


def upgrade(
    ledger: Ledger, process: Process, machines: Machines, texts: Mapping[str, str] | None
) -> list[str] | None:
    """Move the process; gives what of the new version is not taken over.

    None where no text of its is another. CannotUpgrade.
    """
    machine = _machine_for(process, machines)
    execution = process.execution
    if process.state == FAILED:
        assert process.outcome is not None
        execution = Execution.from_state(process.outcome[1][0])
    assert execution is not None
    moved = _moved(process, machine, execution, texts)
    if moved is None:
        return None
    ledger.restack(process, moved[0])
    return moved[1]


def _moved(
    process: Process, machine: Machine, execution: Execution, texts: Mapping[str, str] | None
) -> tuple[Execution, list[str]] | None:
    try:
        return machine.upgraded(execution, texts)
    except Fault as fault:
        payload = fault.payload
        text = report_text(payload) if isinstance(payload, Condition) else str(payload)
        raise CannotUpgrade(f"process {process.pid}: {text}") from None


def _machine_for(process: Process, machines: Machines) -> Machine:
    """The machine of a process that can be moved as it stands; CannotUpgrade."""
    pid = process.pid
    if not process.machine:
        raise CannotUpgrade(
            f"process {pid} is of a language whose definitions are the image's: evaluate the new "
            "ones, and calls from then on are theirs"
        )
    if process.has_ended:
        outcome = process.outcome
        if process.state != FAILED or outcome is None or len(outcome) < 2 or outcome[1] is None:
            raise CannotUpgrade(f"process {pid} is {process.state}: nothing of it goes on")
    if process.state == READY:
        raise CannotUpgrade(f"process {pid} runs; park it first, or wait until it waits")
    if effects_of(process):
        raise CannotUpgrade(
            f"process {pid} waits for a call outside, which is under way; wait until that has ended"
        )
    machine = machines.of(process)
    if machine is None:
        wanted = lacking(process.machine, process.language, process.execution)
        raise CannotUpgrade(f"process {pid} waits for a worker with {wanted}")
    return machine
