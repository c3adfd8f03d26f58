"""Where an error arose, for people: the innermost call outside the libraries.

An error that a procedure of the image's own libraries finds is told at the place
in the program that called the library. Calls are looked for from the inside out:
the native stack, the latest tail call, the heap.

Read by: perdure.vm.machine.machine, perdure.vm.primitives.control.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import FrameType, TracebackType

from perdure.vm.code.instructions import (
    Again,
    BoxValue,
    CellValue,
    Choose,
    Compute,
    Do,
    Expression,
    Loop,
    ProcedureCall,
    SetCell,
    Statement,
    TailCall,
)
from perdure.vm.code.lowered import Lowered, statement_at
from perdure.vm.machine.linker import Linker
from perdure.vm.machine.python_frames import LINKED, code_of, is_native
from perdure.vm.machine.stack import Stack
from perdure.vm.objects.primitive import Native
from perdure.vm.objects.procedures import LIBRARY_PREFIX, Code
from perdure.vm.python.calls import BOUNCE
from perdure.vm.signals import Registers

_BASE, _TRAMPOLINE = Native.BASE, Native.TRAMPOLINE

Call = tuple[Code, int]  #: a code, and the site in it where the call is


def needs_place(position: str) -> bool:
    """Whether a position tells a user nothing: there is none, or it is in a library."""
    return not position or position.startswith(LIBRARY_PREFIX)


def position_text(code: Code, lowered: Lowered, place: int) -> str:
    """`file:line:column` of a place, or "" where it has none."""
    if place < 0 or place >= len(lowered.positions):
        return ""
    name = code.source.name if code.source is not None else ""
    line, column = lowered.positions[place]
    return f"{name}:{line}:{column}"


def place_of(statement: Statement) -> int:
    """The place of a statement's call, or of the first expression in it that has one; or -1.

    Of a loop, that of what it begins with.
    """
    if isinstance(statement, (ProcedureCall, TailCall, Do, SetCell, Again)):
        return statement.place
    for expr in statement.children():
        found = _place_in(expr)
        if found >= 0:
            return found
    if isinstance(statement, Loop):
        return next((place for each in statement.body if (place := place_of(each)) >= 0), -1)
    return -1


def _place_in(expr: Expression) -> int:
    if isinstance(expr, (CellValue, BoxValue)):
        return expr.place
    if isinstance(expr, Choose):
        return max(map(_place_in, expr.children()))
    if isinstance(expr, Compute):
        if expr.place >= 0:
            return expr.place
        return next((place for each in expr.operands if (place := _place_in(each)) >= 0), -1)
    return -1


def user_position(calls: Iterable[Call], linker: Linker) -> str:
    """The first position outside the libraries, else the first one at all, else ""."""
    innermost = ""
    for code, site in calls:
        if code.source is None or (innermost and needs_place(code.source.name)):
            continue
        position = _position(code, site, linker)
        if position is not None:
            if not needs_place(position):
                return position
            innermost = innermost or position
    return innermost


def _position(code: Code, site: int, linker: Linker) -> str | None:
    """Where the statement of a site is; None where there is none."""
    known = linker.link(code).positions
    if site not in known:
        lowered = linker.link(code).lowered
        statement = statement_at(lowered, site)
        known[site] = (
            None if statement is None else position_text(code, lowered, place_of(statement))
        )
    return known[site]


def calls_of(traceback: TracebackType | None, registers: Registers, stack: Stack) -> Iterator[Call]:
    """The calls that led to an exception, innermost first."""
    entries: list[tuple[FrameType, int]] = []
    while traceback is not None:
        entries.append((traceback.tb_frame, traceback.tb_lineno))
        traceback = traceback.tb_next
    yield from _native_calls(reversed(entries), registers)
    yield from _heap_calls(stack)


def calls_from_here(registers: Registers) -> Iterator[Call]:
    """The calls that led to the running builtin, innermost first."""
    frame: FrameType | None = sys._getframe(1)
    yield from _native_calls(_frames_outward(frame), registers)
    while frame is not None:
        if is_native(frame, _BASE):
            yield from _heap_calls(frame.f_locals["stack"])
            return
        frame = frame.f_back


def position_here(linker: Linker, registers: Registers) -> str:
    """The place, outside the libraries if there is one, of the call of the running builtin."""
    caller = sys._getframe(2)  # of whoever asks
    linked = caller.f_globals.get(LINKED)
    if linked is not None:
        # Mostly it is asked for where it was found before.
        known = linked.positions.get(caller.f_lineno)
        if known is not None and not needs_place(known):
            return known
    return user_position(calls_from_here(registers), linker)


def _frames_outward(frame: FrameType | None) -> Iterator[tuple[FrameType, int]]:
    """Python frames with their lines, up to the machine's base."""
    while frame is not None and not is_native(frame, _BASE):
        yield frame, frame.f_lineno
        frame = frame.f_back


def _native_calls(entries: Iterable[tuple[FrameType, int]], registers: Registers) -> Iterator[Call]:
    latest = registers.k
    for frame, line in entries:
        code = code_of(frame)
        if code is not None:
            if line >= BOUNCE:
                line -= BOUNCE
                if latest is not None:
                    yield latest, registers.s
                latest = None  # what tail calls were made further out is not known
            yield code, line
        elif latest is not None and is_native(frame, _TRAMPOLINE):
            yield latest, registers.s
            latest = None


def _heap_calls(stack: Stack) -> Iterator[Call]:
    for code, point, _ in reversed(stack.frames):
        yield code, point >> 1
    segment, count = stack.below, stack.count
    while segment is not None:
        segment._p_activate()
        for code, point, _ in reversed(segment.frames[:count]):
            yield code, point >> 1
        count, segment = segment.count, segment.below
