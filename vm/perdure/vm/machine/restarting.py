"""Where something was raised that a handler has now, and how to go on from there.

A handler runs on the stack of what was raised: its frames lie upon one of the machine's own, that
has the handlers of outside in effect and keeps what was raised (`Role.RAISED`). Below that is
the *point of error*. Returning into it does the failed statement again, if it was one; what has no
frame to be done again by, a tail call or a wait, has one of `%again` there. What was raised
by the program itself, by a call of `raise`, has neither: the point waits for that call's value.

Nothing is kept for this while all goes well, nor when something is raised: the point is looked
for when somebody asks for it.

Read by: perdure.vm.machine.machine, perdure.vm.primitives.control.
"""

from __future__ import annotations

from typing import TypeAlias

from perdure.vm.code.instructions import (
    Again,
    CellProcedure,
    CellValue,
    Expression,
    ProcedureCall,
    SetCell,
    Statement,
    TailCall,
)
from perdure.vm.code.lowered import Lowered, statement_at
from perdure.vm.core.control import LISTS, Role
from perdure.vm.machine.linker import UNBOUND, Linker
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell, Code
from perdure.vm.protocols.frames import Execution, Frame

#: An object that was raised, and the computation as it was then.
Point: TypeAlias = "tuple[Value, Execution]"

_RAISED = Role.RAISED


def find_point(
    execution: Execution, linker: Linker, with_handlers: Code, payload: Value | None = None
) -> Point | None:
    """The point of error of the innermost handler that runs in it, or of one for that `payload`.

    It is where that was raised first: a handler that declines raises it once more, upon that
    stack. `with_handlers` is the code of the machine's own procedure that only changes
    handlers, whose frames give back what is returned into them.
    """
    stack = Stack(execution.frames, execution.below, execution.count)
    state = [execution.handlers, execution.winders, execution.parameters]
    found: Point | None = None
    while (frame := stack.pop()) is not None:
        raised = put_back(frame, linker, state)
        if raised is None or (payload is not None and raised is not payload):
            continue
        there = Execution(tuple(stack.frames), stack.below, stack.count, *state)
        payload, found = raised, (raised, without_handing_on(there, linker, with_handlers))
    return found


def without_handing_on(execution: Execution, linker: Linker, with_handlers: Code) -> Execution:
    """The same without the innermost frames that do nothing but return what they are given.

    Such stand on a failed statement where guards have let an object pass.
    """
    stack = Stack(execution.frames, execution.below, execution.count)
    state = [execution.handlers, execution.winders, execution.parameters]
    while (top := stack.top()) is not None and _hands_on(top, linker, with_handlers):
        stack.pop()
        put_back(top, linker, state)
    return Execution(tuple(stack.frames), stack.below, stack.count, *state)


def _hands_on(frame: Frame, linker: Linker, with_handlers: Code) -> bool:
    """Whether all that is left for the frame to do is to return what it is given."""
    code, point, _ = frame
    return code is with_handlers or (isinstance(code, Code) and linker.only_returns(code, point))


def put_back(frame: Frame, linker: Linker, state: list[Value]) -> Value | None:
    """Have the dynamic state be that in which the frame returns; gives what it says was raised."""
    raised = None
    code, point, values = frame
    for held in linker.held(code, point):
        for number, role in enumerate(LISTS):
            value = held.value(role, values)
            if value is not None:
                state[number] = value
        if raised is None:
            raised = held.value(_RAISED, values)
    return raised


def unbound_name(payload: Value) -> str | None:
    """The name of the unbound variable that an error is about; None where it is about another."""
    if type(payload) is not Condition or payload.kind != "unbound":
        return None
    if not payload.message.startswith(UNBOUND):
        return None
    return payload.message.removeprefix(UNBOUND)


def find_unbound(execution: Execution, linker: Linker, name: str) -> Cell | None:
    """The global variable of that name, unbound, that a failed statement wants.

    None where the computation does not stand before such a statement.
    """
    innermost = next(execution.all_frames(), None)
    if innermost is None or not isinstance(innermost[0], Code) or not innermost[1] & 1:
        return None
    code, point, _ = innermost
    lowered: Lowered = linker.link(code).lowered
    statement = statement_at(lowered, point >> 1)
    if statement is None:
        return None
    for constant in _cells_in(statement):
        cell = code.constants[constant]
        if cell.name == name and not cell.is_bound:
            found: Cell = cell
            return found
    return None


def _cells_in(statement: Statement) -> list[int]:
    """The constants that are the global cells that a statement reads, calls or assigns."""
    found = []
    waiting: list[Expression] = [*statement.children()]
    match statement:
        case ProcedureCall(callee=CellProcedure(constant=cell)):
            found.append(cell)
        case TailCall(callee=CellProcedure(constant=cell)):
            found.append(cell)
        case Again(constant=cell):
            found.append(cell)
        case SetCell(constant=cell):
            found.append(cell)
    while waiting:
        expr = waiting.pop()
        if isinstance(expr, CellValue):
            found.append(expr.constant)
        waiting += expr.children()
    return found
