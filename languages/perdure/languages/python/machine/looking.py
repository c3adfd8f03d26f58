"""The variables of a suspended program, for people: nothing of the program's is run.

What is stored is taken apart by an unpickler that makes *stand-ins*: of each class one
of that name, which keeps what it is given. So neither classes of the program nor those of
libraries are imported or called, and an image can be looked at that nobody would run.

Read by: perdure.vm.machine.walk, by way of the language.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import enum
import fractions
import io
import pickle
import reprlib
import types
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from perdure.languages.python.heap.kinds import NAMES
from perdure.languages.python.machine.chunks import Stored, whole
from perdure.languages.python.machine.programs import Codes, Program
from perdure.languages.python.runtime.coroutines import AsyncFunction
from perdure.languages.python.runtime.tasks.scheduler import stacks_beside
from perdure.vm import Execution, FrameView
from perdure.vm.objects.foreign_code import Seen
from perdure.vm.objects.printer import describers

#: Classes that do nothing but hold what they are given: these are made as they are.
PLAIN = {
    (each.__module__, each.__qualname__): each
    for each in (
        list, dict, set, frozenset, tuple, bytearray, complex, range, slice,
        collections.OrderedDict, collections.deque, collections.Counter, dt.date,
        dt.datetime, dt.time, dt.timedelta, dt.timezone,
        decimal.Decimal, fractions.Fraction, uuid.UUID,
    )
}  # fmt: skip

#: Kinds of values that a module's variables are mostly of, and people do not ask about.
DEFINITIONS = ("function", "class", "module")


class Shown(Seen):
    """A value of a program as people see it."""

    def __init__(self, text: str, value: Any = None) -> None:
        self.text = text
        self._value = value  #: with stand-ins for its objects

    @property
    def value(self) -> Any:
        return self._value

    @property
    def kind(self) -> str:  # type: ignore[override]
        return kind_of(self._value)

    def parts(self) -> Iterator[tuple[str, Shown]]:
        for label, part in parts_of(self._value):
            yield label, Shown(short(part), part)

    def __repr__(self) -> str:
        return self.text


describers[Shown] = repr


class Generator(Shown):
    """A generator of the program, with the variables that its frame has."""

    kept: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    cells: Mapping[str, types.CellType] = types.MappingProxyType({})


describers[Generator] = repr


class StandIn:
    """A base of what stands for a class: its objects keep what they are given."""

    kind = "object"

    def __new__(cls, *arguments: Any, **keywords: Any) -> StandIn:
        made = object.__new__(cls)
        made.arguments = arguments
        made.state = None
        made.items = []
        made.entries = {}
        return made

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        pass

    arguments: tuple[Any, ...]
    state: Any
    items: list[Any]
    entries: dict[Any, Any]  #: of one that is a dict

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def __getattr__(self, name: str) -> Any:
        """An attribute that the object has for which this stands."""
        state = self.__dict__.get("state")
        for each in state if isinstance(state, tuple) else (state,):
            if isinstance(each, dict) and name in each:
                return each[name]
        raise AttributeError(f"{name!r} is no attribute of this {type(self).__name__}")

    def __call__(self, *arguments: Any, **keywords: Any) -> StandIn:
        """The object that one of these gives, where it stands for a function or a class."""
        return type(self)(*self.arguments, *arguments)

    def append(self, item: Any) -> None:
        self.items.append(item)

    def extend(self, items: Any) -> None:
        self.items.extend(items)

    def add(self, item: Any) -> None:
        self.items.append(item)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.entries[key] = value

    def __hash__(self) -> int:
        return id(self)

    @reprlib.recursive_repr()
    def __repr__(self) -> str:
        state = self.state
        if isinstance(state, tuple) and len(state) == 2 and isinstance(state[0], dict | None):
            state = (
                {**(state[0] or {}), **(state[1] or {})} if isinstance(state[1], dict) else state
            )
        parts = [short(each) for each in (*self.arguments, *self.items)]
        if self.entries:
            parts.append(short(self.entries))
        if isinstance(state, dict):
            parts += [f"{name}={short(value)}" for name, value in state.items()]
        elif state is not None:
            parts.append(short(state))
        return f"{type(self).__name__}({', '.join(parts)})"


class Kept(StandIn):
    """The same for a loop, a task, and what else the heap keeps of a program's asyncio."""

    @reprlib.recursive_repr()
    def __repr__(self) -> str:
        name = self.state.get("name") if isinstance(self.state, dict) else None
        return f"<{self.kind} {name}>" if isinstance(name, str) else f"<{self.kind}>"


class AsyncDefinition(StandIn):
    """The same for what an `async def` has bound."""

    def __repr__(self) -> str:
        return repr(getattr(self, "native", "<function>"))


class FrameSeen(NamedTuple):
    """A frame of a task's, or of another stack that does not run."""

    unit: str
    number: int  #: of its function there
    point: int  #: as it is in memory
    rows: list[Any]  #: with what it holds


class Views(list[dict[str, Shown]]):
    """The variables of each frame, innermost first; with the frames of the other stacks."""

    beside: tuple[FrameView, ...] = ()


class Defaults(dict[Any, Any]):
    """A defaultdict, whose factory is not called."""

    def __init__(self, factory: Any = None) -> None:
        super().__init__()
        self.factory = factory


def stand_in(name: str, kind: str = "object") -> type[StandIn]:
    """A class that stands for one of that name."""
    return type(name.rpartition(".")[2] or "object", (StandIn,), {"kind": kind})


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

    def make_put_in_order(self, space: dict[str, Any], names: Any, *rest: Any) -> bool:
        return True

    def make_program_class(self, metaclass: Any, name: str, *rest: Any) -> Any:
        return stand_in(name)

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


def kind_of(value: Any) -> str:
    """The kind of a value, for people."""
    if isinstance(value, StandIn):
        return f"an object of {type(value).__name__}"
    return "" if isinstance(value, Shown) else f"of type {type(value).__name__}"


def parts_of(value: Any) -> Iterator[tuple[str, Any]]:
    """The parts of a value, each under its label."""
    if isinstance(value, Mapping):
        yield from ((short(key), part) for key, part in value.items())
    elif isinstance(value, list | tuple | set | frozenset | collections.deque):
        yield from ((str(number), part) for number, part in enumerate(value))
    elif isinstance(value, Generator):
        yield from zip(value.kept, value.values, strict=False)
    elif isinstance(value, StandIn):
        yield from ((f"argument {n}", part) for n, part in enumerate(value.arguments))
        yield from ((str(number), part) for number, part in enumerate(value.items))
        state = value.state
        both = state if isinstance(state, tuple) and len(state) == 2 else (state,)
        for each in both:
            yield from each.items() if isinstance(each, dict) else ()


def variables(execution: Execution) -> Views:
    """Those of each frame, innermost first; none where there is nothing to be seen."""
    frames = list(execution.all_frames())
    values = frames[-1][2] if frames else ()
    if len(values) < 3:
        return Views([noted(code.content) for code, _, _ in frames])
    program, held, *_ = values
    program._p_activate()
    looking = Looking(program, held)
    try:
        rows, *_, tasks = looking.roots()[:6]
        beside = frames_beside(looking, tasks)
    except Exception:  # noqa: BLE001  (a kind that cannot be looked at must not hide the stack)
        return Views([{} for _ in frames])
    found = Views(
        shown(looking, code.content[1], code.content[2], row)
        for (code, _, _), row in zip(frames, reversed(rows), strict=True)
    )
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


def noted(content: Any) -> dict[str, Shown]:
    """The variables of a frame that has failed, as they were then."""
    return {name: Shown(text) for name, text in content[1]} if content[0] == "failed" else {}


def texts_of(variables: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Variables of a program that runs, as people see them: no code of the program's is run."""
    return tuple(
        (name, live_text(value))
        for name, value in variables.items()
        if name[0] not in ".<" and not name.startswith("__") and not is_defined(value)
    )


def is_defined(value: Any) -> bool:
    return isinstance(value, type | types.FunctionType | types.ModuleType)


def live_text(value: Any, depth: int = 0) -> str:
    """A value in memory, as `short` shows it once it is stored."""
    kind = type(value)
    if kind in ATOMS:
        return _short.repr(value)
    if isinstance(value, enum.Enum):
        return f"{kind.__name__}.{value._name_}"
    if depth > 3:
        return "..."
    if is_defined(value):
        sort = "module" if kind is types.ModuleType else "class" if kind is type else "function"
        return f"<{sort} {value.__name__}>"
    inner = depth + 1
    if kind in (list, tuple, set, frozenset):
        parts = [live_text(each, inner) for each in list(value)[:5]]
        parts += ["..."] if len(value) > 5 else []
        left, right = "[]" if kind is list else "()" if kind is tuple else "{}"
        if kind is tuple and len(parts) == 1:
            return f"({parts[0]},)"
        return f"{left}{', '.join(parts)}{right}"
    if kind is dict or kind is collections.defaultdict:
        pairs = list(value.items())[:5]
        parts = [f"{live_text(key, inner)}: {live_text(each, inner)}" for key, each in pairs]
        parts += ["..."] if len(value) > 5 else []
        text = f"{{{', '.join(parts)}}}"
        if kind is dict:
            return text
        return f"defaultdict({live_text(value.default_factory, inner)}, {text})"
    try:
        own = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return f"<{kind.__qualname__}>"
    parts = [f"{name}={live_text(each, inner)}" for name, each in list(own.items())[:8]]
    text = f"{kind.__name__}({', '.join(parts)})"
    return text if len(text) <= 120 else f"{text[:117]}..."


ATOMS = frozenset(
    [*PLAIN.values(), int, float, str, bytes, bool, type(None), type(...), type(NotImplemented)]
) - {list, dict, set, frozenset, tuple}


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


class Short(reprlib.Repr):
    """Values on one line."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring = self.maxother = 80
        self.maxlist = self.maxtuple = self.maxdict = self.maxset = 5
        self.maxlevel = 4

    def repr_Defaults(self, value: Defaults, level: int) -> str:  # noqa: N802  (reprlib's)
        return f"defaultdict({short(value.factory)}, {self.repr_dict(value, level)})"


_short = Short()


def short(value: Any) -> str:
    """A value, cut off where it is long."""
    if isinstance(value, StandIn | Shown):
        text = repr(value)
        return text if len(text) <= 120 else f"{text[:117]}..."
    if isinstance(value, type):
        return f"<class {value.__name__}>"
    return _short.repr(value)
