"""The scopes that a program is in: `(with-children thunk)`.

It binds a parameter, `%scopes` of the library (perdure process), to a list of the numbers of
those that are open where the program stands, innermost first. A child does not inherit it: what it
starts is no child of the scope.

Read by: perdure.image.engine.slice_ends, perdure.image.engine.builtins.
"""

from __future__ import annotations

from perdure.image.host.isolation import LIBRARY
from perdure.vm import RunningMachine
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import NIL
from perdure.vm.protocols import Machine

PARAMETER = "%scopes"  #: of the library (perdure process)


def scope_parameter(machine: RunningMachine) -> Value:
    """The parameter; None in an image of a version without it."""
    try:
        return machine.library_value(LIBRARY, PARAMETER)
    except KeyError:
        return None


def scopes_in_effect(machine: Machine | RunningMachine, parameters: Value) -> list[int]:
    """The numbers of the scopes, innermost first."""
    if parameters is NIL:
        return []
    found: list[int] = []
    rest = machine.in_effect(LIBRARY, PARAMETER, parameters)
    while rest is not None and rest is not NIL:
        found.append(rest.car)
        rest = rest.cdr
    return found
