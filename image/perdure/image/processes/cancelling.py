"""Cancelling with manners: a process is told, and may clean up before it ends.

An error of kind `cancelled` is raised where the process waits: guards, handlers and the `after`
thunks of `dynamic-wind` see it, and may wait while they clean up. A process that waits for
nothing just now has it raised at its next wait, or where its turn ends. It has a time of grace;
when that is over, or when it is cancelled once more, it is killed: it ends where it stands.
One that has nothing to clean up, no handler and no `dynamic-wind` in effect, is killed at once.

What of this is under way is in the process's details: the moment at which it is killed, which is
among the timers of its shard too, and a stage.

Read by: perdure.image.processes.ledger, perdure.image.engine.slice_ends.
"""

from __future__ import annotations

from typing import Final

from perdure.image.schema.processes import Process
from perdure.vm import Execution
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import NIL

CLEANUP = 10.0  #: seconds that a process has for cleaning up, unless others are given

#: Stages, as they are stored: the error is still to be raised, it was raised, and nobody has
#: handled it, so that the `after` thunks are run.
PENDING, RAISED, LEAVING = range(3)

KIND: Final = "cancelled"  #: of the error that is raised, and of what others get that await the end


def has_cleanups(process: Process, execution: Execution | None) -> bool:
    """Whether something in the process, which stands there, may want to know that it is to end."""
    if execution is None:
        return False
    if process.machine:
        return process.steps > 0  # of its own machine's stacks nothing is known here
    return execution.handlers is not NIL or execution.winders is not NIL


def is_cancelled(process: Process) -> bool:
    """Whether it was cancelled, and has not ended yet."""
    return process.details.cancelled is not None


def is_in_stage(process: Process, stage: int) -> bool:
    """Whether it was cancelled, and has come so far."""
    cancelled = process.details.cancelled
    return cancelled is not None and cancelled[1] == stage


def set_stage(process: Process, stage: int) -> None:
    """Note how far it has come."""
    details = process.own_details()
    assert details.cancelled is not None
    details.cancelled = (details.cancelled[0], stage)


def cancelled_here() -> Condition:
    """The error that is raised in a process that is cancelled."""
    return Condition("this process was cancelled", kind=KIND, who="cancel!")


def ends_it(process: Process, payload: Value) -> bool:
    """Whether the process is over, having raised this, because it was cancelled."""
    return is_cancelled(process) and type(payload) is Condition and payload.kind == KIND
