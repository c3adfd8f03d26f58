"""Breakpoints on conditions: slices that stop where something is raised, before any handler.

The machine asks whether an object is wanted, by its kind; a predicate is asked once the stack has
been left, as the condition of a breakpoint is. What a handler, or a guard without a fitting clause,
hands on to those further out has been raised before, and stops nothing again.

Neighbours: perdure.image.host.probing (asks the predicates).
"""

from __future__ import annotations

from typing import Final

from perdure.image.processes.breakpoints import ANY, CONDITION, Stored
from perdure.image.processes.cancelling import ends_it
from perdure.image.processes.waits.choice import BREAKPOINT
from perdure.image.schema.processes import HANDED_ON, RAISE, Process
from perdure.vm import Invoke, Machine, Waiting, walk
from perdure.vm.machine.source_positions import needs_place
from perdure.vm.objects.conditions import Condition, report_text
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import builtins

RAISED: Final = "%raised"  #: the variable of a predicate's text that is what was raised


class Signals:
    """The breakpoints of one plan that are on conditions."""

    def __init__(self, breakpoints: tuple[tuple[int, Stored], ...] = ()) -> None:
        self._wanted = [each for each in breakpoints if each[1].kind == CONDITION]

    @property
    def any(self) -> bool:
        return bool(self._wanted)

    def met(self, payload: Value) -> list[tuple[int, Stored]]:
        """Those of the kind of that object."""
        kind = payload.kind if isinstance(payload, Condition) else None
        return [each for each in self._wanted if each[1].what in (ANY, kind)]


def is_new(payload: Value, process: Process) -> bool:
    """Whether that was not raised to end the process, and it has not stood at it before."""
    if ends_it(process, payload):
        return False
    outcome = process.outcome
    if outcome is None or outcome[0] != RAISE or outcome[1] is not payload:
        return True
    return outcome[3:] != (HANDED_ON,)


def is_raised_again(end: Waiting, machine: Machine) -> bool:
    """Whether a handler of that object has raised it once more."""
    return machine.find_point(end.execution, end.arguments[0]) is not None


def handing_on(end: Waiting) -> Invoke:
    """The way on, to the handlers."""
    payload, name, *call = end.arguments
    return Invoke(builtins[name], (payload, *call))


def stopping(end: Waiting, number: int, why: str) -> Waiting:
    """The wait in which it stands there."""
    payload = end.arguments[0]
    is_condition = isinstance(payload, Condition)
    text = report_text(payload) if is_condition else short_text(payload)
    position = payload.position if is_condition else ""
    if not position:
        frames = walk(end.execution)
        position = next((each.position for each in frames if not needs_place(each.position)), "")
    said = Condition(f"breakpoint {number}{why} on {text}", kind=BREAKPOINT, position=position)
    return Waiting(BREAKPOINT, (said, *end.arguments), end.execution)
