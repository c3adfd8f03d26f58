"""A suspended program in another version of its text.

It is loaded with the functions, frames and generators of the new version in the place of the old
(see `moving`), its modules are given what that defines besides (see `redefining`), and it is stored
again. Its objects stay what they are. Where a frame, a generator or a function has no counterpart
nothing is changed: CannotMove.

Reads: perdure.languages.python.machine.moving. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import CellType, CodeType, MappingProxyType
from typing import Any

from perdure.languages.python.code.text_names import is_text
from perdure.languages.python.generating import EVERYTHING
from perdure.languages.python.heap import CannotStore
from perdure.languages.python.machine.bases import Base, is_changed
from perdure.languages.python.machine.beginning import (
    CALLING,
    PROGRAM,
    program_code,
    waiting_call,
)
from perdure.languages.python.machine.effects import is_section
from perdure.languages.python.machine.failing import has_failed
from perdure.languages.python.machine.frames import Frame
from perdure.languages.python.machine.linking import Linked, link
from perdure.languages.python.machine.moving import CannotMove, Move, Moves
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.machine.raising import asking_functions, link_asking
from perdure.languages.python.machine.redefining import bind_new, drop_gone, gone_code
from perdure.languages.python.machine.spaces import Space, read_text
from perdure.languages.python.machine.stepping import has_stops, link_stepping
from perdure.languages.python.machine.stopping import AGAIN, BEGIN, Stopped, stopped_in
from perdure.languages.python.machine.storing import (
    execution_of,
    held_by,
    journal_of,
    shape_of,
    shape_with,
    space_of,
    with_journal,
)
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution, ForeignCode

Texts = Mapping[str, str]  #: new texts by path; where there are none, the files are read
#: In the place of new texts: those that there are, so that the program can stop at each statement.
FOR_STEPS: Texts = MappingProxyType({})
Make = Callable[[Program], Space]


class Moving:
    """A unit's new version, to which a program is loaded that was stored with the old."""

    def __init__(self, old: Linked, new: Linked) -> None:
        self.old = old
        self.new = new
        self.moves = Moves(old.module, new.module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.new, name)

    def code_of(self, index: int) -> CodeType:
        found = self.moves.functions.get(index)
        return self.new.code_of(found) if found is not None else gone_code(self.old.module, index)

    def rest(
        self, index: int, point: int, kept: tuple[str, ...], cells: tuple[str, ...]
    ) -> CodeType:
        """The rest of a generator's body; what it keeps comes in the order of `kept`."""
        there, move = self.counterpart(index, point)
        names = self.renamed(kept, there, move)
        code = self.new.code_of(there)
        line = self.line(index, point)
        if set(cells) != {*code.co_cellvars, *code.co_freevars}:
            name = self.old.module.functions[index].qualname
            raise CannotMove(
                f"{self.moves.where(line)}: the generator `{name}` shares other variables with "
                "inner functions in the new version"
            )
        self.check(there, move.point, index, point, {*names, *cells}, {*kept, *cells})
        return self.new.rest(there, move.point, names, cells)

    def counterpart(self, index: int, point: int) -> tuple[int, Move]:
        """The function and the point there in which a frame goes on. CannotMove."""
        found = self.moves.function(index, self.line(index, point))
        return found, self.moves.move(index, point)

    def line(self, index: int, point: int) -> int:
        if point < 0:
            return self.old.module.functions[index].first_line
        return self.old.module.sites[point >> 1].line

    def check(
        self, index: int, point: int, old: int, at: int, has: set[str], had: set[str]
    ) -> None:
        """CannotMove where the new rest of a body reads a variable that has no value there."""
        wanted = self.new.mentioned(index, point)
        if wanted is EVERYTHING:
            return
        local = self.new.module.functions[index].local_names
        was_read = self.old.mentioned(old, at)
        for name in sorted(local - has):
            if name not in wanted or (name in was_read and name not in had):
                continue
            if name.startswith("."):
                why = (
                    "the new version needs what it computes on the way to this line, which this "
                    "process has not computed; leave what comes before the line, or the loops and "
                    "`with` blocks around it, as it was, or let the process come to its next wait"
                )
            else:
                why = (
                    f"the new version reads `{name}` after this, which has no value here: it is "
                    "assigned before, or was not wanted any more"
                )
            raise CannotMove(f"{self.moves.where(self.line(old, at))}: {why}")

    def move_frame(self, frame: Frame, namespace: dict[str, Any]) -> None:
        """Have a frame go on in the new version. CannotMove."""
        old, at = frame.index, frame.point
        index, move = self.counterpart(old, at)
        if index == 0:
            self.move_body(move, namespace)
        elif frame.generator is None:
            self.move_variables(frame, index, move)
        else:
            frame.kept = self.renamed(frame.kept, index, move)
        frame.index, frame.point = index, move.point

    def renamed(self, kept: tuple[str, ...], index: int, move: Move) -> tuple[str, ...]:
        """The names of a generator's values in the new version.

        One that is not wanted there has a name, too.
        """
        return tuple(
            [
                move.names.get(name, f".gone{number}" if self.is_gone(name, index, move) else name)
                for number, name in enumerate(kept)
            ]
        )

    def is_gone(self, name: str, index: int, move: Move) -> bool:
        """Whether the new version has no such variable, or means another one by the name."""
        if name[0] == ".":
            return True
        function = self.new.module.functions[index]
        if name in function.global_names:
            return True
        own = {*function.local_names, *self.new.code_of(index).co_varnames}
        return name not in own and name in self.new.mentioned(index, move.point)

    def move_variables(self, frame: Frame, index: int, move: Move) -> None:
        values = dict(zip(frame.kept, frame.values, strict=True))
        had = {*values, *(name for name, cell in frame.cells.items() if is_filled(cell))}
        values = {
            new: value
            for name, value in values.items()
            if (new := move.names.get(name, "" if self.is_gone(name, index, move) else name)) != ""
        }
        code = self.new.code_of(index)
        names = {*code.co_cellvars, *code.co_freevars}
        cells: dict[str, CellType] = {}
        for name, cell in frame.cells.items():
            if name in names:
                cells[name] = cell
                continue
            try:
                values[name] = cell.cell_contents
            except ValueError:
                continue
        for name in names - set(cells):
            if name in code.co_freevars:
                line = self.line(frame.index, frame.point)
                raise CannotMove(
                    f"{self.moves.where(line)}: `{code.co_qualname}` reads `{name}` of the "
                    "function around it in the new version, which it does not have"
                )
            cells[name] = CellType(values.pop(name)) if name in values else CellType()
        values |= move.given
        has = {*values, *(name for name, cell in cells.items() if is_filled(cell))}
        self.check(index, move.point, frame.index, frame.point, has, had)
        frame.kept, frame.values = tuple(sorted(values)), ()
        frame.values = tuple([values[name] for name in frame.kept])
        frame.cells = cells

    def move_body(self, move: Move, namespace: dict[str, Any]) -> None:
        """The same of a module's body: its variables are the namespace."""
        own = [name for name in namespace if name[0] == "." and name not in (".r", ".x")]
        had = {name: namespace.pop(name) for name in own}
        found = {new: had[old] for old, new in move.names.items() if old in had}
        namespace.update({**found, **move.given})
        for statement in self.new.module.functions[0].body[:1]:
            for target in getattr(statement, "targets", ()):
                if target.id.startswith("."):
                    namespace.setdefault(target.id, None)


def is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:
        return False


def upgraded(
    execution: Execution, texts: Texts | None, make: Make
) -> tuple[Execution, list[str]] | None:
    """The same stack in the new versions of the program's texts, and what it does not take over.

    None where none has another. CannotMove.
    """
    if not execution.frames:
        return None
    stopped = stopped_in(execution)
    if stopped is not None:
        return upgraded_stop(execution, stopped, texts, make)
    if has_failed(execution):
        raise CannotMove("it has failed in an older version, which kept nothing to go on with")
    waiting = waiting_call(execution)
    if waiting is not None:
        path = waiting[0].content[1].path
        raise CannotMove(f"{path}: it waits for its program to be loaded; upgrade it after that")
    return upgraded_stack(execution, texts, make)


def upgraded_stop(
    execution: Execution, stopped: Stopped, texts: Texts | None, make: Make
) -> tuple[Execution, list[str]] | None:
    """The same of one that has stopped at an error."""
    how, notes = stopped.how, list[str]()
    stands = stopped.standing()
    if how[0] == BEGIN:
        code = upgraded_code(how[1], texts)
        if code is None:
            return None
        made = Stopped(stands, (BEGIN, code, *how[2:]))
    else:
        moved = upgraded_stack(stands, texts, make)
        if moved is None:
            return None
        stands, notes = moved
        fault = _fault(stopped, texts, make)
        if fault is None:
            valued = _valued(stopped, stands, texts, make)
        else:  # it is the same stack
            valued = fault if stopped.valued is not None else None
        made = Stopped(stands, how, valued, None, stopped.printed, fault, stopped.common)
    made.unbound, made.unit = stopped.unbound, stopped.unit
    *frames, (code, point, _) = execution.all_frames()
    return Execution(((code, point, (made,)), *reversed(frames))), notes


def _fault(stopped: Stopped, texts: Texts | None, make: Make) -> Execution | None:
    """The stack as the error has left it; None where it has none in the new version."""
    if stopped.fault is None:
        return None
    fault = Execution.from_state(stopped.fault)
    try:
        moved = upgraded_stack(fault, texts, make)
    except CannotMove:
        return None
    return fault if moved is None else moved[0]


def _valued(
    stopped: Stopped, stands: Execution, texts: Texts | None, make: Make
) -> Execution | None:
    """The stack that may be given a value; None where it does not go on in the new version."""
    if stopped.valued is None:
        return None
    if stopped.how[0] == AGAIN:  # it is the same stack
        return with_journal(stands, "", None)
    try:
        moved = upgraded_stack(Execution.from_state(stopped.valued), texts, make)
    except CannotMove:
        return None
    return None if moved is None else moved[0]


def upgraded_code(code: ForeignCode, texts: Texts | None) -> ForeignCode | None:
    """The code that a process begins with, of the new version."""
    source = code.source
    assert source is not None
    kind, *content = code.content
    text = new_text(source.name, source.text, texts)
    if kind not in (PROGRAM, CALLING):
        raise CannotMove("it has not begun; begin it again")
    if text is None:
        return None
    if kind == PROGRAM:
        return program_code(text, source.name, *content)
    base: Base = content[0]
    return Base(base.name, base.path, text, base.folders).entry(content[1])


def upgraded_stack(
    execution: Execution, texts: Texts | None, make: Make
) -> tuple[Execution, list[str]] | None:
    """The same stack in the new versions of the program's texts, and what it does not take over.

    None where none has another. CannotMove.
    """
    program, held, token = held_by(execution)
    if program.is_loading:
        raise CannotMove(
            f"{program.base.path}: it loads the version of the calls that wait for it; the next "
            "call loads the new one"
        )
    frames = [(code.content, point) for code, point, _ in execution.all_frames()]
    frames.reverse()
    shape = shape_with(program, held, frames)
    moving = {
        unit.module.name: Moving(unit, new)
        for unit in shape.units
        if (new := new_version(unit, texts)) is not None
    }
    if not moving:
        return None
    if journal_of(execution) is not None:
        raise CannotMove(
            f"{program.arguments[0]}: it waits under a function of C's, or a library's"
        )
    units: Any = tuple([moving.get(unit.module.name, unit) for unit in shape.units])
    space, outcome = space_of(shape._replace(units=units), lambda: make(program))
    try:
        if isinstance(outcome, tuple) and outcome and isinstance(outcome[0], tuple):
            outcome = (tuple(moved_left(outcome[0], moving)), *outcome[1:])
        notes = move(space, program, moving)
        try:
            shape = shape_of(space, outcome, is_explained=True)
        except CannotStore as obstacle:
            name = program.arguments[0]
            raise CannotMove(f"{name}: in the new version, {obstacle}") from None
    finally:
        space.let_go()
    if program.is_shared:
        program = program.copy()
    program.modules = tuple(
        [
            Codes(moving[codes.unit.name].new.new_unit()) if codes.unit.name in moving else codes
            for codes in program.modules
        ]
    )
    # Bytes of their own, though they may be equal: a worker that has the old in memory sees that.
    return execution_of(shape, program, token), notes


def move(space: Space, program: Program, moving: Mapping[str, Moving]) -> list[str]:
    """Have a loaded program go on in the new versions; gives what it does not take over."""
    if is_section(space.call):
        raise CannotMove(f"{program.arguments[0]}: it has something open that cannot be stored")
    frames = [frame for frame in space.all_frames() if frame.unit in moving and frame.index >= 0]
    for frame in reversed(frames):
        each = moving[frame.unit]
        each.moves.function(frame.index, each.line(frame.index, frame.point))
    notes: list[str] = []
    for name, each in moving.items():
        space.linked[name] = each.new
        body = [frame for frame in frames if (frame.unit, frame.index) == (name, 0)]
        until = None
        if body:
            _, there = each.counterpart(0, body[0].point)
            until = each.new.module.sites[there.point >> 1].line if there.point >= 0 else 0
        with space.in_sight():
            notes += bind_new(space, each.old, each.new, until)
    for frame in {id(frame): frame for frame in reversed(frames)}.values():
        moving[frame.unit].move_frame(frame, space.namespace_of(frame))
    drop_gone(space)
    return notes


def moved_left(frames: Iterable[Any], moving: Mapping[str, Moving]) -> Iterator[Any]:
    """Frames that an error has left, in the new versions, as far as they have a counterpart."""
    for frame in frames:
        if isinstance(frame, Frame) and frame.unit in moving:
            found = moving[frame.unit].moves.functions.get(frame.index)
            if found is None:
                return
            frame.index = found
        yield frame


def new_version(unit: Linked, texts: Texts | None) -> Linked | None:
    """The unit's new version; None where it has none. CannotMove where that is no Python."""
    module = unit.module
    if module.name in GUESTS or is_text(module.name):
        return None
    if texts is FOR_STEPS:
        name, path = module.name, module.filename
        return None if has_stops(module) else link_stepping(name, path, unit.text)
    text = new_text(module.filename, unit.text, texts)
    if text is None:
        return None
    try:
        make = link_stepping if has_stops(module) else link
        if asking_functions(module):
            make = link_asking
        return make(module.name, module.filename, text)
    except SyntaxError as error:
        raise CannotMove(f"{error.filename}:{error.lineno}: {error.msg}") from error


def new_text(path: str, text: str, texts: Texts | None) -> str | None:
    """The text that a file of the program has now; None where it is the same."""
    if texts is None:
        return read_text(Path(path)) if is_changed(path, text) else None
    found = texts.get(path)
    return None if found == text else found
