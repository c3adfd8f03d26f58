"""Where a process stands for a debugger, and how it is made to stand or to go on elsewhere.

One that has failed, or waits for a restart, stands where that was raised. One that is parked, or
waits for something, stands there. One that is ready runs: it has a stack to look at, as of the
last commit, and is not to be changed.

Reads: perdure.image.engine.retrying. Read by: perdure.image.api.debugging.
"""

from __future__ import annotations

from typing import Any

from perdure.image.engine.retrying import have_wait_again, told_by
from perdure.image.errors import CannotDebug
from perdure.image.processes.ledger import Ledger
from perdure.image.processes.suspects import forget
from perdure.image.processes.waits import Choice, find_part, wait_of
from perdure.image.schema.processes import FAILED, INVOKE, PARKED, READY, RETURN, Process
from perdure.vm import Execution, Machine
from perdure.vm.machine.continuations import new_continuation
from perdure.vm.machine.namespace import list_of
from perdure.vm.machine.own import AGAIN
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED


def stack_of(process: Process) -> Execution:
    """The stack that a debugger shows; CannotDebug where there is none."""
    found = process.execution
    if process.state == FAILED and process.outcome is not None and len(process.outcome) > 1:
        again = process.outcome[1]
        if again is not None:
            found = Execution.from_state(again[0])
    if found is None:
        raise CannotDebug(f"process {process.pid} is {process.state}, and keeps no stack")
    return found


def is_stopped(process: Process) -> bool:
    """Whether it stands until somebody says how it goes on."""
    if process.state in (FAILED, PARKED):
        return True
    return find_part(wait_of(process), Choice) is not None


def check_stands(process: Process) -> None:
    """CannotDebug where the process runs, or has ended for good."""
    stack_of(process)
    if process.state == READY:
        raise CannotDebug(
            f"process {process.pid} runs, and cannot be changed meanwhile; park it first"
        )


def go_on(
    ledger: Ledger, process: Process, execution: Execution, outcome: tuple[Any, ...], now: float
) -> None:
    """Have it go on there, with that outcome; those wait again that failed because it did."""
    told = told_by(process)
    forget(ledger.root.suspects, process.pid)
    ledger.redirect(process, execution, *outcome)
    have_wait_again(ledger, process.pid, told, now)


def leave_to(
    ledger: Ledger,
    process: Process,
    target: Execution,
    outcome: tuple[Any, ...],
    machine: Machine,
    now: float,
) -> None:
    """Have it go on at a frame further out, by way of all that is to be left on the way.

    `target` is the computation there; `outcome` a return into it, or a call upon it. What
    `dynamic-wind` has to clean up is cleaned up.
    """
    here = stack_of(process)
    if target.winders is here.winders:
        go_on(ledger, process, target, outcome, now)
        return
    stack = Stack(target.frames, target.below, target.count)
    value: Value = UNSPECIFIED
    if outcome[0] == RETURN:
        value = outcome[1]
    else:  # a frame that makes the call once it is thrown to
        _, procedure, arguments = outcome
        call = list_of((procedure, *arguments))
        stack.frames.append(machine.linker.giving_frame(machine.own(AGAIN).code, call))
    stack.seal()
    dynamic = (target.handlers, target.winders, target.parameters)
    there = new_continuation(stack.below, stack.count, *dynamic)
    go_on(ledger, process, here, (INVOKE, there, (value,)), now)
