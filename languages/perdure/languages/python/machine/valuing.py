"""The stack of a program that has failed, as it may still be given a value.

A call may give a value in the place of the exception that has left it, as long as nothing has been
done since: its frame, and all that it returns to, stand in no `try` or `with`, and in no generator,
which has ended. Of frames that had been suspended the image's are taken; the others are found by
the exception's traceback, as those of a wait are.

Reads: perdure.languages.python.machine.capturing. Read by:
perdure.languages.python.machine.failing.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from contextlib import suppress
from types import CellType, FrameType, TracebackType
from typing import Any, NamedTuple

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.code.data import blocks_of
from perdure.languages.python.code.marks import asks, cleared_by, site_of
from perdure.languages.python.generating import EVERYTHING
from perdure.languages.python.machine.calling import Unknown
from perdure.languages.python.machine.capturing import (
    NotCapturable,
    call_of,
    frame_of,
    kept_variables,
    program_entries,
)
from perdure.languages.python.machine.frames import START, Frame, Instead
from perdure.languages.python.machine.placing import Place, places_at
from perdure.languages.python.machine.spaces import MAIN, Space
from perdure.languages.python.runtime.native import NATIVE

Entry = tuple[FrameType, int]


def frames_for_value(space: Space, error: BaseException, *, has_all: bool) -> list[Frame]:
    """The frames of which the innermost may be given a value; none where there is no such.

    Those that the slice has entered have all the variables of the program, if that is asked for.
    """
    base, *outer = space.passed
    frames: list[Frame] = []
    frames.extend(reversed(outer))  # each stays, or those before it had been forgotten
    entries = _before_foreign(space, error.__traceback__)[len(outer) :]
    return _with_entries(space, frames, base, entries, has_all=has_all)


#: The frames of a stack that an exception has ended, as it ended: those of which the innermost may
#: be given a value, with all variables; the same with what they need to go on; a Left, or None;
#: what is shown of all.
Fault = tuple[
    tuple[Frame, ...],
    tuple[Frame, ...],
    tuple[tuple[Frame, ...], bool] | None,
    tuple[Place, ...],
]


def fault_of(space: Space, error: BaseException) -> Fault | None:
    """The frames of the stack that has raised that just now; None where none can be told."""
    if not space.passed:
        return None
    frames = frames_for_value(space, error, has_all=True)
    left = left_frames(space, error, len(frames))
    if not frames and left is None:
        return None
    fewer = frames_for_value(space, error, has_all=False)
    behind = None if left is None else (left.frames, left.is_replaceable)
    return tuple(frames), tuple(fewer), behind, places_at(space, error.__traceback__)


def has_others(space: Space) -> bool:
    """Whether the stack that has raised is not the only one: tasks, or threads, are not over."""
    scheduler = space.tasks
    if scheduler is None:
        return False
    is_over = scheduler.thread is scheduler.main and scheduler.main.is_done
    return not is_over or bool(scheduler.threads or scheduler.calls or scheduler.main.outer)


class Left(NamedTuple):
    """The frames that an exception has left, and that do not stay, outermost first.

    Each has all its variables, and no point: nothing goes on in it.
    """

    frames: tuple[Frame, ...]
    is_replaceable: bool  #: whether another call may stand in place of the outermost


def left_frames(space: Space, error: BaseException, staying: int) -> Left | None:
    """Those behind a number that stay; None where there are none that can be told."""
    called = len(_before_foreign(space, error.__traceback__))  # by one another; not by a library
    entries = _entries(space, error.__traceback__)
    found: list[Frame] = []
    is_replaceable = True
    for number in range(staying, len(entries)):
        frame, _ = entries[number]
        unit = space.unit_at(frame)
        index = None if unit is None else unit.index_of(frame.f_code)
        if unit is None or index is None:
            break
        made = Frame(unit.module.name, index, START, cells={})
        try:
            if index:
                made.kept, made.values, made.cells = _variables(space, frame)
        except NotCapturable:
            break
        if not found:
            try:
                made.instead = _instead_of(space, entries, number)
            except (NotCapturable, Unknown):
                is_replaceable = False
            is_replaceable = is_replaceable and number < called
        found.append(made)
    return Left(tuple(found), is_replaceable) if found else None


def _variables(
    space: Space, frame: FrameType
) -> tuple[tuple[str, ...], tuple[Any, ...], dict[str, CellType]]:
    """Names and values of all the program's variables that a finished frame has, and its cells."""
    kept, values, cells = kept_variables(space, EVERYTHING, frame, frame)
    known = {name: value for name, value in zip(kept, values, strict=True) if name[0] not in ".<"}
    return tuple(known), tuple(known.values()), cells


def _instead_of(space: Space, entries: Sequence[Entry], number: int) -> Instead:
    """Give what the caller of an entry gets in place of its value. NotCapturable, Unknown."""
    if number < len(space.passed):  # it was suspended
        return space.passed[-1 - number].instead
    call = call_of(space, *entries[number - 1], entries[number][0])
    if not call.is_direct():
        raise Unknown
    return call.instead()


def _entries(space: Space, traceback: TracebackType | None) -> list[Entry]:
    """All entries of the program, also those that a library, or a loop of tasks, has called."""
    found: list[Entry] = []
    while traceback is not None:
        if space.unit_at(traceback.tb_frame) is not None:
            found.append((traceback.tb_frame, traceback.tb_lasti))
        traceback = traceback.tb_next
    return found


def _before_foreign(space: Space, traceback: TracebackType | None) -> list[Entry]:
    """The entries of the program up to the first of a library's."""
    found: list[Entry] = []
    with suppress(NotCapturable):
        found.extend(program_entries(space, traceback))
    return found


def _with_entries(
    space: Space, frames: list[Frame], base: Frame, entries: Sequence[Entry], *, has_all: bool
) -> list[Frame]:
    """The same with the frames that the slice has entered, as far as they may stay."""
    if not entries or base.generator is not None:
        return frames
    for number, (frame, last) in enumerate(entries):
        following = entries[number + 1] if number + 1 < len(entries) else None
        if frame.f_code.co_flags & inspect.CO_GENERATOR:
            return frames
        if following is not None and following[0] is frame:
            return frames  # it has raised it again
        try:
            made = frame_of(space, frame, last, None)
            made.instead = (
                base.instead
                if number == 0
                else call_of(space, *entries[number - 1], frame).instead()
            )
        except (NotCapturable, Unknown):
            return frames
        if not stays(space, made):
            return frames
        if has_all and made.index:
            every, values, _ = _variables(space, frame)
            known = dict(zip(made.kept, made.values, strict=True))
            known.update(zip(every, values, strict=True))
            made.kept = tuple(sorted(known))
            made.values = tuple([known[name] for name in made.kept])
        frames.append(made)
    return frames


def stays(space: Space, frame: Frame) -> bool:
    """Whether nothing is done when an exception leaves a frame."""
    if frame.generator is not None or (frame.index == 0 and frame.unit != MAIN):
        return False
    unit = space.linked.get(frame.unit) or space.texts.get(frame.unit)
    if unit is None:
        return False
    iterators = loops_around(unit.module, frame.index, frame.point)
    return iterators is not None and all(
        type(_value(space, frame, name)) in NATIVE for name in iterators
    )


def _value(space: Space, frame: Frame, name: str) -> Any:
    if frame.index == 0:
        return space.body_variables(frame).get(name)
    return dict(zip(frame.kept, frame.values, strict=False)).get(name)


def loops_around(module: LoweredModule, index: int, point: int) -> list[str] | None:
    """The variables of the lowering that an exception clears which leaves the loops around a point.

    None where the point stands in a `try`, or in a `with`, which is lowered to one.
    """

    def found(body: list[ast.stmt], names: list[str] | None) -> tuple[list[str] | None] | None:
        for statement in body:
            if site_of(statement) == point >> 1:
                return (names,)
            inside = names
            if isinstance(statement, ast.Try | ast.TryStar):
                cleared = cleared_by(statement)
                inside = [*names, cleared] if cleared and names is not None else None
                if asks(statement):
                    inside = names
            for block in blocks_of(statement):
                answer = found(block, inside)
                if answer is not None:
                    return answer
        return None

    if index < 0 or point < 0:
        return []
    answer = found(module.functions[index].body, [])
    return answer[0] if answer is not None else []
