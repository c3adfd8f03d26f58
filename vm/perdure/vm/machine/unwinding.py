"""A suspended stack for a debugger: gone back to a frame, a variable of it changed, it called anew.

Nothing here runs anything. Frames are numbered from 0, the innermost. A frame that is changed
is another frame, since frames are never written; those within it are put upon it again.

Read by: perdure.image.debugging.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from perdure.vm.code.instructions import (
    Callee,
    CellProcedure,
    Get,
    KnownClosure,
    KnownCode,
    ProcedureCall,
)
from perdure.vm.code.lowered import SELF, Lowered, kept_at, statement_at
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.restarting import put_back
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.data import Box, Value
from perdure.vm.objects.procedures import Cell, Closure, Code, new_closure
from perdure.vm.protocols.frames import Execution, Frame


def outside(execution: Execution, number: int, linker: Linker) -> Execution:
    """The computation as the frame of that number returns into it."""
    stack = Stack(execution.frames, execution.below, execution.count)
    state = [execution.handlers, execution.winders, execution.parameters]
    for _ in range(number + 1):
        frame = stack.pop()
        assert frame is not None
        put_back(frame, linker, state)
    return Execution(tuple(stack.frames), stack.below, stack.count, *state)


def frame_at(execution: Execution, number: int) -> Frame | None:
    """The frame of that number; None where there are no more."""
    return next(islice(execution.all_frames(), number, None), None)


def variables_at(frame: Frame, linker: Linker) -> Iterator[tuple[int, str, Value]]:
    """The number, the name ("" for none) and what is kept of each variable of a frame."""
    code, point, values = frame
    lowered = linker.link(code).lowered
    statement = statement_at(lowered, point >> 1)
    if statement is None:
        return
    for variable, held in zip(kept_at(lowered, point, statement), values, strict=True):
        yield variable, lowered.variables[variable], held


def with_value(
    execution: Execution, number: int, name: str, value: Value, linker: Linker
) -> Execution | None:
    """The same where a variable of that frame has the value; None where it has none of the name.

    One that is assigned by the program is in a box, which all see that have it.
    """
    stack = Stack(execution.frames, execution.below, execution.count)
    within: list[Frame] = []
    for _ in range(number + 1):
        frame = stack.pop()
        assert frame is not None
        within.append(frame)
    code, point, values = within.pop()
    places = [
        i
        for i, (_, each, _) in enumerate(variables_at((code, point, values), linker))
        if each == name
    ]
    if not places:
        return None
    place = places[-1]  # the one that is shown
    held = values[place]
    if isinstance(held, Box):
        held.value = value
        return execution
    changed = (*values[:place], value, *values[place + 1 :])
    frames = (*stack.frames, (code, point, changed), *reversed(within))
    dynamic = (execution.handlers, execution.winders, execution.parameters)
    made = Stack(frames, stack.below, stack.count)
    made.committed = ()
    made.settle()
    return Execution(tuple(made.frames), made.below, made.count, *dynamic)


def called_by(frame: Frame, linker: Linker) -> Value | Cell | None:
    """The procedure, or the global cell of it, that a frame has called and waits for."""
    code, point, _ = frame
    if not isinstance(code, Code):
        return None
    lowered = linker.link(code).lowered
    statement = statement_at(lowered, point >> 1)
    if not isinstance(statement, ProcedureCall) or point & 1:
        return None
    return _callee(statement.callee, frame, linker)


def _callee(callee: Callee, frame: Frame, linker: Linker) -> Value | Cell | None:
    code = frame[0]
    match callee:
        case CellProcedure(constant=constant):
            found: Cell = code.constants[constant]
            return found
        case Get(variable=variable):
            return _variable(frame, variable, linker)
        case KnownCode(constant=constant):
            return new_closure(code if constant == -1 else code.constants[constant])
        case KnownClosure(closure=Get(variable=variable)):
            return _variable(frame, variable, linker)
    return None


def _variable(frame: Frame, variable: int, linker: Linker) -> Value | None:
    held = next((held for each, _, held in variables_at(frame, linker) if each == variable), None)
    return held.value if isinstance(held, Box) else held


def closure_at(frame: Frame, linker: Linker) -> Closure | None:
    """The procedure that a frame is of, with what it captured; None where that is not kept."""
    code, _, _ = frame
    lowered: Lowered = linker.link(code).lowered
    kept = {variable: held for variable, _, held in variables_at(frame, linker)}
    if SELF in kept:
        found: Closure = kept[SELF]
        return found
    if any(variable not in kept for variable in lowered.captured):
        return None
    return new_closure(code, tuple([kept[variable] for variable in lowered.captured]))


def arguments_at(frame: Frame, linker: Linker) -> tuple[list[Value], list[str]]:
    """The arguments that a frame was called with, and the names of those that it keeps no more.

    Where a parameter has been assigned since, it is what that is now. Those of a rest list
    are among the others.
    """
    code, _, _ = frame
    lowered: Lowered = linker.link(code).lowered
    kept: dict[int, Value] = {}
    named: dict[str, Value] = {}
    for variable, name, held in variables_at(frame, linker):
        kept[variable] = named[name] = held
    found: list[Value] = []
    lost: list[str] = []
    rest = [lowered.rest] if lowered.rest >= 0 else []
    for variable in [*lowered.parameters, *rest]:
        name = lowered.variables[variable]
        held = kept.get(variable, named.get(name) if name else None)
        if held is None:
            lost.append(name or "one without a name")
            continue
        value = held.value if isinstance(held, Box) else held
        found += linker.space["items_of"](value) if variable == lowered.rest else [value]
    return found, lost
