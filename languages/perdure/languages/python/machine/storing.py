"""Spaces, stored as executions and loaded from them.

A `Shape` is a space in bytes, with what else it takes to load it: it is made where a process waits,
and where a call from outside has ended. Of the first an execution is made, which the image keeps.

Reads: perdure.languages.python.heap, perdure.languages.python.machine.programs. Read by:
perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import CellType
from typing import Any, NamedTuple

from perdure.languages.python.code import Unit
from perdure.languages.python.code.text_names import is_text
from perdure.languages.python.heap import (
    CannotStore,
    Dumped,
    Steady,
    dump_parts,
    kind_reducers,
    load_parts,
    maker,
    maker_with_load,
    names_in,
)
from perdure.languages.python.heap.modules import namespace_in
from perdure.languages.python.heap.steady import is_growing
from perdure.languages.python.machine import (  # noqa: F401  (their kinds)
    digests,
    generators,
    open_files,
    packed,
    temporary,
)
from perdure.languages.python.machine.chunks import LARGE, Stored, cut, whole
from perdure.languages.python.machine.dead import letting_dead_go
from perdure.languages.python.machine.finalizers import own_finalizers
from perdure.languages.python.machine.frames import (
    Closing,
    Constructed,
    Defaulting,
    Frame,
    Instead,
    Where,
    box_of,
)
from perdure.languages.python.machine.intact import StillChanging
from perdure.languages.python.machine.journal import Entry
from perdure.languages.python.machine.linking import Linked, linked
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.machine.underway import check_intact, take_in, wait_intact
from perdure.languages.python.runtime.builtins import changed_builtins
from perdure.languages.python.runtime.own_builtins import change_builtins
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution, ForeignCode

#: The outermost frame's values: the program, what the frames hold, and the token of a call. A
#: journal is one more, where there is one.
Held = tuple[Program, Stored, str]

_INSTEAD = (Constructed, Closing, Defaulting)


class Shape(NamedTuple):
    """A space in bytes."""

    units: tuple[Linked, ...]
    imported: tuple[str, ...]
    outside: tuple[str, ...]
    frames: tuple[tuple[str, int, int], ...]  #: of each the unit, the function and the point
    namespaces: bytes
    held: bytes  #: what the frames hold, the call that it waits for, its streams, and the outcome
    refs: tuple[Any, ...]
    set_up: bytes  #: that is wanted before anything is loaded


def shape_of(
    space: Space, outcome: Any = None, is_explained: bool = False, is_patient: bool = False
) -> Shape:
    """The space in bytes.

    CannotStore where something that it reaches has no stored form: it says what where that is to
    be explained. StillChanging where a call under way has changed what it was given, but where
    this is patient: then it waits for the end of that call.
    """
    while True:
        try:
            return _intact_shape_of(space, outcome, is_explained)
        except StillChanging:
            if not is_patient:
                raise
            wait_intact(space)


def _intact_shape_of(space: Space, outcome: Any, is_explained: bool) -> Shape:
    take_in(space)
    try:
        shape = _shape_of(space, outcome, is_explained)
    except CannotStore:
        check_intact(space)  # it may be what was in the way
        raise
    check_intact(space)
    return shape


def _shape_of(space: Space, outcome: Any, is_explained: bool) -> Shape:
    if space.tasks is None or space.tasks.fault is None:
        return _shape_with_dead(space, outcome, is_explained)
    try:
        return _shape_with_dead(space, outcome, False)
    except CannotStore:
        space.tasks.fault = None  # it is for a debugger only
        return _shape_with_dead(space, outcome, is_explained)


def _shape_with_dead(space: Space, outcome: Any, is_explained: bool) -> Shape:
    if not (space.keeps_variables or space.is_showing):
        return _dumped_shape(space, outcome, is_explained)
    try:
        return _dumped_shape(space, outcome, False)
    except CannotStore:
        pass
    with suppress(CannotStore), letting_dead_go(space, is_all=False) as is_fewer:
        if is_fewer:
            return _dumped_shape(space, outcome, False)
    with letting_dead_go(space, is_all=True):
        return _dumped_shape(space, outcome, is_explained)


def _dumped_shape(space: Space, outcome: Any, is_explained: bool) -> Shape:
    space.forget_gone()
    rows = [_row(frame) for frame in space.frames]
    finalizers = own_finalizers(space)
    attributes = space.attributes_set()
    set_up = space.set_up.rest(attributes)
    if "builtins" in space.imported and (changed := changed_builtins(space.builtins)):
        set_up = (*set_up, changed)
    roots = [rows, space.call, space.streams, finalizers, outcome, space.tasks, set_up]
    more = [space.at_exit, space.keeps_variables, space.context, space.set_up.states]
    more.append(space.shown)
    while more and not more[-1]:
        more.pop()
    roots += more

    namespaces, held, refs = _dumped(space, roots, is_explained)
    frames = tuple([(frame.unit, frame.index, frame.point) for frame in space.frames])
    put = space.put_modules()
    standing = {frame.unit: None for frame in space.all_frames() if is_text(frame.unit)}
    return Shape(
        (*space.linked.values(), *map(space.unit, standing)),
        tuple([name for name in space.imported if name in sys.modules and name not in put]),
        tuple(sorted(space.outside)),
        frames,
        namespaces,
        held,
        tuple(refs),
        space.set_up.first(attributes),
    )


def _dumped(
    space: Space, roots: list[Any], is_explained: bool
) -> tuple[bytes, bytes, Sequence[Any]]:
    """The namespaces and the roots as bytes, and the Persistent objects in them."""

    def dumped_as(steady: Steady | None) -> Dumped:
        space.suspended = []
        space.finalizers = []
        return dump_parts(space, [[], roots], is_explained=is_explained, steady=steady)

    if not space.is_large:
        dumped = dumped_as(None)
        space.is_large = sum(map(len, dumped.parts)) >= LARGE
    if space.is_large:
        with uncollected(True):
            dumped = dumped_as(steady_of(space))
    namespaces, held = dumped.parts
    return namespaces, held, dumped.refs


@contextmanager
def uncollected(is_large: bool) -> Iterator[None]:
    """Have no garbage collected meanwhile: each collection goes through all of a large space.

    A dump makes as many tuples, for a while, as there are objects, and a load that many objects.
    """
    if not is_large or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def steady_of(space: Space) -> Steady:
    """The way to store a large space."""
    names = names_in([unit.entry for unit in space.linked.values()])
    held = [
        thing
        for frame in space.frames
        if frame.generator is None
        for thing in (*frame.values, *map(contents, frame.cells.values()))
        if is_growing(thing)
    ]
    return Steady(names, held)


def contents(cell: CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return None


def space_of(shape: Shape, make: Callable[[], Space]) -> tuple[Space, Any]:
    """A space of that shape, and the outcome in it. CannotLoad."""
    space = make()
    space.learn(shape.outside)
    for name in shape.imported:
        importlib.import_module(name)
        space.imported[name] = None
    space.set_up.begin(shape.set_up)
    for unit in shape.units:
        if is_text(unit.module.name):
            space.texts.add(unit)
            continue
        space.add(unit)
        if unit.module.name in GUESTS:
            space.fill_guest(unit.module.name)
    with space.in_sight():
        parts = [shape.namespaces, shape.held]
        with uncollected(sum(map(len, parts)) >= LARGE):
            _, held = load_parts(space, parts, shape.refs)
        rows, space.call, space.streams, _, outcome, space.tasks, set_up, *more = held
        space.at_exit = more[0] if more else []
        space.keeps_variables = len(more) > 1 and more[1]
        if len(more) > 2:
            space.context = more[2]
        if len(more) > 3:
            space.set_up.take(more[3])
        space.shown = more[4] if len(more) > 4 else ""
        name, calls, attributes, *changed = set_up
        space.context.run(space.set_up.end, name, calls, attributes)
        for each in changed:
            change_builtins(space.builtins, each)
    for (name, index, point), row in zip(shape.frames, rows, strict=True):
        frame = Frame(name, index, point)
        _fill(frame, row)
        if frame.generator is not None:
            set_values(space, frame)
        space.frames.append(frame)
    return space, outcome


# Executions


def stored(
    space: Space,
    program: Program,
    token: str = "",
    before: Stored | None = None,
    *,
    is_explained: bool = False,
    is_patient: bool = True,
) -> Execution:
    """The space's suspended stack; the program's record is changed where it has. CannotStore.

    Where that is shared, the stack has another, of the process's own, if it is not as it was.
    `before`: what its frames held when they were stored last.
    """
    return execution_of(
        shape_of(space, is_explained=is_explained, is_patient=is_patient), program, token, before
    )


def execution_of(
    shape: Shape, program: Program, token: str = "", before: Stored | None = None
) -> Execution:
    """A stack in bytes as an execution; see `stored`."""
    namespaces = cut(shape.namespaces, program.namespaces)
    kept = (namespaces, shape.refs, shape.imported, shape.outside, shape.set_up)
    by_name = {codes.unit.name: codes for codes in program.modules}
    units = {unit.module.name: unit for unit in shape.units}
    modules = program.modules
    if by_name.keys() != units.keys():
        new = [Codes(unit.new_unit()) for unit in shape.units if unit.module.name not in by_name]
        left = [each for each in modules if not is_over(each.unit.name, units)]
        if new or len(left) < len(modules):
            modules = (*left, *new)
            by_name = {codes.unit.name: codes for codes in modules}
    if modules is not program.modules or not program.has(*kept):
        if program.is_shared:
            program = program.copy()
        program.keep(*kept)
        program.modules = modules
    values: Held = (program, cut(shape.held, b"" if before is None else before), token)
    frames: list[tuple[ForeignCode, int, tuple[Any, ...]]] = []
    for name, index, point in shape.frames:
        code = by_name[name].of(index)
        stored_point = units[name].stored_point(index, point)
        frames.append((code, stored_point, () if frames else values))
    return Execution(tuple(frames))


def is_over(unit: str, wanted: Container[str]) -> bool:
    """Whether a unit is a text that nothing stands in any more."""
    return is_text(unit) and unit not in wanted


def held_by(execution: Execution) -> Held:
    """The values of an execution's outermost frame."""
    return _outermost_values(execution)[:3]


def held_before(execution: Execution) -> Stored | None:
    """All that the frames of an execution hold; None of one that has not begun."""
    outermost = execution.outermost()
    if outermost is not None and len(outermost[2]) > 1 and isinstance(outermost[2][0], Program):
        held: Stored = outermost[2][1]
        return held
    return None


def journal_of(execution: Execution) -> Entry | None:
    """The last entry of the journal that an execution is to be gone on with by."""
    values = _outermost_values(execution)
    return values[3] if len(values) > 3 else None


def with_journal(execution: Execution, token: str, entry: Entry | None) -> Execution:
    """The same execution, where it waits for another call, with that journal."""
    outermost, *others = reversed(list(execution.all_frames()))
    code, point, _ = outermost
    program, held, _ = held_by(execution)
    values = (program, held, token) if entry is None else (program, held, token, entry)
    return Execution(((code, point, values), *others))


def _outermost_values(execution: Execution) -> tuple[Any, ...]:
    outermost = execution.outermost()
    assert outermost is not None
    return outermost[2]


def loaded(execution: Execution, make: Callable[[], Space]) -> Space:
    """A space with what was stored as that execution. CannotLoad."""
    return loaded_with(execution, make)[0]


def loaded_with(execution: Execution, make: Callable[[], Space]) -> tuple[Space, Any]:
    """The same, and the outcome that is stored with it, if one is."""
    program, held, _ = held_by(execution)
    frames = [(code.content, point) for code, point, _ in execution.all_frames()]
    frames.reverse()
    return space_of(shape_with(program, held, frames), make)


def linked_again(unit: Unit) -> Linked:
    """A unit as it runs here; of texts there may be any number, so they are not kept."""
    return Linked(unit) if is_text(unit.name) else linked(unit)


def shape_with(
    program: Program, held: Stored, frames: Sequence[tuple[tuple[Any, ...], int]] = ()
) -> Shape:
    """The shape of what was stored; `frames` as executions have them, outermost first."""
    units = {codes.unit.name: linked_again(codes.unit) for codes in program.modules}
    places = []
    for (_, codes, index), point in frames:
        name = codes.unit.name
        places.append((name, index, units[name].point(index, point)))
    return Shape(
        tuple(units.values()),
        program.imported,
        program.outside,
        tuple(places),
        whole(program.namespaces),
        whole(held),
        program.refs,
        program.set_up,
    )


@kind_reducers(Frame)
def reduce_frame(dumper: Any, frame: Frame) -> Any:
    """A frame of a stack that is not the front."""
    dumper.later(set_frame, frame, _row(frame))
    return new_frame, (frame.unit, frame.index, frame.point)


@maker
def new_frame(unit: str, index: int, point: int) -> Frame:
    return Frame(unit, index, point)


@kind_reducers(Where)
def reduce_where(dumper: Any, where: Where) -> Any:
    return new_where, tuple([namespace_in(dumper, each) for each in where])


@maker
def new_where(names: dict[str, Any], local: Any) -> Where:
    return Where(names, local)


@maker_with_load
def set_frame(load: Any, frame: Frame, row: tuple[Any, ...]) -> None:
    _fill(frame, row)
    if frame.generator is not None:
        load.finally_(set_values, load.program, frame)


def set_values(space: Space, frame: Frame) -> None:
    frame.values = box_of(frame.generator).values


def _fill(frame: Frame, row: tuple[Any, ...]) -> None:
    frame.kept, frame.values, frame.cells, frame.generator, instead, *more = row
    frame.instead = _instead(instead)
    if more:
        frame.call, frame.steps, *where = more
        frame.where = where[0] if where else None


def _row(frame: Frame) -> tuple[Any, ...]:
    values = () if frame.generator is not None else frame.values
    row = (frame.kept, values, frame.cells, frame.generator, _instead_row(frame.instead))
    if frame.where is not None:
        return (*row, frame.call, frame.steps, frame.where)
    if frame.call is None and frame.steps is None:
        return row
    return (*row, frame.call, frame.steps)


def _instead_row(instead: Instead) -> tuple[Any, ...] | None:
    if instead is None:
        return None
    number = _INSTEAD.index(type(instead))
    if type(instead) is Constructed:
        return number, instead.value
    return (number, instead.default) if type(instead) is Defaulting else (number,)


def _instead(row: tuple[Any, ...] | None) -> Instead:
    return None if row is None else _INSTEAD[row[0]](*row[1:])
