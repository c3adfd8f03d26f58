"""Stops: a program stands before a statement, at the end of a step, or at a breakpoint.

A program that is to stop is moved, as by an upgrade, to its own text lowered with a call of
`.poke` before each statement. There the stack can be left, so it stops there as at `breakpoint()`.
Where it cannot be left, under a function of C's say, it goes on to the next such place.

Reads: perdure.languages.python.machine.linking, perdure.languages.python.machine.watching. Read by:
perdure.languages.python.machine.machine, perdure.languages.python.machine.upgrading.
"""

from __future__ import annotations

import ast
from functools import lru_cache
from types import FrameType

from perdure.languages.python.code import LoweredModule
from perdure.languages.python.lowering import Options
from perdure.languages.python.machine.in_frames import holds
from perdure.languages.python.machine.linking import OPTIONS, Linked, link
from perdure.languages.python.machine.pauses import Pauses, Places, places_in
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.watching import Watches, is_own, live_frames
from perdure.languages.python.runtime.breaking import KIND, place_of
from perdure.languages.python.runtime.captures import wait
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution
from perdure.vm.objects.conditions import Condition
from perdure.vm.protocols import Stop

STEPPING = Options(checks=OPTIONS.checks, ticks=OPTIONS.ticks, steps=True)


class Stops:
    """The places at which a program stops that makes a step, or has breakpoints."""

    def __init__(self, space: Space, stop: Stop | None, pauses: Pauses) -> None:
        self._space = space
        self._stop = stop
        self._placed = tuple([pause for pause in pauses if pause.scope is None])
        self._watches = Watches(space, pauses)
        #: by the identity of a namespace, the breakpoints of its module; where these are all
        self._by_globals: dict[int, Places] = {}
        self._has_only_places = stop is None and len(self._placed) == len(pauses)

    def is_wanted(self, frame: FrameType) -> bool:
        """Leave the stack where it is to stop before the statement that a frame is at."""
        if self._has_only_places:
            places = self._by_globals.get(id(frame.f_globals))
            if places is not None and frame.f_lineno not in places:
                return False
        space = self._space
        unit = space.unit_at(frame)
        if unit is None or unit.module.name in GUESTS:
            return False
        if space.section is not None or space.journal is not None:
            return False
        why = self._watches.changed(frame)
        if not why and self._ends(unit.module.filename, frame):
            why = "a step"
        met = () if why else self._met(unit, frame)
        if not (why or met) or space.why_not(frame) is not None:
            return False
        why = why or self._breakpoint(met, frame)
        if why:
            wait(KIND, Condition(why, kind=KIND, position=place_of(frame)))
        return False

    def _ends(self, file: str, frame: FrameType) -> bool:
        """Whether the step ends there."""
        stop = self._stop
        if stop is None:
            return False
        if stop.line:
            return frame.f_lineno == stop.line and file == stop.file
        return stop.level is None or level_at(self._space, frame) <= stop.level

    def _met(self, unit: Linked, frame: FrameType) -> Pauses:
        """The breakpoints before that statement."""
        places = places_in(unit.module.filename, unit.text, self._placed)
        self._by_globals[id(frame.f_globals)] = places
        there = places.get(frame.f_lineno)
        if not there:
            return ()
        return there.get(int(place_of(frame).rpartition(":")[2]) - 1, ())

    def _breakpoint(self, met: Pauses, frame: FrameType) -> str:
        """The reason to stop at one of these whose condition holds; "" for none."""
        space = self._space
        for pause in met:
            does, why = True, ""
            if pause.condition:
                space.builtins[".stepping"] = False  # what the condition calls does not stop
                try:
                    does, why = holds(space, frame, pause.condition)
                finally:
                    space.builtins[".stepping"] = True
            if does:
                return f"breakpoint {pause.number}{why}"
        return ""


def level_at(space: Space, innermost: FrameType) -> int:
    """How many frames of the program a stack has, those of ours left out."""
    standing = sum(map(is_own, space.frames))
    return standing + sum(1 for _ in live_frames(space, innermost))


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
