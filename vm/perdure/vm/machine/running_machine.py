"""The machine as what it calls knows it: control operators, and builtins that ask it something.

The machine itself (running.machine) imports them.

Read by: perdure.vm.machine.current and all that runs on the machine.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, Protocol

from perdure.vm.machine.linker import Linker
from perdure.vm.machine.restarting import Point
from perdure.vm.objects.data import Value
from perdure.vm.objects.environments import Environment
from perdure.vm.objects.procedures import Cell, Parameter
from perdure.vm.protocols.frames import Execution
from perdure.vm.protocols.host import Host
from perdure.vm.signals import Registers


class RunningMachine(Protocol):
    """The state that the machine keeps of the computation that runs, and requests to it."""

    libraries: MutableMapping[str, Environment]  #: the image's, by printed name
    host: Host  #: the world, as programs see it
    linker: Linker
    registers: Registers
    trampoline: Callable[..., Value]  #: makes the tail calls that are left in the registers
    enter_call_cc: Callable[..., Value]
    native_continuations: list[Any]  #: pending on the native stack, innermost last
    native_guards: list[Any]  #: the markers of the guards on the native stack, innermost last
    handlers: Value
    winders: Value
    parameters: Value
    #: whether a debugger is to have a look at what is raised; None where none looks
    signalled: Callable[[Value], bool] | None

    def own(self, name: str) -> Value:
        """One of the machine's own procedures: the image's, where it has them."""
        ...

    def in_effect(self, library: str, name: str, parameters: Value) -> Value | None:
        """The value among `parameters` of a library's parameter; None where there is none."""
        ...

    def unbound_cell(self, execution: Execution, payload: Value) -> Cell | None:
        """The global variable that an error is about, where the computation stands before that."""
        ...

    def does_again(self, execution: Execution) -> bool:
        """Whether returning into it, whatever is returned, does what failed once more."""
        ...

    def find_point(self, execution: Execution, payload: Value | None = None) -> Point | None:
        """See perdure.vm.machine.restarting."""
        ...

    def library_value(self, library: str, name: str) -> Value:
        """The value that a library has bound a name to."""
        ...

    def define(self, cell: Cell, value: Value) -> None:
        """Bind a cell; calls through it find the new value from now on."""
        ...

    def tail_call(self, procedure: Value, *arguments: Value) -> Value:
        """The value that a control builtin returns to have a procedure called in its place."""
        ...

    def parameter_value(self, parameter: Parameter) -> Value:
        """A parameter's value in effect."""
        ...

    def output_port(self) -> Value:
        """Where output without a port goes: the `current-output-port` in effect."""
        ...

    def input_port(self) -> Value:
        """Where input without a port comes from: the `current-input-port` in effect."""
        ...

    def port_name(self, parameter: Parameter) -> str | None:
        """The name of that parameter if it holds one of the ports in effect."""
        ...

    def identity_of(self, thing: Value) -> int:
        """A number of its own for an object with identity; the same after a reload."""
        ...
