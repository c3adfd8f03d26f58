"""The variables of a suspended program, for people: nothing of the program's is run.

What is stored is taken apart by an unpickler that makes *stand-ins*: of each class one
of that name, which keeps what it is given. So neither classes of the program nor those of
libraries are imported or called, and an image can be looked at that nobody would run.

Read by: perdure.vm.machine.walk, by way of the language.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
import pickle
import types
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from perdure.languages.python.heap.kinds import NAMES
from perdure.languages.python.machine.chunks import Stored, whole
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.machine.stand_ins import (
    PLAIN,
    AsyncDefinition,
    Defaults,
    Generator,
    Kept,
    Shown,
    StandIn,
    attribute,
    moment,
    short,
    stand_in,
)
from perdure.languages.python.machine.stopping import FAILED, stopped_in
from perdure.languages.python.runtime.coroutines import AsyncFunction
from perdure.languages.python.runtime.tasks.scheduler import stacks_beside
from perdure.languages.python.runtime.twins import GUESTS
from perdure.vm import Execution, FrameView


class FrameSeen(NamedTuple):
    """A frame of a task's, or of another stack that does not run."""

    unit: str
    number: int  #: of its function there
    point: int  #: as it is in memory
    rows: list[Any]  #: with what it holds


class Views(list[dict[str, Shown]]):
    """The variables of each frame, innermost first; with the frames of the other stacks."""

    beside: tuple[FrameView, ...] = ()


class Looking(pickle.Unpickler):
    """Takes a process's objects apart."""

    def __init__(self, program: Program, held: Stored) -> None:
        super().__init__(io.BytesIO(whole(program.namespaces)[1:] + whole(held)[1:]))
        self.program = program
        self.spaces: dict[str, dict[str, Any]] = {}

    def roots(self) -> list[Any]:
        """The roots of the second part: the frames' rows, and what the process waits for."""
        for _ in range(2):
            found: list[Any] = []
            while (thing := self.load()) is not None:
                if type(thing) is tuple:
                    found = list(thing)
        return found

    def find_class(self, module: str, name: str) -> Any:
        if module == NAMES:
            return getattr(self, f"make_{name}", None) or stand_in(name)
        if (module, name) == ("collections", "defaultdict"):
            return Defaults
        if module == "datetime" and name in ("datetime", "time"):
            return moment(PLAIN[module, name])
        if (module, name) == ("builtins", "getattr"):
            return attribute
        if name == AsyncFunction.__qualname__ and module == AsyncFunction.__module__:
            return AsyncDefinition
        return PLAIN.get((module, name)) or stand_in(name)

    # ---- what the heap's makers make

    def make_builtins_dict(self, *rest: Any) -> dict[str, Any]:
        return {}

    def make_namespace_dict(self, unit: str, *rest: Any) -> dict[str, Any]:
        return self.spaces.setdefault(unit, {})

    def make_define(self, space: dict[str, Any], values: dict[str, Any], *rest: Any) -> bool:
        space.update(values)
        return True

    def make_define_one(self, space: dict[str, Any], name: str, value: Any, *rest: Any) -> bool:
        space[name] = value
        return True

    def make_interned(self, name: str) -> str:
        return name

    def make_put_in_order(self, space: dict[str, Any], names: Any, *rest: Any) -> bool:
        return True

    def make_program_class(
        self, metaclass: Any, name: str, bases: Any, keywords: Any, own: Any, *rest: Any
    ) -> Any:
        fields = next((each.fields for each in bases if getattr(each, "fields", ())), ())
        if any(getattr(each, "__name__", "") == "NamedTuple" for each in bases):
            fields = tuple(own.get("__annotations__", ()))
        return stand_in(name, fields=fields)

    def make_named_tuple(self, name: str, fields: tuple[str, ...], *rest: Any) -> Any:
        return stand_in(name, fields=fields)

    def make_functional_enum(self, base: Any, name: str, *rest: Any) -> Any:
        return stand_in(name)

    def make_new_type(self, name: str, *rest: Any) -> Any:
        return stand_in(name)

    def make_unnamed_type(self, name: str) -> Any:
        return stand_in(name)

    def make_new_exception(self, kind: Any, arguments: tuple[Any, ...]) -> Any:
        return kind(*arguments)

    def make_set_exception(self, error: StandIn, state: dict[str, Any]) -> None:
        error.state = state.get("__dict__") or None

    def make_bare(self, kind: Any, *arguments: Any) -> Any:
        if getattr(kind, "fields", ()) and len(arguments) == 1 and type(arguments[0]) is tuple:
            return kind(*arguments[0])  # a named tuple, of all its elements
        return kind(*arguments)

    def make_set_state(self, thing: StandIn, state: Any) -> None:
        thing.state = state

    def make_set_own_attributes(self, thing: StandIn, state: tuple[Any, dict[str, Any]]) -> None:
        own, fields = state
        thing.state = {**(own or {}), **fields}

    def make_set_filled(self, thing: StandIn, whole: tuple[Any, ...]) -> None:
        state, contents, *_ = whole
        thing.state = state
        thing.items.extend(contents)

    def make_new_object(self) -> Shown:
        return Shown("<object>")

    def make_program_function(self, unit: str, index: int, *rest: Any) -> Any:
        codes = next((each for each in self.program.modules if each.unit.name == unit), None)
        name = codes.unit.lowered.functions[index].qualname if codes is not None else "?"
        return Shown(f"<function {name}>")

    def make_new_async_function(self) -> AsyncDefinition:
        return AsyncDefinition()

    def make_program_module(self, unit: str, *rest: Any) -> Any:
        return Shown(f"<module {unit}>")

    def make_foreign_module(self, name: str) -> Any:
        return Shown(f"<module {name}>")

    def make_new_cell(self, *contents: Any) -> types.CellType:
        return types.CellType(*contents)

    def make_set_cell(self, cell: types.CellType, contents: Any) -> None:
        cell.cell_contents = contents

    def make_generator_of(
        self,
        unit: str,
        index: int,
        point: int,
        kept: tuple[str, ...],
        names: tuple[str, ...],
        cells: tuple[types.CellType, ...],
    ) -> Any:
        text = repr(self.make_program_function(unit, index)).replace("function", "generator")
        made = Generator(text)
        made.kept, made.cells = kept, dict(zip(names, cells, strict=True))
        return made

    def make_set_running(self, generator: Generator, values: tuple[Any, ...]) -> None:
        generator.values = values

    make_set_new = make_set_suspended = make_set_running

    def make_new_kept(self, name: str, loop: Any = None) -> Kept:
        return type(name, (Kept,), {"kind": name})()

    make_new_kept_future = make_new_kept

    def make_set_kept(self, thing: Kept, state: dict[str, Any]) -> None:
        thing.state = state

    def make_new_frame(self, unit: str, index: int, point: int) -> FrameSeen:
        return FrameSeen(unit, index, point, [])

    def make_set_frame(self, frame: FrameSeen, row: tuple[Any, ...]) -> None:
        frame.rows.append(row)

    def make_made_again(self, function: Any, *rest: Any) -> Any:
        return Shown(f"<{getattr(function, '__name__', function)}, made again when needed>")

    def make_named_object(self, *names: Any) -> Any:
        if names == ("datetime", "UTC"):
            return dt.UTC
        return stand_in(str(names[-1]))

    def make_enum_member(self, kind: Any, name: str) -> Any:
        return Shown(f"{getattr(kind, '__name__', kind)}.{name}")

    def make_ref(self, number: int) -> Any:
        return Shown(f"<{type(self.program.refs[number]).__name__} of the image>")

    def make_new_where(self, names: Any, local: Any) -> Any:
        return names, local

    def make_namespace_of_module(self, module: Any) -> Any:
        state = getattr(module, "state", None)
        return state if isinstance(state, dict) else {}

    def make_sink(self) -> list[Any]:
        return []


def variables(execution: Execution) -> Views:
    """Those of each frame, innermost first; none where there is nothing to be seen."""
    frames = list(execution.all_frames())
    values = frames[-1][2] if frames else ()
    if len(values) < 3:
        rows = functools.cache(lambda: left_variables(execution))
        last = len(frames) - 1
        return Views([noted(c.content, rows, last - n) for n, (c, _, _) in enumerate(frames)])
    program, held, *_ = values
    program._p_activate()
    looking = Looking(program, held)
    try:
        rows, *_, tasks = looking.roots()[:6]
        beside = frames_beside(looking, tasks)
        found = Views(
            shown(looking, code.content[1], code.content[2], row)
            for (code, _, _), row in zip(frames, reversed(rows), strict=True)
        )
    except Exception:  # noqa: BLE001  (a kind that cannot be looked at must not hide the stack)
        return Views([{} for _ in frames])
    found.beside = beside
    return found


def frames_beside(looking: Looking, scheduler: Any) -> tuple[FrameView, ...]:
    """The frames of tasks and threads that do not run, innermost first in each stack."""
    if scheduler is None:
        return ()
    by_name = {codes.unit.name: codes for codes in looking.program.modules}
    found: list[FrameView] = []
    for name, frames in stacks_beside(scheduler):
        for frame in reversed(frames):
            codes, row = by_name[frame.unit], frame.rows[0]
            lowered, title, place = codes.unit.lowered, "call", ""
            if frame.number >= 0:
                title = lowered.functions[frame.number].qualname
                for site in lowered.sites:
                    if site.number == frame.point >> 1 and frame.point >= 0:
                        place = f"{codes.source.name}:{site.line}:{site.column + 1}"
            has = shown(looking, codes, frame.number, row) if frame.number >= 0 else {}
            found.append(FrameView(title, place, dict(has), codes.source, name))
    return tuple(found)


def noted(
    content: Any, rows: Callable[[], list[dict[str, Shown]]], number: int
) -> dict[str, Shown]:
    """The variables of a frame that has failed, as they were then.

    `rows` gives those of all frames, outermost first, of which the values are found when asked for.
    """
    if content[0] != FAILED:
        return {}

    def find(name: str, text: str) -> Any:
        found = rows()
        held = found[number].get(name) if number < len(found) else None
        return Shown(text) if held is None else held.value

    return {name: Shown(text, None, partial(find, name, text)) for name, text in content[1]}


def left_variables(execution: Execution) -> list[dict[str, Shown]]:
    """The variables of the frames that an exception has left, outermost first.

    None where they could not be stored, or something in them cannot be looked at.
    """
    stopped = stopped_in(execution)
    if stopped is None or stopped.fault is None:
        return []
    frames = list(Execution.from_state(stopped.fault).all_frames())[::-1]
    program, held, *_ = frames[0][2]
    program._p_activate()
    looking = Looking(program, held)
    try:
        rows, _, _, _, (left, _), *_ = looking.roots()
        by_name = {codes.unit.name: codes for codes in program.modules}
        stay = [] if stopped.valued is None else [code.content[1:3] for code, _, _ in frames]
        every = [(*place, row) for place, row in zip(stay, rows, strict=False)]
        every += [(by_name[each.unit], each.number, each.rows[0]) for each in left]
        own = [each for each in every if each[0].unit.name not in GUESTS]
        return [shown(looking, *each) for each in own]
    except Exception:  # noqa: BLE001  (the texts are there all the same)
        return []


def shown(looking: Looking, codes: Codes, index: int, row: Any) -> dict[str, Shown]:
    kept, values, cells, generator, _, *more = row
    if isinstance(generator, Generator):
        kept, values, cells = generator.kept, generator.values, generator.cells
    if index == 0:
        spaces = more[2] if len(more) > 2 else (looking.spaces.get(codes.unit.name, {}),)
        space = next((each for each in reversed(spaces) if isinstance(each, dict)), {})
        found = {name: value for name, value in space.items() if not is_definition(value)}
    else:
        found = dict(zip(kept, values, strict=False))
        for name, cell in cells.items():
            try:
                found[name] = cell.cell_contents
            except ValueError:
                continue
    return {
        name: Shown(short(value), value)
        for name, value in found.items()
        if name[0] not in ".<" and not name.startswith("__")
    }


def is_definition(value: Any) -> bool:
    return isinstance(value, type | AsyncDefinition) or (
        isinstance(value, Shown) and value.text.startswith(("<function", "<module"))
    )
