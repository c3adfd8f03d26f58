"""A capture's traceback becomes frames.

Each entry of the program gives a frame: its site by the position of its instruction, the
variables that the rest mentions, and its cells. Cells and the function are found among what the
finished frame refers to (`gc.get_referents`), so closures cost nothing until then.

Reads: perdure.languages.python.machine.calling. Read by: perdure.languages.python.machine.running.
"""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator
from itertools import pairwise, zip_longest
from types import CellType, CodeType, FrameType, TracebackType
from typing import Any

from perdure.languages.python.code.text_names import is_text
from perdure.languages.python.machine.activations import beside
from perdure.languages.python.machine.calling import MODULE, Call, Unknown, is_runtime
from perdure.languages.python.machine.dead import is_keepable, keeps_in
from perdure.languages.python.machine.ending import leads_to_code
from perdure.languages.python.machine.frames import BEFORE, Frame, Where
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.coroutines import owner_of
from perdure.languages.python.runtime.delegation import closes
from perdure.languages.python.runtime.twins import UNIT as TWINS
from perdure.languages.python.runtime.twins import base_of

#: What a rest is given besides the variables that it keeps.
OWN = frozenset((".r", ".x", ".box", ".primed"))
#: The module whose functions enter the program's frames.
BASE = "perdure.languages.python.machine.running"


class NotCapturable(Exception):
    """A wait where the stack cannot be stored: under C, a library, or within an operation."""

    def __init__(self, message: str, frame: FrameType | None = None) -> None:
        super().__init__(message)
        self.code = None if frame is None else frame.f_code


def captured_frames(space: Space, traceback: TracebackType | None, base: Frame) -> list[Frame]:
    """The frames of the program, outermost first. NotCapturable.

    `base` is the frame that the run began with: the first entry goes on in its place.
    """
    entries = list(program_entries(space, traceback))
    codes = [frame.f_code for frame, _ in entries]  # to ask for it is told to audit hooks
    calls = [call_of(space, *entry, child) for entry, (child, _) in pairwise(entries)]
    made = [
        frame_of(space, frame, last, call) for (frame, last), call in zip_longest(entries, calls)
    ]
    for number, code in enumerate(codes):
        if number == 0:
            made[0].instead = base.instead
            if code.co_flags & inspect.CO_GENERATOR:
                made[0].generator, made[0].steps = base.generator, base.steps
            continue
        call = calls[number - 1]
        try:
            made[number].instead = call.instead()
            if code.co_flags & inspect.CO_GENERATOR:
                generator = made[number].generator = call.generator()
                steps = steps_in(space, entries[number - 1][0])
                made[number].steps = steps or owner_of(generator)
        except Unknown:
            raise NotCapturable(
                f"cannot wait in {code.co_name}: the generator that it runs for "
                "is not to be seen where it is called",
                entries[number - 1][0],
            ) from None
    # What a traceback has of a frame is to keep nothing that the rest lets go.
    for (frame, _), code in zip(entries, codes, strict=True):
        if code.co_name != MODULE and frame.f_locals is not frame.f_globals:
            frame.clear()
    return made


def steps_in(space: Space, caller: FrameType) -> Any:
    """The asynchronous generator that the caller of a generator makes a step of, or None."""
    if is_base(caller):
        return space.base.steps if space.base is not None else None
    if base_of(caller.f_globals.get("__name__", "")) != TWINS:
        return None
    return caller.f_locals.get("steps")


def can_be_made_anew(space: Space, frame: FrameType, caller: FrameType) -> bool:
    """Whether a generator that runs may be ended by a capture: another then takes its place."""
    if steps_in(space, caller) is not None:
        return True
    name = base_of(frame.f_globals.get("__name__", ""))
    if name == TWINS and frame.f_code.co_name == "items_of":
        return True  # nothing but the loop refers to it
    unit = space.unit_at(caller)
    site = None if unit is None else unit.site_at(caller.f_code, caller.f_lasti)
    if unit is None or site is None:
        return False
    call = Call(caller, site.kind, unit.statement(site.number), frame, False)
    try:
        return owner_of(call.generator()) is not None
    except Unknown:
        return False


def home_in(space: Space, traceback: TracebackType | None) -> str:
    """The module of what the program called that came to touch the world outside."""
    home = "builtins"
    while traceback is not None:
        frame = traceback.tb_frame
        if space.unit_at(frame) is not None:
            home = "builtins"
        elif home == "builtins" and not is_runtime(frame.f_globals):
            home = str(frame.f_globals.get("__name__"))
        traceback = traceback.tb_next
    return home


def why_not(space: Space, frame: FrameType | None) -> str | None:
    """The reason why a running stack could not be captured now; None where it could.

    `frame` is the innermost of the program's.
    """
    if not space.is_entered:
        return "called while something is let go"
    child: FrameType | None = None
    while frame is not None and not is_base(frame):
        unit = space.unit_at(frame)
        if unit is None:
            if not is_runtime(frame.f_globals) or closes(frame):
                return f"called by {frame.f_code.co_qualname}"
        else:
            site = unit.site_at(frame.f_code, frame.f_lasti)
            index = unit.index_of(frame.f_code)
            if site is None or index is None:
                return "within an operation"
            if unit.is_native(index):
                return "in a coroutine that is driven by hand"
            if child is not None:
                call = Call(
                    frame,
                    site.kind,
                    unit.statement(site.number),
                    child,
                    space.is_rest(child.f_code),
                    is_running=True,
                )
                try:
                    if not call.is_direct():
                        return "under a function of C"
                    call.instead()
                    if child.f_code.co_flags & inspect.CO_GENERATOR:
                        call.generator()
                except Unknown:
                    return "a generator that is not to be seen"
            child = frame
        frame = frame.f_back
    if child is not None and not is_entered(space, child):
        return "called while something is let go"
    return None


def is_entered(space: Space, outermost: FrameType) -> bool:
    """Whether the outermost of the program's frames is of what the run has entered.

    What is let go when that ends, a generator say, is called by the same functions of the machine.
    """
    base, code = space.base, outermost.f_code
    if base is None or base.index == BEFORE:
        return True
    if base.generator is not None:
        return outermost is base.generator.gi_frame
    unit = space.unit_at(outermost)
    name = None if unit is None else unit.module.name
    return (name, unit and unit.index_of(code)) == (base.unit, base.index)


def program_entries(
    space: Space, traceback: TracebackType | None
) -> Iterator[tuple[FrameType, int]]:
    foreign: FrameType | None = None
    while traceback is not None:
        frame = traceback.tb_frame
        if is_base(frame):
            pass
        elif space.unit_at(frame) is not None:
            if foreign is not None:
                raise NotCapturable(
                    f"cannot wait in {frame.f_code.co_name} (line {frame.f_lineno}): "
                    f"it was called by {foreign.f_code.co_qualname}",
                    frame,
                )
            yield frame, traceback.tb_lasti
        elif closes(frame) or not is_runtime(frame.f_globals):
            foreign = frame
            if frame.f_builtins is space.builtins:  # a text's, of which no frame is stored
                raise NotCapturable(f"cannot wait in {frame.f_code.co_qualname}", frame)
        traceback = traceback.tb_next


def is_base(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == BASE


def frame_of(space: Space, frame: FrameType, last: int, call: Call | None) -> Frame:
    """The rest of a finished frame; `call` is where it called another, if it did."""
    unit = space.unit_at(frame)
    assert unit is not None
    code = frame.f_code
    site, index = unit.found_at(code, last)
    if site is None or index is None:
        raise NotCapturable(
            f"{unit.module.filename}:{frame.f_lineno}: cannot wait within an operation", frame
        )
    if unit.is_native(index):
        raise NotCapturable(
            f"{unit.module.filename}:{frame.f_lineno}: cannot wait in {code.co_name}: "
            "it is driven by hand, or by a library",
            frame,
        )
    if call is not None and not call.is_direct():
        child = call.child
        raise NotCapturable(
            f"cannot wait in {child.f_code.co_name} (line {child.f_lineno}): "
            f"it was called by a function of C at {unit.module.filename}:{frame.f_lineno}",
            frame,
        )
    point = 2 * site.number
    name, mentioned = unit.module.name, unit.mentioned(index, point)
    if is_text(name):
        return frame_of_text(space, Frame(name, index, point, cells={}), frame, mentioned)
    if index == 0:
        return Frame(name, 0, point, cells={})
    has_dead = keeps_in(space, name)
    return Frame(name, index, point, *kept_variables(space, mentioned, frame, frame, has_dead))


def frame_of_text(space: Space, made: Frame, frame: FrameType, mentioned: Any) -> Frame:
    """The rest of a finished frame of a text's, with the namespaces that it was run in."""
    if made.index:
        made.kept, made.values, made.cells = kept_variables(space, mentioned, frame, frame)
        made.where = Where(frame.f_globals)
        return made
    made.where = Where(frame.f_globals, frame.f_locals)
    own = beside(frame.f_code)
    made.kept = tuple(
        sorted(
            name
            for name in own
            if name not in OWN and (name in mentioned or leads_to_code(space, own[name]))
        )
    )
    made.values = tuple([own[name] for name in made.kept])
    return made


def call_of(space: Space, frame: FrameType, last: int, child: FrameType) -> Call:
    unit = space.unit_at(frame)
    assert unit is not None
    site = unit.site_at(frame.f_code, last)
    if site is None:
        raise NotCapturable(
            f"{unit.module.filename}:{frame.f_lineno}: cannot wait within an operation", frame
        )
    statement = unit.statement(site.number)
    return Call(frame, site.kind, statement, child, space.is_rest(child.f_code))


def kept_variables(
    space: Space, mentioned: Any, frame: FrameType, owner: object, has_dead: bool = False
) -> tuple[tuple[str, ...], tuple[Any, ...], dict[str, CellType]]:
    """Names and values, of a frame, of the variables that the rest mentions, and all its cells.

    `owner` is what refers to the cells: the frame once it has finished, or its generator. Besides,
    a variable is kept whose end runs code of the program: it ends when the frame does. Where it
    `has_dead` ones, those are kept that can be: see perdure.languages.python.machine.dead.
    """
    cells = cells_of(owner, frame.f_code)
    local = frame.f_locals
    found: list[str] = []
    for name, value in local.items():
        if name in mentioned or (has_dead and name[0] not in ".<" and is_keepable(space, value)):
            pass
        elif not leads_to_code(space, value):
            continue
        if name not in cells and name not in OWN:
            found.append(name)
    found.sort()
    return tuple(found), tuple([local[name] for name in found]), cells


def cells_of(owner: object, code: CodeType) -> dict[str, CellType]:
    """The cells of a finished frame, or of a suspended generator, by name."""
    names = cell_names(code)
    if not names:
        return {}
    found = [each for each in gc.get_referents(owner) if type(each) is CellType]
    if len(found) != len(names):
        raise NotCapturable(f"{code.co_name}: its cells are not to be found")
    return dict(zip(names, found, strict=True))


def cell_names(code: CodeType) -> list[str]:
    """The names of a frame's cells, in the order in which the frame has them."""
    cells = code.co_cellvars
    parameters = [name for name in code.co_varnames if name in cells]
    others = [name for name in cells if name not in code.co_varnames]
    return [*parameters, *others, *code.co_freevars]
