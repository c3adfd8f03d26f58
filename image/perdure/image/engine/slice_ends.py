"""The ends of slices: what becomes of a process that has stopped running.

Read by: perdure.image.engine.batches, perdure.image.engine.merging.
"""

from __future__ import annotations

from collections.abc import Callable

from perdure.image.discovery import known_language
from perdure.image.engine.retrying import again_of, begun_again, signalled_by
from perdure.image.host.deadlines import deadline_in_effect
from perdure.image.host.scopes import scopes_in_effect
from perdure.image.processes.cancelling import (
    LEAVING,
    PENDING,
    RAISED,
    cancelled_here,
    ends_it,
    is_cancelled,
    is_in_stage,
    set_stage,
)
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.policies import FAIL, policy_of
from perdure.image.processes.waits import ChildFailure, Choice, Deadline, Wait, Within
from perdure.image.processes.waits.choice import BREAKPOINT
from perdure.image.processes.waits.kinds import begun
from perdure.image.schema.processes import INVOKE, RAISE, RETURN, Process
from perdure.vm import Done, Execution, Failed, Outcome, Preempted, Waiting
from perdure.vm.machine.continuations import new_continuation
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.protocols import Machine

#: What ends a slice and is no wait: nothing is raised instead.
NO_WAITS = frozenset(("again", "cancel", "kill", "exit", "commit"))


def is_wait(end: Waiting) -> bool:
    """Whether the program waits, or lets other processes run."""
    return end.kind not in NO_WAITS


Now = Callable[[], float]  #: tells the time; most slices end without anybody asking


def note_end(ledger: Ledger, process: Process, end: Outcome, machine: Machine, now: Now) -> None:
    """Note what became of a process at the end of its slice."""
    if isinstance(end, Waiting):
        if end.kind not in NO_WAITS:
            _wait(ledger, process, end, machine, now)
        elif end.kind == "again":
            (waits,) = end.arguments
            ledger.wait(process, end.execution, begun_again(waits, now()))
        elif end.kind == "cancel":
            ledger.cancel_itself(process, end.execution, *end.arguments)
        elif end.kind == "kill":
            ledger.kill(process)
        elif end.kind == "exit":
            language = known_language(process.details.language)
            ledger.finish(process, end.arguments[0], language.exit_code(end.arguments[0]))
        else:
            assert end.kind == "commit"
            ledger.go_on_after_commit(process, end.execution, *end.arguments)
    elif isinstance(end, Done):
        if is_in_stage(process, LEAVING):
            ledger.kill(process)
        else:
            ledger.finish(process, end.value)
    elif isinstance(end, Failed):
        if ends_it(process, end.payload):
            _leave(ledger, process, end.execution)
        else:
            _fail(ledger, process, end)
    else:
        assert isinstance(end, Preempted)
        raised = interruption(ledger, process, parts_in_effect(machine, end.execution), now)
        outcome = (RETURN, UNSPECIFIED) if raised is None else (RAISE, raised)
        ledger.go_on(process, end.execution, outcome)


def _fail(ledger: Ledger, process: Process, end: Failed) -> None:
    """Nobody handles what it has raised: it fails, or waits for a restart to be chosen.

    It fails where its machine keeps no stack that could be gone on with.
    """
    again = again_of(process, end)
    if again is None or is_cancelled(process) or policy_of(ledger.root, process) == FAIL:
        ledger.fail(process, end.payload, end.execution, again)
        return
    ledger.wait(process, Execution.from_state(again[0]), Choice(end.payload, again[1:]))
    ledger.parked.append(process)


def parts_in_effect(machine: Machine, execution: Execution) -> tuple[Wait, ...]:
    """The parts that may interrupt a wait there: a deadline, and failures of children."""
    if execution.parameters is NIL:
        return ()
    deadline = deadline_in_effect(machine, execution)
    failures = map(ChildFailure, scopes_in_effect(machine, execution.parameters))
    return (*failures,) if deadline is None else (deadline, *failures)


def interruption(
    ledger: Ledger, process: Process, parts: tuple[Wait, ...], now: Now
) -> Value | None:
    """The object to be raised instead of going on: one of these has come, or it was cancelled."""
    if is_in_stage(process, PENDING):
        set_stage(process, RAISED)
        return cancelled_here()
    for part in parts:
        if isinstance(part, Deadline) and part.until <= now():
            return part.passed()
        outcome = part.begin(ledger, process)
        if outcome is not None:
            return outcome[1]
    return None


def _wait(ledger: Ledger, process: Process, end: Waiting, machine: Machine, now: Now) -> None:
    wait: Wait | None
    if end.kind == BREAKPOINT:
        wait = Choice(end.arguments[0], (BREAKPOINT, *signalled_by(process, end)))
        ledger.parked.append(process)
    else:
        wait = None if end.kind in ("begin", "yield") else begun(end.kind, end.arguments)
    parts: tuple[Wait, ...] = ()
    raised: Value | None = None
    if end.execution.parameters is not NIL:
        parts = parts_in_effect(machine, end.execution)
    if parts or process.details.cancelled is not None:
        raised = interruption(ledger, process, parts, now)
    if raised is not None:
        waited = () if wait is None else (wait.to_stored(),)
        ledger.go_on(process, end.execution, (RAISE, raised, *waited))
    elif wait is None:
        ledger.go_on(process, end.execution, (RETURN, UNSPECIFIED))
    else:
        is_within = parts and end.kind != BREAKPOINT
        ledger.wait(process, end.execution, Within(wait, parts) if is_within else wait)


def _leave(ledger: Ledger, process: Process, execution: Execution) -> None:
    """It ends because it was cancelled, once it has left every `dynamic-wind`."""
    if execution.winders is NIL:
        ledger.kill(process)
        return
    set_stage(process, LEAVING)
    outside = new_continuation(None, 0, NIL, NIL, NIL)
    there = Execution.start(winders=execution.winders, parameters=execution.parameters)
    ledger.go_on(process, there, (INVOKE, outside, (UNSPECIFIED,)))
