"""Volatile sections: a program that holds what cannot be stored goes on in memory.

An open response, a cursor, a socket: while one lives that the rest of the program mentions, nothing
is committed. The program goes on in the thread of the effect that made it, where what it waits
for is done at once; the whole section is part of that effect. It ends at the first wait at which
all can be stored. A kill goes back to before the call that made the object.

Where the program waits there for long, or for the world, it has an error that says which object
is in its way: CannotStore.

Read by: perdure.languages.python.machine.effects.
"""

from __future__ import annotations

import time
from types import FrameType
from typing import Any

from perdure.languages.python.heap import CannotStore, dump_parts
from perdure.languages.python.machine.running import Ended, Raised, Waits, run
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.storing import Shape, shape_of
from perdure.languages.python.runtime.console import program_streams
from perdure.languages.python.runtime.exclusion import others_may_run, programs

LONGEST = 60.0  #: seconds that a program may sleep in a section

#: What a program cannot wait for in one, in words.
WAITS = {"timer": "for so long", "input": "for input", "message": "for a message"}


class Section:
    """The waits of one section. It is the space's `section` as long as it lasts."""

    def __init__(self, space: Space) -> None:
        self.space = space

    def is_over(self, frame: FrameType) -> bool:
        """Whether the stack, of which `frame` is the innermost of the program's, can be stored."""
        if self.space.why_not(frame) is not None:
            return False
        try:
            dump_parts(self.space, [[], [list(live_variables(self.space, frame))]])
        except CannotStore:
            return False
        return True

    def wait(
        self, kind: str, arguments: tuple[Any, ...], obstacle: CannotStore | None = None
    ) -> Any:
        """Do here what the program waits for, and give its value."""
        if kind == "effect":
            function, given, keywords = arguments
            with others_may_run():
                return function(*given, **keywords)
        if kind == "over":
            return None
        if kind == "timer":
            pause = arguments[0] - self.space.host.now()
            if pause <= LONGEST:
                with others_may_run():
                    time.sleep(max(0.0, pause))
                return None
        raise cannot_wait(self.space, kind, obstacle)


def cannot_wait(space: Space, kind: str, obstacle: CannotStore | None) -> CannotStore:
    what = WAITS.get(kind, f"({kind})")
    if obstacle is None:
        return CannotStore(None, "", f"a wait {what}")
    reason = f"cannot wait {what} while it is open; close it before, or open it after"
    return CannotStore(obstacle.thing, obstacle.path, reason, obstacle.inner)


def live_variables(space: Space, frame: FrameType | None) -> Any:
    """The variables of a running stack that the rests mention."""
    while frame is not None:
        unit = space.unit_of(frame.f_globals)
        if unit is not None:
            site = unit.site_at(frame.f_code, frame.f_lasti)
            index = unit.index_of(frame.f_code)
            if site is not None and index:
                mentioned = unit.mentioned(index, 2 * site.number)
                yield {name: x for name, x in frame.f_locals.items() if name in mentioned}
        frame = frame.f_back


def run_section(
    space: Space, is_raised: bool, value: Any
) -> tuple[Ended | Raised | Waits, Shape | None]:
    """Go on in memory until all can be stored, or the program ends.

    Gives the end, and the space as it can be stored, where there is something to store.
    """
    section = space.section = Section(space)
    try:
        with programs, program_streams(), space.in_sight():
            while True:
                end = run(space, is_raised, value)
                if not isinstance(end, Waits):
                    return end, None
                if end.kind == "effect":
                    space.call = end.arguments
                try:
                    return end, shape_of(space)
                except CannotStore as obstacle:
                    if space.is_stale:
                        return Raised(obstacle), None
                    space.call = None
                    is_raised, value = False, None
                    try:
                        value = section.wait(end.kind, end.arguments, obstacle)
                    except Exception as error:  # noqa: BLE001  (it is the program's)
                        is_raised, value = True, error
    finally:
        space.section = None
