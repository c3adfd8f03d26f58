"""From objects to bytes: a `pickle.Pickler` that asks the kinds, in several parts with one memo.

The first part has the namespaces of the program's modules: first functions, modules and atoms, then
the classes, then the rest, one by one, so that code that runs while something is made finds what
had been there when it was made first. Each part has its roots. What has an identity that something
needs before its contents are there (a cell, a function, a
class) is made first; its contents come *later* in the same part, as calls that are made one by
one while the part is loaded.

A part is a byte of flags and a row of pickles that ends with a None.

Reads: kinds, program. Read by: `storing`, and each kind.
"""

from __future__ import annotations

import pickle
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from io import BytesIO
from types import BuiltinFunctionType, CellType, FunctionType, GeneratorType, ModuleType
from typing import Any, NamedTuple

from perdure.languages.python.heap.kinds import maker, maker_with_load, reducer_for, register
from perdure.languages.python.heap.loading import Load, Sink
from perdure.languages.python.heap.program import Program
from perdure.languages.python.heap.steady import (
    is_growing,
    number_in,
    one_frame_each,
    room_after,
)

__all__ = ["Call", "Dumper", "Laters", "Options", "Reducing", "Steady", "Writing"]

PROTOCOL = 5
#: Values of a namespace that are made before the rest, as making them runs no code.
SIMPLE = (FunctionType, BuiltinFunctionType, ModuleType, int, str, float, complex, bytes)

_some: dict[str, int] = {}
#: Iterators over dicts, and what may hold one.
WALKS = (
    type(iter(_some)),
    type(iter(_some.values())),
    type(iter(_some.items())),
    GeneratorType,
)


class Reducers(dict[type, Any]):
    """By type, how its objects are taken apart in one dump; no longer, as types go too."""

    def __init__(self, dumper: Reducing) -> None:
        super().__init__()
        self.dumper = dumper

    def __missing__(self, kind: type) -> Any:
        found = self[kind] = reducer_for(self.dumper, kind)
        return found


class Options:
    """All that an attempt at a dump has learnt of those before it."""

    def __init__(self, prepare: Callable[[Any], None]) -> None:
        self.prepare = prepare  #: is given the dumper before it begins
        self.apart = False  #: have no namespaces among what is stored
        self.steady: Steady | None = None  #: of a large heap
        self.patient = False  #: have dicts and sets filled at the end of the load
        self.deep = False  #: have the contents of all instances come later
        self.kept: frozenset[int] = frozenset()  #: what weak references may be to, by identity


class Steady(NamedTuple):
    """The order of what is stored of a large heap; see `steady`."""

    names: Sequence[str]  #: that the text has
    early: Sequence[Any]  #: by the frames, what is stored before all else of them


class Call:
    """A call that the load makes, where this object stands in a pickle."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.function = function
        self.arguments = arguments


class Reducing:
    """The face of a dump for reducers: the program, and the services of a dump."""

    program: Program
    reducers: Reducers
    refs: list[Any]  #: Persistent objects, in the order in which they were found
    ref_numbers: dict[int, int]
    pending: deque[Call]
    hashed: list[Any]  #: objects that have their own `__hash__`
    bare_names: dict[int, tuple[str, str]] | None  #: of modules; None until it is asked for
    filled_at_once: set[int]  #: cells of libraries' functions, which may be called in the load
    weakly: dict[int, Any]  #: objects that were referred to weakly
    options: Options

    def begin(self, program: Program, options: Options) -> None:
        self.program = program
        self.options = options
        self.reducers = Reducers(self)
        self.hashed = []
        self.bare_names = None
        self.weakly = {}
        self.filled_at_once = set()
        self.refs = []
        self.ref_numbers = {}
        self.pending = deque()

    @cached_property
    def module_names(self) -> set[str]:
        """Those of the program's modules, as most dumps do not ask for them."""
        return {self.program.module(unit).__name__ for unit in self.program.units()}

    def reducer_override(self, thing: Any) -> Any:
        reducer = self.reducers[type(thing)]
        if reducer is None:
            return NotImplemented
        return reducer(self, thing)

    def later(self, setter: Callable[..., Any], *arguments: Any) -> None:
        """Have `setter`, a maker, called with these when what is being stored now is loaded."""
        self.pending.append(Call(setter, *arguments))

    def is_programs(self, kind: type) -> bool:
        """Whether a class is the program's, by whatever it was made."""
        return kind.__module__ in self.module_names or self.program.is_program_class(kind)

    def is_kept(self, thing: Any) -> bool:
        """Whether what is only weakly referred to here is stored for other reasons."""
        self.weakly[id(thing)] = thing
        return id(thing) in self.options.kept

    def is_roundabout(self) -> bool:
        """Whether containers may be filled after what refers to them has been made."""
        return self.options.patient or self.options.deep


class Writing(Reducing):
    """The course of a dump, whichever pickler does it."""

    buffer: BytesIO

    def dump(self, thing: Any) -> None:
        raise NotImplementedError

    def stand_for(self, makers: list[Call], things: list[Any]) -> None:
        """Store calls that give objects which `pickle` itself would store as what they contain."""
        raise NotImplementedError

    def parts(self, parts: Sequence[Sequence[Any]]) -> list[bytes]:
        first = -1 if self.options.apart else 0
        return [self.part(roots, number == first) for number, roots in enumerate(parts)]

    def part(self, roots: Sequence[Any], has_namespaces: bool) -> bytes:
        steady = self.options.steady
        if has_namespaces:
            self.write_namespaces(() if steady is None else steady.names)
        elif steady is not None:
            for thing in steady.early:
                self.store_growing(thing)
        self.store(tuple(roots))
        self.dump(None)
        written = self.buffer.getvalue()
        self.buffer.seek(0)
        self.buffer.truncate()
        flags = b"\1" if self.options.patient else b"\0"
        return flags + (written if steady is None else one_frame_each(written))

    def store(self, thing: Any) -> None:
        """Store an object, and what was put off meanwhile."""
        self.dump(thing)
        while self.pending:
            self.dump(Laters(self.pending))

    def store_growing(self, thing: Any) -> None:
        """Store an object, and leave it room to grow: `pickle` counts what it has stored."""
        first = self.number()
        self.store([thing])
        self.dump([[] for _ in range(room_after(first, self.number()))])

    def number(self) -> int:
        """The number of what is stored next, about; it is seen by storing something twice."""
        here = self.buffer.tell()
        thing: list[Any] = []
        self.dump((thing, thing))
        return number_in(bytes(self.buffer.getbuffer()[here:]))

    def begin_namespaces(self) -> list[dict[str, Any]]:
        """Have what refers to the modules' namespaces refer to those of the load."""
        program = self.program
        units = list(program.units())
        spaces = [program.namespace(unit) for unit in units]
        self.stand_for(
            [Call(builtins_dict), *map(begun_namespace, units, spaces)],
            [program.builtins, *spaces],
        )
        return spaces

    def begin_defining(self, names: Sequence[str]) -> tuple[list[dict[str, Any]], list[set[str]]]:
        """The namespaces, begun, and the names that have been stored of each."""
        spaces = self.begin_namespaces()
        if names:
            copies = [name.encode().decode() for name in names]
            self.stand_for([Call(interned, copy) for copy in copies], list(names))
        return spaces, [set() for _ in spaces]

    def write_namespaces(self, names: Sequence[str]) -> None:
        spaces, known = self.begin_defining(names)
        parted = [parted_names(*each) for each in zip(spaces, known, strict=True)]
        for space, names_of in zip(spaces, parted, strict=True):
            first = {name: space[name] for name in names_of[SIMPLY]}
            self.store(Call(define, space, first))
        for way in (AS_CLASS, AS_OBJECT):
            for space, names_of in zip(spaces, parted, strict=True):
                calls = [Call(define_one, space, name, space[name]) for name in names_of[way]]
                if not calls:
                    continue
                if self.options.steady is None:
                    self.store(calls)
                    continue
                for call in calls:
                    if is_growing(call.arguments[-1]):
                        self.store_growing(call)
                    else:
                        self.store([call])
        for space in spaces:
            order = tuple([name for name in space if name != "__builtins__"])
            self.dump(Call(put_in_order, space, order))
        for space, names_of in zip(spaces, parted, strict=True):
            walks = [Call(define_one, space, name, space[name]) for name in names_of[AS_WALK]]
            if walks:
                self.store(walks)


class Dumper(pickle.Pickler, Writing):
    """One dump."""

    def __init__(self, program: Program, options: Options) -> None:
        self.buffer = BytesIO()
        pickle.Pickler.__init__(self, self.buffer, PROTOCOL)
        self.begin(program, options)
        options.prepare(self)

    def has_common_only(self) -> bool:
        """Whether all that was stored is builtin data, or what a module has by its name."""
        return COMMON.issuperset(self.reducers)

    def close(self) -> None:
        """Let go of what has been stored, which it would keep until garbage is collected."""
        self.clear_memo()
        self.reducers.clear()
        self.weakly.clear()
        self.hashed.clear()

    def stored(self) -> dict[int, tuple[int, Any]]:
        """By identity, all objects that have been stored so that they can be referred to."""
        return self.memo.copy()

    def stand_for(self, makers: list[Call], things: list[Any]) -> None:
        self.dump(makers)
        memo = self.memo.copy()
        for made, thing in zip(makers, things, strict=True):
            if id(thing) not in memo:  # there are as many as there were: `pickle` counts them
                memo[id(thing)] = (memo.pop(id(made))[0], thing)
        self.memo = memo


def begun_namespace(unit: str, space: dict[str, Any]) -> Call:
    """A namespace with nothing in it but its name, which functions take for their module's."""
    name = space.get("__name__")
    return Call(namespace_dict, unit, unit if name == unit else name)


#: The ways in which a name is stored, in their order.
SIMPLY, AS_CLASS, AS_OBJECT, AS_WALK = range(4)
#: Names that a namespace has from its beginning.
BEGUN = ("__builtins__", "__name__")


def parted_names(space: dict[str, Any], known: set[str]) -> tuple[list[str], ...]:
    """The names of a namespace that are not known yet, by the way in which each is stored."""
    parts: tuple[list[str], ...] = ([], [], [], [])
    for name, value in space.items():
        if name not in known:
            kind = type(value)  # an instance's `__class__` may be the program's code
            if value is None or issubclass(kind, SIMPLE):
                way = SIMPLY
            elif issubclass(kind, type):
                way = AS_CLASS
            else:  # an iterator may be over the namespace, which is to be whole then
                way = AS_WALK if kind in WALKS else AS_OBJECT
            if name not in BEGUN or (way != SIMPLY and name != "__builtins__"):
                parts[way].append(name)
    return parts


class Laters:
    """The calls that were put off, and those that storing them puts off, at one depth."""

    def __init__(self, pending: deque[Call]) -> None:
        self.pending = pending

    def calls(self) -> Iterator[Call | None]:
        """Each call; None where `pickle` wants the next before it has stored this one."""
        while True:
            while self.pending:
                yield self.pending.popleft()
            yield None
            if not self.pending:
                return


#: The types that a dump asks reducers about of a program that has nothing else than builtin data.
COMMON: set[type] = {
    *(FunctionType, BuiltinFunctionType, ModuleType, type, CellType, Call, Laters),
    *(range, type(iter([])), type(iter(())), type(iter(range(0)))),
}


def reduce_call(dumper: Reducing, call: Call) -> Any:
    return call.function, call.arguments


def reduce_laters(dumper: Reducing, laters: Laters) -> Any:
    return sink, (), None, laters.calls()


@maker
def sink() -> Sink:
    return Sink()


@maker_with_load
def builtins_dict(load: Load) -> dict[str, Any]:
    return load.program.builtins


@maker_with_load
def namespace_dict(load: Load, unit: str, name: str | None) -> dict[str, Any]:
    """The namespace of a module, emptied but for its name."""
    space = load.program.namespace(unit)
    space.clear()
    space["__builtins__"] = load.program.builtins
    if name is not None:  # in a steady dump, what was one string stays one
        space["__name__"] = next((key for key in load.program.units() if key == name), name)
    return space


@maker
def define(space: dict[str, Any], values: dict[str, Any]) -> bool:
    space.update(values)
    return True


@maker
def define_one(space: dict[str, Any], name: str, value: Any) -> None:
    space[name] = value


@maker
def interned(name: str) -> str:
    return sys.intern(name)


@maker
def put_in_order(space: dict[str, Any], names: tuple[str, ...]) -> bool:
    whole = {name: space.get(name) for name in ("__builtins__", *names)}
    space.clear()
    space.update(whole)
    return True


register(Call, reduce_call)
register(Laters, reduce_laters)
