"""The parameters in effect in a frame, for what is evaluated there by somebody else.

Those of the program are, and the ports. Those that speak of the frames there are not: restarts,
which leave by a continuation, the scopes of children, deadlines, and the isolation that the program
has asked for.

Read by: perdure.image.host.probing, perdure.image.api.in_frames.
"""

from __future__ import annotations

from perdure.image.host.deadlines import deadline_parameter
from perdure.image.host.isolation import isolation_parameter
from perdure.image.host.restarts import restart_parameter
from perdure.image.host.scopes import scope_parameter
from perdure.vm import Execution, Machine
from perdure.vm.machine.delimited import to_inherit
from perdure.vm.machine.unwinding import outside
from perdure.vm.objects.data import Value


def parameters_in(execution: Execution, depth: int, machine: Machine) -> Value:
    """The parameters of the frame of that depth, without those that speak of the stack."""
    there = outside(execution, depth - 1, machine.linker) if depth else execution
    left_out = (
        isolation_parameter(machine),
        scope_parameter(machine),
        restart_parameter(machine),
        deadline_parameter(machine),
    )
    return to_inherit(there.parameters, left_out)
