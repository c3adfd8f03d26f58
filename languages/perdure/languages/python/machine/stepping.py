"""Steps: a program stops before a statement.

A program that goes step by step is moved, as by an upgrade, to its own text lowered with a call of
`.poke` before each statement. There the stack can be left, so it stops there as at `breakpoint()`.
Where it cannot be left, under a function of C's say, it goes on to the next such place.

Reads: perdure.languages.python.machine.linking. Read by:
perdure.languages.python.machine.machine, perdure.languages.python.machine.upgrading.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from types import FrameType

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.lowering import Options
from perdure.languages.python.machine.linking import OPTIONS, Linked, link
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.breaking import KIND, place_of
from perdure.languages.python.runtime.captures import wait
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution
from perdure.vm.objects.conditions import Condition
from perdure.vm.protocols import Stop

STEPPING = Options(checks=OPTIONS.checks, ticks=OPTIONS.ticks, steps=True)


class Stops:
    """The places at which a program stops that makes a step."""

    def __init__(self, space: Space, stop: Stop) -> None:
        self._space = space
        self._stop = stop

    def is_wanted(self, frame: FrameType) -> bool:
        """Leave the stack where the step ends before the statement that a frame is at."""
        space = self._space
        unit = space.unit_of(frame.f_globals)
        if unit is None or unit.module.name in GUESTS:
            return False
        if space.section is not None or space.journal is not None:
            return False
        if not self._ends(unit.module.filename, frame) or space.why_not(frame) is not None:
            return False
        wait(KIND, Condition("a step", kind=KIND, position=place_of(frame)))
        return False

    def _ends(self, file: str, frame: FrameType) -> bool:
        stop = self._stop
        if stop.line:
            return frame.f_lineno == stop.line and file == stop.file
        return stop.level is None or level_at(self._space, frame) <= stop.level


def level_at(space: Space, innermost: FrameType) -> int:
    """How many frames of the program a stack has, those of ours left out."""
    found = sum(frame.unit not in GUESTS and frame.index >= 0 for frame in space.frames)
    frame: FrameType | None = innermost
    while frame is not None:
        unit = space.unit_of(frame.f_globals)
        found += unit is not None and unit.module.name not in GUESTS
        frame = frame.f_back
    return found


def level_of(execution: Execution) -> int:
    """The same of a stack that stands."""
    found = 0
    for code, _, _ in execution.all_frames():
        kind, *content = getattr(code, "content", ("",))
        found += kind == "frame" and content[0].unit.name not in GUESTS and content[1] >= 0
    return found


@lru_cache(maxsize=64)
def link_stepping(name: str, path: str, text: str) -> Linked:
    """A module of a program that can stop before each statement."""
    return link(name, path, text, STEPPING)


@lru_cache(maxsize=64)
def has_stops(module: LoweredModule) -> bool:
    """Whether a module is lowered so."""
    statements = (module.statement(site.number) for site in module.sites)
    return any(is_stop(statement) for statement in statements)


def is_stop(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id=".poke"))):
            return True
    return False
