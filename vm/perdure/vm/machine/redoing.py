"""Going on with a computation that has failed: the failed statement again, or a value for it.

The innermost frame of one that failed in a statement waits before that (see
perdure.vm.machine.diagnosis), so that returning into it does the statement anew. One that
raised an object by itself waits after the call of `raise`, for a value.

Where guards have looked at an object and let it pass, the frames of that lie upon those of
the failed statement. So the machine keeps where the last object came from (`Fallen`), and
takes them off when nobody handles it.

Read by: perdure.vm.machine.machine, perdure.image.engine.retrying.
"""

from __future__ import annotations

from typing import Any

from perdure.vm.code.instructions import Callee, Expression, SetCell, Statement
from perdure.vm.code.lowered import Lowered, after, kept_at, statement_at
from perdure.vm.dataclass import dataclass
from perdure.vm.machine.diagnosis import Diagnosis, Step
from perdure.vm.machine.linker import Linker, unbound
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.conditions import Fault
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell, Code
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.protocols.frames import Execution, Frame
from perdure.vm.protocols.outcomes import Invoke, Raise, Return

USE_THESE = "%use"  #: the primitive that has what failed give values


@dataclass(frozen=True, slots=True)
class Fallen:
    """A failed statement: what it raised, the innermost frame then, and the dynamic state."""

    step: Raise
    frame: Frame | None
    handlers: Value
    winders: Value
    parameters: Value

    def stack_in(self, stack: Stack) -> Execution | None:
        """The part of a stack that was there then; None where its frames are gone from it."""
        found = Stack(tuple(stack.frames), stack.below, stack.count)
        while (top := found.top()) is not self.frame:
            if top is None:
                return None
            found.pop()
        dynamic = (self.handlers, self.winders, self.parameters)
        return Execution(tuple(found.frames), found.below, found.count, *dynamic)


def is_before_statement(execution: Execution) -> bool:
    """Whether returning into it, whatever is returned, does a statement anew."""
    innermost = next(execution.all_frames(), None)
    return innermost is not None and innermost[1] & 1 == 1


def giving(
    execution: Execution, given: tuple[Value, ...], linker: Linker
) -> tuple[Execution, Return | Invoke]:
    """Find the way on, and the stack for it, where what failed gives the values instead.

    There is more than one where several parts of a statement have failed, one after the other.
    Raises a Fault where yet another fails then.
    """
    if not is_before_statement(execution):
        return execution, Return(given[-1])
    stack = Stack(execution.frames, execution.below, execution.count)
    frame = stack.pop()
    assert frame is not None
    code, point, values = frame
    lowered, site = linker.link(code).lowered, point >> 1
    statement = statement_at(lowered, site)
    assert statement is not None
    kept = kept_at(lowered, point, statement)
    local = {f"v{variable}": held for variable, held in zip(kept, values, strict=True)}
    above, step = Giving(linker, code, lowered, local, given).of(statement, [])
    assert not isinstance(step, Raise)
    stack.frames.extend(above)
    dynamic = (execution.handlers, execution.winders, execution.parameters)
    return Execution(tuple(stack.frames), stack.below, stack.count, *dynamic), step


class Giving(Diagnosis):
    """A statement done again, in which the first things that fail give values instead."""

    def __init__(
        self,
        linker: Linker,
        code: Code,
        lowered: Lowered,
        local: dict[str, Any],
        values: tuple[Value, ...],
    ) -> None:
        # Whatever a call raises, it was that call.
        super().__init__(Fault(UNSPECIFIED), linker, code, lowered, local, within_builtin=False)
        self._left = [*values]

    def give(self, fault: Fault) -> Value:
        if not self._left:
            raise fault
        return self._left.pop(0)

    def of(self, statement: Statement, frames: list[Frame]) -> tuple[list[Frame], Step]:
        """As in Diagnosis; what failed in a definition or an assignment may be its value."""
        if not isinstance(statement, SetCell):
            return super().of(statement, frames)
        value = self.evaluate(statement.value)
        waiting = [*frames, self.frame(statement, after(statement.site))]
        cell: Cell = self.code.constants[statement.constant]
        if not statement.defines and not cell.is_bound:
            return waiting, Return(self.give(self.placed(unbound(cell), statement.place, "")))
        cell.value = value
        self.linker.changed(cell)
        return waiting, Return(UNSPECIFIED)

    def evaluate(self, expr: Expression) -> Value:
        try:
            return super().evaluate(expr)
        except Fault as fault:
            return self.give(fault)

    def apply(self, name: str, place: int, values: list[Value]) -> Value:
        try:
            return super().apply(name, place, values)
        except Fault as fault:
            return self.give(fault)

    def call(self, place: int, callee: Callee, values: list[Value], *, spread: bool) -> Step:
        if self._left:  # no operand failed of it, so it was the call
            return Return(self.give(Fault(UNSPECIFIED)))
        self.error = NotImplementedError()  # the call itself has not been tried yet
        return super().call(place, callee, values, spread=spread)
