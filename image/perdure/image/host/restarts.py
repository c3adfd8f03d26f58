"""The restarts that a program offers, as the image sees them.

`with-restart` and `restart-case` bind a parameter, `%restarts` of the library (perdure conditions),
to the list of those in effect, innermost first. Each is a record of its name, of a text that says
what it does, and of a procedure, which is called where it is chosen.

Read by: perdure.image.engine.restarting, perdure.image.engine.builtins.
"""

from __future__ import annotations

from perdure.vm import RunningMachine
from perdure.vm.machine.linked import Linked
from perdure.vm.objects.data import Pair, Record, Value
from perdure.vm.objects.procedures import Builtin, Closure
from perdure.vm.objects.singletons import FALSE, NIL
from perdure.vm.primitives.checks import items_of
from perdure.vm.protocols import Machine

LIBRARY = "(perdure conditions)"
PARAMETER = "%restarts"  #: there
CHOOSE = "%choose"  #: the procedure there by which one from outside is chosen


def restart_parameter(machine: RunningMachine) -> Value:
    """The parameter; None in an image of a version without it."""
    try:
        return machine.library_value(LIBRARY, PARAMETER)
    except KeyError:
        return None


def restarts_in_effect(machine: Machine, parameters: Value) -> list[Record]:
    """The program's restarts among these bindings, innermost first."""
    found = machine.in_effect(LIBRARY, PARAMETER, parameters)
    return [] if found is None else items_of("restarts", found)


def arity_of(restart: Record) -> tuple[int, int | None]:
    """How many values a restart takes: at least, and at most (None: any number)."""
    _, _, effector, formals = restart.fields
    if formals is FALSE:  # made by `with-restart`: as many as its procedure
        return procedure_arity(effector)
    count = 0
    while isinstance(formals, Pair):
        count, formals = count + 1, formals.cdr
    return count, count if formals is NIL else None


def procedure_arity(procedure: Value) -> tuple[int, int | None]:
    """The same of a procedure; any number where it is not known."""
    if isinstance(procedure, Builtin):
        return procedure.minimum, procedure.maximum
    if not isinstance(procedure, Closure):
        return 0, None
    lowered = Linked(procedure.code).lowered
    count = len(lowered.parameters)
    return count, count if lowered.rest < 0 else None
