"""Stand-ins: what a program's values are seen as where nothing of the program is run.

Of each class there is one of that name, whose objects keep what they are given. `short` is a value
on one line.

Read by: perdure.languages.python.machine.looking, perdure.languages.python.machine.live_texts.
"""

from __future__ import annotations

import collections
import datetime as dt
import decimal
import fractions
import reprlib
import types
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any

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


#: Types of keys that a text can name.
KEYS = (str, bytes, int, bool, type(None))


class Shown(Seen):
    """A value of a program as people see it."""

    def __init__(self, text: str, value: Any = None, find: Callable[[], Any] | None = None) -> None:
        self.text = text
        self._value = value  #: with stand-ins for its objects
        self._find = find  #: what gives it when somebody asks

    @property
    def value(self) -> Any:
        if self._find is not None:
            self._value, self._find = self._find(), None
        return self._value

    @property
    def kind(self) -> str:  # type: ignore[override]
        return kind_of(self.value)

    def parts(self) -> Iterator[tuple[str, Shown]]:
        for label, part in parts_of(self.value):
            yield label, Shown(short(part), part)

    def place_of(self, label: str) -> str:
        return place_in(self.value, label)

    def asked(self, text: str, place: str) -> str:
        return f"(lambda it: ({text.strip()}\n))({place})"

    def __repr__(self) -> str:
        return self.text


describers[Shown] = repr


class Generator(Shown):
    """A generator of the program, with the variables that its frame has."""

    kept: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    cells: Mapping[str, types.CellType] = types.MappingProxyType({})


describers[Generator] = repr


class StandInType(type):
    """The type of what stands for classes."""

    def __repr__(cls) -> str:
        return f"<class {cls.__name__}>"


class StandIn(metaclass=StandInType):
    """A base of what stands for a class: its objects keep what they are given."""

    kind = "object"
    fields: tuple[str, ...] = ()  #: the names of its arguments, of a named tuple

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
        if len(self.fields) == len(self.arguments):
            parts[: len(self.fields)] = map("=".join, zip(self.fields, parts, strict=False))
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


class Defaults(dict[Any, Any]):
    """A defaultdict, whose factory is not called."""

    def __init__(self, factory: Any = None) -> None:
        super().__init__()
        self.factory = factory


def stand_in(name: str, kind: str = "object", fields: tuple[str, ...] = ()) -> type[StandIn]:
    """A class that stands for one of that name."""
    title = name.rpartition(".")[2] or "object"
    return type(title, (StandIn,), {"kind": kind, "fields": fields})


def moment(kind: Any) -> Any:
    """Make a `datetime` or `time`, of which the zone may be a stand-in."""

    def make(*arguments: Any) -> Any:
        if len(arguments) < 2 or isinstance(arguments[1], dt.tzinfo | None):
            return kind(*arguments)
        return Shown(in_zone(kind(arguments[0]), short(arguments[1])))

    return make


def in_zone(moment: dt.datetime | dt.time, zone: str) -> str:
    """A moment without a zone as a text, with one."""
    return f"{moment!r}"[:-1] + f", tzinfo={zone})"


def attribute(thing: Any, name: str) -> Any:
    """An attribute of a stand-in, as `getattr` is stored."""
    if isinstance(thing, StandInType) and (thing.__name__, name) == ("ZoneInfo", "_unpickle"):
        return lambda key, *rest: Shown(f"zoneinfo.ZoneInfo(key={key!r})")
    return stand_in("getattr")(thing, name)


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
        arguments, fields = value.arguments, value.fields
        if len(fields) == len(arguments):
            yield from zip(fields, arguments, strict=True)
        else:
            yield from ((f"argument {n}", part) for n, part in enumerate(arguments))
        yield from ((str(number), part) for number, part in enumerate(value.items))
        state = value.state
        both = state if isinstance(state, tuple) and len(state) == 2 else (state,)
        for each in both:
            yield from each.items() if isinstance(each, dict) else ()


def place_in(value: Any, label: str) -> str:
    """An index, or an attribute, by which a program has that part; "" where it has none."""
    if isinstance(value, Mapping):
        keys = [key for key in value if short(key) == label]
        return f"[{keys[0]!r}]" if len(keys) == 1 and type(keys[0]) in KEYS else ""
    if isinstance(value, list | tuple | collections.deque):
        return f"[{label}]" if label.isdecimal() and int(label) < len(value) else ""
    if not isinstance(value, StandIn):
        return ""
    if label.isdecimal():
        return f"[{label}]" if int(label) < len(value.items) else ""
    return f".{label}" if label.isidentifier() else ""


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
