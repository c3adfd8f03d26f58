"""The isolation that a program asks of its transaction: `(atomic thunk)`, `(serializable thunk)`.

Both bind a parameter, `%isolation` of the library (perdure process), while the thunk
runs. So a program that leaves the thunk, in whatever way, is out of it, and one that comes
back by a continuation is in it again.

Read by: perdure.image.engine.batches, perdure.image.engine.workspace,
perdure.image.engine.builtins.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits import kinds
from perdure.vm import Execution, Outcome, Raise, Return, RunningMachine, Waiting
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.files import is_look_at_written
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.protocols import Machine

LIBRARY = "(perdure process)"
PARAMETER = "%isolation"  #: there
SERIALIZABLE = symbol("serializable")
#: What ends the transaction without being a wait within it.
ENDS = ("cancel", "kill", "exit")


def isolation_parameter(machine: RunningMachine) -> Value:
    """The parameter; None in an image of a version without it."""
    try:
        return machine.library_value(LIBRARY, PARAMETER)
    except KeyError:
        return None


def isolation_of(machine: Machine | RunningMachine, execution: Execution) -> Value:
    """The isolation that the program has asked for where it stands: a symbol; None for none."""
    if execution.parameters is NIL:
        return None
    found = machine.in_effect(LIBRARY, PARAMETER, execution.parameters)
    return found if type(found) is type(SERIALIZABLE) else None


def run_slice(machine: Machine, execution: Execution, resumption: Any) -> Outcome:
    """Run until there is an end; a wait where the program may not wait is an error there."""
    end = machine.run(execution, resumption)
    while isinstance(end, Waiting) and end.kind not in ENDS:
        isolation = isolation_of(machine, end.execution)
        if isolation is None or (end.kind == "begin" and isolation is SERIALIZABLE):
            break
        if is_look_at_written(end):  # a port was closed; what fails then is only logged
            end = machine.run(end.execution, Return(UNSPECIFIED))
        else:
            end = machine.run(end.execution, Raise(waits_within(end.kind, isolation)))
    return end


def waits_within(kind: str, isolation: Value) -> Condition:
    """The error of a wait where the program may not wait."""
    found = kinds.get(kind)
    what = ENDINGS.get(kind, kind) if found is None else found.called
    return Condition(
        f"{what} would end the transaction of ({isolation.name} ...); wait before or after it",
        kind="isolation",
        who=isolation.name,
    )


#: What ends a slice and is no wait, for people.
ENDINGS = {
    "begin": "(serializable ...)",
    "commit": "a look at a file that was written here",
    "yield": "yield",
    "again": "a retry of what was awaited",
}
