"""Deadlines: `(with-timeout seconds thunk [default])` around whatever takes time.

`with-timeout` binds a parameter, `%deadlines` of the library (perdure process), while the thunk
runs: to a list of the deadlines in effect, innermost first, each a pair of a moment and the
error that is raised then. So a deadline survives as the program does, a child that is spawned
inherits it, and a program that leaves the thunk, in whatever way, is rid of it.

A wait is begun with the earliest as one more of its parts. What computes instead is looked at
when its turn is over, and when it would wait. A deadline's error is raised once in each process:
what cleans up because of it may wait.

Read by: perdure.image.engine.slice_ends, perdure.image.engine.merging,
perdure.image.engine.builtins.
"""

from __future__ import annotations

from typing import Any

from perdure.image.host.isolation import LIBRARY
from perdure.image.processes.waits.deadline import Deadline
from perdure.image.processes.waits.wait import FARTHEST
from perdure.vm import Execution, RunningMachine
from perdure.vm.objects.data import Value, cons
from perdure.vm.objects.singletons import NIL
from perdure.vm.primitives.checks import list_from
from perdure.vm.protocols import Machine

PARAMETER = "%deadlines"  #: of the library (perdure process)


def deadline_parameter(machine: RunningMachine) -> Value:
    """The parameter; None in an image of a version without it."""
    try:
        return machine.library_value(LIBRARY, PARAMETER)
    except KeyError:
        return None


def deadline_in_effect(machine: Machine, execution: Execution) -> Deadline | None:
    """The earliest of those in effect where the program stands; of equal ones the outermost.

    None where there is none that has not passed.
    """
    if execution.parameters is NIL:
        return None
    found: Deadline | None = None
    rest = machine.in_effect(LIBRARY, PARAMETER, execution.parameters)
    while rest is not None and rest is not NIL:
        moment = rest.car.car
        if moment < FARTHEST and (found is None or moment <= found.until):
            found = Deadline(moment, rest.car)
        rest = rest.cdr
    return found


def is_of_deadline(machine: RunningMachine, parameters: Value, raised: Value) -> bool:
    """Whether it is the error of a deadline in effect."""
    rest: Any = NIL
    if parameters is not NIL:
        rest = machine.in_effect(LIBRARY, PARAMETER, parameters)
    while rest is not None and rest is not NIL:
        if rest.car.cdr is raised:
            return True
        rest = rest.cdr
    return False


def for_child(machine: RunningMachine, parameters: Value) -> Value:
    """The parameters that a child inherits, with deadlines of its own of the same moments."""
    if parameters is NIL:
        return NIL
    found: Any = machine.in_effect(LIBRARY, PARAMETER, parameters)
    if found is None or found is NIL:
        return parameters
    own: list[Value] = []
    while found is not NIL:
        own.append(cons(found.car.car, found.car.cdr))
        found = found.cdr
    parameter = machine.library_value(LIBRARY, PARAMETER)
    rest: list[Value] = []  # without the bindings that it inherited: they would add up
    while parameters is not NIL:
        if parameters.car.car is not parameter:
            rest.append(parameters.car)
        parameters = parameters.cdr
    return cons(cons(parameter, list_from(own)), list_from(rest))
