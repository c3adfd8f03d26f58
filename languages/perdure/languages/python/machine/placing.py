"""Places of a traceback: where each function of the program stood, with its variables as texts.

Read by: perdure.languages.python.machine.valuing, perdure.languages.python.machine.failing.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

from perdure.languages.python.machine.calling import is_runtime
from perdure.languages.python.machine.live_texts import texts_of
from perdure.languages.python.machine.programs import MACHINE, Codes, Program
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.stopping import FAILED
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import ForeignCode

#: The name of a unit, that of the function, line and column from 1, the variables.
Place = tuple[str, str, tuple[int, int], Any]
ShownFrames = tuple[tuple[ForeignCode, int, tuple[Any, ...]], ...]


def places_at(space: Space, entry: TracebackType | None) -> tuple[Place, ...]:
    """The program's part of a traceback, outermost first."""
    found: list[Place] = []
    while entry is not None:
        frame = entry.tb_frame
        unit = space.unit_at(frame)
        is_shown = unit is not None and unit.module.name not in GUESTS
        if unit is not None and is_shown and not is_runtime(frame.f_globals):
            positions = list(frame.f_code.co_positions())
            line, _, column, _ = positions[entry.tb_lasti // 2]
            place = (line or entry.tb_lineno, (column or 0) + 1)
            name = frame.f_code.co_qualname
            found.append((unit.module.name, name, place, texts_of(frame.f_locals)))
        entry = entry.tb_next
    return tuple(found)


def shown_at(space: Space, program: Program, places: tuple[Place, ...]) -> ShownFrames:
    """Frames that show these."""
    by_name = {codes.unit.name: codes for codes in program.modules}
    frames: list[tuple[ForeignCode, int, tuple[Any, ...]]] = []
    for unit, name, place, texts in places:
        codes = by_name.get(unit)
        if codes is None:
            linked = space.unit_named(unit)
            if linked is None:  # its body has failed, and it was stored without it
                continue
            codes = by_name[unit] = Codes(linked.new_unit())
        code = ForeignCode(MACHINE, name, (FAILED, texts), codes.source, (place,))
        frames.append((code, 0, ()))
    return tuple(frames)
