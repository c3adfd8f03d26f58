"""Generators, as the heap stores them.

A suspended generator is read where it stands: the site of its `yield`, the variables that its
rest mentions, its cells. It comes back as a native generator made of that rest, advanced to the
`yield`, so that `send`, `throw` and `close` find it inside its `try`. One that was running when
the stack was captured (CPython has ended it then) comes back unstarted, with what it goes on
with in its box.

Reads: perdure.languages.python.machine.capturing. Read by:
perdure.languages.python.machine.storing.
"""

from __future__ import annotations

import inspect
from types import CellType, GeneratorType
from typing import Any
from weakref import ref

from perdure.languages.python.heap import kind_reducers, maker, maker_with_load
from perdure.languages.python.heap.modules import namespace_in
from perdure.languages.python.machine.capturing import NotCapturable, cells_of, kept_variables
from perdure.languages.python.machine.dead import keeps_in
from perdure.languages.python.machine.frames import START, Box, Frame, Where, box_of
from perdure.languages.python.machine.linking import Linked
from perdure.languages.python.machine.running import function_of
from perdure.languages.python.machine.spaces import Space


@kind_reducers(GeneratorType)
def reduce_generator(dumper: Any, generator: Any) -> Any:
    space = dumper.program
    if not isinstance(space, Space):
        return NotImplemented
    replaced = space.replaced.get(id(generator))
    if replaced is not None:
        return the_other, (replaced[1],)
    for frame in space.all_frames():
        if frame.generator is generator:
            dumper.later(set_running, generator, frame.values)
            return made_by(dumper, frame)
    suspended = generator.gi_frame
    if suspended is None:
        return ended_generator, ()
    if generator.gi_running:  # the stack is only looked at: see machine.volatile
        return ended_generator, ()
    text = space.texts.find(generator.gi_code)
    unit = space.unit_at(suspended) if text is None else text[0]
    if unit is None:
        name = generator.__qualname__
        raise TypeError(f"a generator of a library, {name}, has no stored form")
    frame, is_begun = frame_of(space, unit, generator)
    if is_begun:
        space.suspended.append(ref(generator))
    dumper.later(set_suspended if is_begun else set_new, generator, frame.values)
    if text is not None:
        frame.where = Where(suspended.f_globals)
    return made_by(dumper, frame)


def frame_of(space: Space, unit: Linked, generator: Any) -> tuple[Frame, bool]:
    """The frame of a generator that does not run, and whether it has begun."""
    suspended, code = generator.gi_frame, generator.gi_code
    name, index = unit.module.name, unit.index_of(code)
    if index is None:
        raise NotCapturable(f"{generator.__qualname__} is no function of the program")
    rest = unit.origin(code)
    if inspect.getgeneratorstate(generator) == inspect.GEN_CREATED:
        if rest is not None:
            values = box_of(generator).values
            cells = cells_of(generator, code)
            return Frame(name, index, rest.point, rest.kept, values, cells), False
        kept, values, cells = _all_variables(suspended, generator)
        return Frame(name, index, START, kept, values, cells), False
    site = unit.site_at(code, suspended.f_lasti)
    if site is None:
        assert rest is not None  # it was put back there, and not asked for an item since
        point = rest.point
    else:
        point = 2 * site.number
    has_dead = keeps_in(space, name)
    mentioned = unit.mentioned(index, point)
    found = kept_variables(space, mentioned, suspended, generator, has_dead)
    return Frame(name, index, point, *found), True


def _all_variables(
    frame: Any, generator: Any
) -> tuple[tuple[str, ...], tuple[Any, ...], dict[str, CellType]]:
    cells = cells_of(generator, frame.f_code)
    local = frame.f_locals
    kept = tuple(sorted(name for name in local if name not in cells))
    return kept, tuple(local[name] for name in kept), cells


def made_by(dumper: Any, frame: Frame) -> tuple[Any, tuple[Any, ...]]:
    names = tuple(sorted(frame.cells))
    cells = tuple(frame.cells[name] for name in names)
    row = (frame.index, frame.point, frame.kept, names, cells)
    if frame.where is not None:
        state = dumper.program.unit(frame.unit).state
        return generator_of_text, (state, namespace_in(dumper, frame.where.names), *row)
    return generator_of, (frame.unit, *row)


@maker_with_load
def generator_of(
    load: Any,
    unit: str,
    index: int,
    point: int,
    kept: tuple[str, ...],
    names: tuple[str, ...],
    cells: tuple[CellType, ...],
) -> Any:
    """A generator of the rest of a body, unstarted, with an empty box."""
    space: Space = load.program
    code = space.unit(unit).rest(index, point, kept, names)
    box = Box()
    closure = dict(zip(names, cells, strict=True))
    return function_of(code, space.namespace(unit), closure)(box)


@maker_with_load
def generator_of_text(
    load: Any,
    text: tuple[Any, ...],
    namespace: dict[str, Any],
    index: int,
    point: int,
    kept: tuple[str, ...],
    names: tuple[str, ...],
    cells: tuple[CellType, ...],
) -> Any:
    """The same of a function that `exec` of a text has made."""
    space: Space = load.program
    code = space.texts.loaded(text).rest(index, point, kept, names)
    namespace.setdefault("__builtins__", space.builtins)  # the rest of it may come later
    return function_of(code, namespace, dict(zip(names, cells, strict=True)))(Box())


@maker_with_load
def set_running(load: Any, generator: Any, values: tuple[Any, ...]) -> None:
    box_of(generator).values = values


@maker_with_load
def set_new(load: Any, generator: Any, values: tuple[Any, ...]) -> None:
    box_of(generator).values = values


@maker_with_load
def set_suspended(load: Any, generator: Any, values: tuple[Any, ...]) -> None:
    space: Space = load.program
    box = box_of(generator)
    box.values = values
    box.fill(True, False, None)
    load.finally_(prime, space, generator)


def prime(space: Space, generator: Any) -> None:
    """Advance it to its `yield`."""
    next(generator)
    space.suspended.append(ref(generator))


@maker
def the_other(generator: Any) -> Any:
    return generator


@maker
def ended_generator() -> Any:
    def nothing() -> Any:
        yield

    made = nothing()
    made.close()
    return made
