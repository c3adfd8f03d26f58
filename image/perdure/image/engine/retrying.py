"""Going on with a process that has failed: what it failed in is done again, or given a value.

What a failed process keeps for this, besides its stack, is `again`:

    (execution, "wait", waits)         it failed of how a wait ended: an effect, another process,
                                       a message that did not come. `waits` is that wait, and
                                       `execution` the stack then
    (execution, "statement")           in a statement, before which that stack waits
    (execution, "call", callee, arguments)  in a tail call, which no frame stands for; the callee
                                       is a procedure, or the global cell of one
    (execution, "slice", outcome)      its slice could not be run, which is to begin so
    (execution, "breakpoint")          it stands at a breakpoint, and goes on there
    (execution, "raise")               by a call of `raise`; only a value helps
    None                               the same, by an older version; or its machine keeps no
                                       stack to go on with

One that waits for a restart (perdure.image.processes.waits.choice) keeps the same, and goes on so.
One that stands at a breakpoint on a condition keeps that of the error, and how its handlers get it.

An effect is begun again under the key that it had: it is one more attempt, not another
effect. A caller that was told that a process has failed is not told that it goes on.

Reads: perdure.vm.machine.redoing. Read by: perdure.image.engine.scheduler,
perdure.image.api.commands.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from perdure.image.discovery import known_language, lacking
from perdure.image.errors import CannotRetry, NoSuchProcess
from perdure.image.host.machines import Machines
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.suspects import forget
from perdure.image.processes.waits import (
    Choice,
    ProcessEnd,
    Wait,
    Within,
    find_part,
    wait_from,
    wait_of,
)
from perdure.image.schema.processes import FAILED, HANDED_ON, INVOKE, PARKED, RAISE, RETURN, Process
from perdure.vm import Execution, Failed, Invoke, Waiting
from perdure.vm.machine.machine import FAIL_ON
from perdure.vm.machine.redoing import USE_THESE, is_before_statement
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell, builtins
from perdure.vm.objects.singletons import UNSPECIFIED


def again_of(process: Process, end: Failed) -> tuple[Any, ...] | None:
    """`again` for a process whose slice has failed, and which is still as when that began."""
    began, execution = process.outcome, process.execution
    assert execution is not None
    if began is not None and began[0] == RAISE and len(began) > 2 and began[2] is not None:
        if began[1] is end.payload or end.came_of_wait:
            return execution.to_state(), "wait", began[2]
    if end.fault is None:
        return None
    if end.again is not None:
        return end.fault.to_state(), "call", end.again.procedure, end.again.arguments
    return end.fault.to_state(), "statement" if is_before_statement(end.fault) else "raise"


def signalled_by(process: Process, end: Waiting) -> tuple[Any, ...]:
    """The rest of how one goes on that stands at a breakpoint: of one on a condition.

    (what was raised, what hands it on, `again` for that, without the stack); of another nothing.
    """
    if len(end.arguments) == 1:
        return ()
    _, payload, name, *call = end.arguments
    if name != FAIL_ON:
        return payload, (name,), ("raise",)
    again = Invoke(call[0], tuple(call[1:])) if call else None
    found = again_of(process, Failed(payload, end.execution, end.execution, again))
    assert found is not None
    return payload, (name, *call), found[1:]


def go_on(ledger: Ledger, process: Process, now: float) -> None:
    """Let one go on that stands at a breakpoint: on a condition, with the program's handlers."""
    choice = find_part(wait_of(process), Choice)
    if choice is None or choice.signalled is None:
        retry(ledger, process, now)
        return
    payload, (name, *call), doing_again = choice.signalled
    there = process.execution
    assert there is not None
    if doing_again[0] == "wait":
        ledger.revive(process, there, RAISE, payload, doing_again[1], HANDED_ON)
    else:
        ledger.revive(process, there, INVOKE, builtins[name], (payload, *call))


def again_as_it_is(process: Process) -> tuple[Any, ...] | None:
    """The same where the slice could not be run."""
    if process.execution is None or process.outcome is None:
        return None
    return process.execution.to_state(), "slice", process.outcome


def retry(ledger: Ledger, process: Process, now: float) -> list[int]:
    """Do again what it failed in; let it go on where it was parked. CannotRetry.

    A wait is within the deadlines that are still to come.

    Those that failed because they were told of its failure wait for it again. Gives the pids of
    all that go on.
    """
    if process.state == PARKED:
        ledger.resume(process)
        return [process.pid]
    _, execution, again = standing(process)
    told = told_by(process)
    forget(ledger.root.suspects, process.pid)
    match again:
        case (state, "wait", waits):
            ledger.wait_again(process, Execution.from_state(state), begun_again(waits, now))
        case (state, "statement" | "breakpoint"):
            ledger.revive(process, Execution.from_state(state), RETURN, UNSPECIFIED)
        case (state, "slice", outcome):
            ledger.revive(process, Execution.from_state(state), *outcome)
        case (state, "call", callee, arguments):
            procedure = _procedure(process, callee)
            ledger.revive(process, Execution.from_state(state), INVOKE, procedure, arguments)
        case None if is_before_statement(execution):  # by an older version
            ledger.revive(process, execution, RETURN, UNSPECIFIED)
        case _:
            raise CannotRetry(
                f"process {process.pid} raised what it failed of by itself, and would again; "
                "give it a value to go on with instead"
            )
    return [process.pid, *have_wait_again(ledger, process.pid, told, now)]


def begun_again(waits: tuple[Any, ...], now: float) -> Wait:
    """The wait that has failed, once more: within the deadlines that are still to come."""
    failed = wait_from(waits)
    wait = failed.again()
    if isinstance(failed, Within) and (parts := failed.lasting(now)):
        return Within(wait, parts)
    return wait


def told_by(process: Process) -> tuple[int, ...]:
    """The pids of those that waited for it when it failed."""
    outcome = process.outcome if process.state == FAILED else None
    found: tuple[int, ...] = outcome[2] if outcome is not None and len(outcome) > 2 else ()
    return found


def have_wait_again(ledger: Ledger, pid: int, told: tuple[int, ...], now: float) -> list[int]:
    """Have those wait for the process that failed because it did, and stand where they stood."""
    gone_on: list[int] = []
    for waiting in told:
        with suppress(CannotRetry, NoSuchProcess):
            process = ledger.root.process(waiting)
            _, again = _failure(process)
            if again is None or again[1] != "wait":
                continue
            if find_part(wait_from(again[2]), ProcessEnd, pid) is not None:
                gone_on += retry(ledger, process, now)
    return gone_on


def _procedure(process: Process, callee: Value) -> Value:
    if not isinstance(callee, Cell):
        return callee
    if not callee.is_bound:
        raise CannotRetry(f"{callee.name}, which process {process.pid} called, is still unbound")
    return callee.value


def give(ledger: Ledger, process: Process, value: Value, machines: Machines, now: float) -> None:
    """Let it go on as if what it failed in had given that value. CannotRetry.

    Those that were told of its failure wait again, as with `retry`.
    """
    told = told_by(process)
    _give(ledger, process, value, machines)
    have_wait_again(ledger, process.pid, told, now)


def _give(ledger: Ledger, process: Process, value: Value, machines: Machines) -> None:
    _, execution, again = standing(process)
    forget(ledger.root.suspects, process.pid)
    found = execution if again is None else Execution.from_state(again[0])
    if again is not None and again[1] == "statement":
        machine = machines.of(process)
        if machine is None:
            wanted = lacking(process.machine, process.language, process.execution)
            raise CannotRetry(f"process {process.pid} waits for a worker with {wanted}")
        if not machine.can_give(found):
            raise CannotRetry(
                f"no call of process {process.pid} can be given a value: it was left through a "
                "`try` or a `with`, or had not begun to call"
            )
        try:
            found, step = machine.giving(found, value)
        except Fault as fault:
            text = failure_text(process, fault.payload)
            raise CannotRetry(
                f"with that value process {process.pid} fails at once: {text}"
            ) from None
        if isinstance(step, Invoke):
            ledger.revive(process, found, INVOKE, step.procedure, step.arguments)
            return
        value = step.value
    if again is not None and again[1] == "call" and again[2] is builtins[USE_THESE]:
        # Another part of a statement, of which others were given values.
        ledger.revive(process, found, INVOKE, again[2], (*again[3], value))
        return
    ledger.revive(process, found, RETURN, value)


def has_failed_so(
    process: Process, name: str | None, error: str | None, same: str | None = None
) -> bool:
    """Whether an error has stopped it, it has that name, and the text of the error is such.

    It has `error` in it, and is the `same`.
    """
    if not is_stopped(process) or (name is not None and process.details.name != name):
        return False
    if error is None and same is None:
        return True
    text = failed_with(process)
    return (error is None or error in text) and (same is None or text == same)


def failed_with(process: Process) -> str:
    """The text of the error that has stopped it; CannotRetry where none has."""
    return failure_text(process, standing(process)[0])


def is_stopped(process: Process) -> bool:
    """Whether it has failed, or is parked by an error."""
    choice = find_part(wait_of(process), Choice)
    return process.state == FAILED or (choice is not None and not choice.is_breakpoint())


def resume(ledger: Ledger, process: Process, now: float) -> None:
    """Let it go on where it is parked, or stands at a breakpoint. Nothing where it does neither."""
    choice = find_part(wait_of(process), Choice)
    if process.state != PARKED and choice is not None and choice.is_breakpoint():
        go_on(ledger, process, now)
    else:
        ledger.resume(process)


def failure_text(process: Process, payload: Value) -> str:
    """The text of a process's failure, on one line, without the place, as its language says it."""
    return known_language(process.details.language).failure_text(payload)


def waits_for_another(process: Process) -> bool:
    """Whether it failed of the end of another process."""
    _, _, again = standing(process)
    if again is None or again[1] != "wait":
        return False
    return any(isinstance(part, ProcessEnd) for part in wait_from(again[2]).parts())


def standing(process: Process) -> tuple[Value, Execution, tuple[Any, ...] | None]:
    """(what it raised, its stack, `again`) of one that has failed, or waits for a restart.

    CannotRetry where it does neither.
    """
    choice = find_part(wait_of(process), Choice)
    if choice is None:
        execution, again = _failure(process)
        assert process.outcome is not None
        return process.outcome[0], execution, again
    there = process.execution
    assert there is not None
    if choice.signalled is not None:
        payload, _, doing_again = choice.signalled
        return payload, there, (there.to_state(), *doing_again)
    return choice.payload, there, (there.to_state(), *choice.doing_again)


def stopped_by(process: Process) -> Value:
    """The reason why it stands, for people: an error or a breakpoint; CannotRetry for neither."""
    choice = find_part(wait_of(process), Choice)
    return standing(process)[0] if choice is None else choice.payload


def _failure(process: Process) -> tuple[Execution, tuple[Any, ...] | None]:
    if process.state != FAILED or process.execution is None:
        raise CannotRetry(f"process {process.pid} has not failed: it is {process.state}")
    outcome = process.outcome
    assert outcome is not None
    return process.execution, outcome[1] if len(outcome) > 1 else None
