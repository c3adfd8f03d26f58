"""The frames of processes that another machine than the VM's own runs, as a debugger changes them.

The machine does it (perdure.vm.protocols.Machine); this module says when it may. Nothing is changed
where it cannot be: CannotDebug.

Read by: perdure.image.api.debugger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from perdure.image.discovery import lacking
from perdure.image.engine.redirecting import go_on, stack_of
from perdure.image.errors import CannotDebug
from perdure.image.host.machines import Machines
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.waits.effect import effects_of
from perdure.image.schema.processes import INVOKE, RAISE, READY, RETURN, Process
from perdure.vm import Execution, Invoke, Raise, Resumption
from perdure.vm.objects.conditions import Condition, Fault, report_text
from perdure.vm.objects.data import Value
from perdure.vm.protocols import Evaluation, Machine

T = TypeVar("T")


def why_not(process: Process, machines: Machines) -> str:
    """Say why frames of the process cannot be changed just now; "" where they can."""
    if process.state == READY:
        return f"process {process.pid} runs, and cannot be changed meanwhile; park it first"
    if effects_of(process):
        return (
            f"process {process.pid} waits for a call outside, which is under way; wait until that "
            "has ended"
        )
    if machines.of(process) is None:
        wanted = lacking(process.machine, process.language, process.execution)
        return f"process {process.pid} waits for a worker with {wanted}"
    return ""


def evaluate(
    ledger: Ledger, process: Process, machines: Machines, depth: int, text: str, name: str = ""
) -> Evaluation:
    """Evaluate a text in a frame; with a name, give that variable the value. CannotDebug."""
    machine, execution = _standing(process, machines)
    found = _told(process, lambda: machine.evaluated(execution, depth, text, name))
    if found.execution is not None:
        ledger.restack(process, found.execution)
    return found


def leave(
    ledger: Ledger,
    process: Process,
    machines: Machines,
    depth: int,
    text: str | None,
    now: float,
) -> None:
    """Have it go on in the place of a frame: with the value of a text there, or its call again.

    CannotDebug.
    """
    machine, execution = _standing(process, machines)
    target, resumption = _told(process, lambda: machine.left(execution, depth, text))
    go_on(ledger, process, target, _outcome(resumption), now)


def have_stops(ledger: Ledger, process: Process, machines: Machines) -> int:
    """Have its program be such that it can make a step; its level. CannotDebug."""
    machine, execution = _standing(process, machines)
    there, level = _told(process, lambda: machine.stepping(execution))
    if there is not execution:
        ledger.restack(process, there)
    return level


def watched(process: Process, machines: Machines, depth: int, text: str) -> tuple[Any, ...]:
    """The scope in which something of a frame is watched. CannotDebug."""
    machine, execution = _standing(process, machines)
    return _told(process, lambda: machine.watched(execution, depth, text))


def value_of(process: Process, machines: Machines, text: str) -> Value | None:
    """The value of an expression in the language of the process, which it is to be given.

    None where the machine evaluates nothing. CannotDebug.
    """
    machine, execution = _standing(process, machines)
    with _faults_told():
        return machine.value_of(execution, text)


def _standing(process: Process, machines: Machines) -> tuple[Machine, Execution]:
    execution = stack_of(process)
    reason = why_not(process, machines)
    if reason:
        raise CannotDebug(reason)
    machine = machines.of(process)
    assert machine is not None
    return machine, execution


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except Fault as fault:
        payload = fault.payload
        text = report_text(payload) if isinstance(payload, Condition) else str(payload)
        raise CannotDebug(text) from None


def _told(process: Process, work: Callable[[], T | None]) -> T:
    with _faults_told():
        found = work()
    if found is None:
        raise CannotDebug(f"the frames of process {process.pid} can be looked at, and not changed")
    return found


def _outcome(resumption: Resumption) -> tuple[object, ...]:
    if isinstance(resumption, Raise):
        return RAISE, resumption.payload
    if isinstance(resumption, Invoke):
        return INVOKE, resumption.procedure, resumption.arguments
    return RETURN, resumption.value
