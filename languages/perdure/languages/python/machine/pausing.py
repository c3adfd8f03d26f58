"""Programs that are to stop at breakpoints: their modules are lowered so that they can.

A module that is first met while the image has a breakpoint there is lowered so at once. A program
that stands is loaded with such modules at the beginning of its next slice, as for a step. Where it
cannot be, under a function of C's say, or while calls of its tasks are under way, it runs on as it
is, and that is tried again at the slice after.

Reads: perdure.languages.python.machine.upgrading, perdure.languages.python.machine.pauses. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.linking import Linked, link
from perdure.languages.python.machine.moving import CannotMove
from perdure.languages.python.machine.pauses import Pauses, concerns
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.machine.raising import asking_functions, link_asking
from perdure.languages.python.machine.spaces import CONTROL, Space
from perdure.languages.python.machine.stepping import has_stops, link_stepping
from perdure.languages.python.machine.storing import shape_of, space_of
from perdure.languages.python.machine.upgrading import Make, Moving, move
from perdure.languages.python.runtime.twins import GUESTS

MakeLinked = Callable[[str, str, str], Linked]


class Moved(NamedTuple):
    """A program that can stop, in memory."""

    space: Space
    program: Program  #: a record of its own
    outcome: Any  #: what it goes on with


def link_for(pauses: Pauses) -> MakeLinked:
    """The way to lower a module that is met first: of its name, path and text."""
    if not pauses:
        return link

    def made(name: str, path: str, text: str) -> Linked:
        return (wanted_link(pauses, name, path, text) or link)(name, path, text)

    return made


def moved(space: Space, program: Program, outcome: Any, pauses: Pauses, make: Make) -> Moved | None:
    """The program as it can stop there; None where it can already, or cannot be moved now."""
    wanted = {
        unit.module.name: (unit, make_unit)
        for unit in space.linked.values()
        if (make_unit := link_to_move(unit, pauses)) is not None
    }
    if not wanted or program.is_loading:
        return None
    if space.journal is not None or space.section is not None:
        return None
    if space.tasks is not None and space.tasks.calls:
        return None
    moving = {
        name: Moving(unit, make_unit(name, unit.module.filename, unit.text))
        for name, (unit, make_unit) in wanted.items()
    }
    try:
        shape = shape_of(space, outcome)
    except CannotStore:
        return None
    units: Any = tuple([moving.get(unit.module.name, unit) for unit in shape.units])
    made: Space | None = None
    try:
        made, outcome = space_of(shape._replace(units=units), lambda: make(program))
        move(made, program, moving)
    except CannotMove:
        if made is not None:
            made.let_go()
        return None
    space.let_go()
    own = program.copy()
    own.modules = tuple(
        [
            Codes(moving[codes.unit.name].new.new_unit()) if codes.unit.name in moving else codes
            for codes in own.modules
        ]
    )
    return Moved(made, own, outcome)


def wanted_link(pauses: Pauses, name: str, path: str, text: str) -> MakeLinked | None:
    """The way to lower a module that is to stop somewhere; None of one that is not."""
    if name in GUESTS:
        return None
    placed = tuple([pause for pause in pauses if not pause.is_raised])
    if len(placed) < len(pauses) and name.partition(".")[0] not in CONTROL:
        return link_asking
    return link_stepping if concerns(placed, path, text) else None


def link_to_move(unit: Linked, pauses: Pauses) -> MakeLinked | None:
    """The way to lower a module that is to stop somewhere, and cannot; None of another."""
    module = unit.module
    wanted = wanted_link(pauses, module.name, module.filename, unit.text)
    if wanted is link_asking:
        return None if asking_functions(module) else wanted
    return None if wanted is None or has_stops(module) else wanted
