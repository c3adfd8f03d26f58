"""Definitions: what a program's modules have defined, stored once for as long as it is as it was.

Most of a dump would be the same functions, modules and classes each time. Those that lead to
nothing that changes are stored first: functions of the program without cells and attributes,
modules, and what libraries have under its name. A later dump begins with the same bytes, and with
the numbers that `pickle` gave then, once each has been found to be what it was.

The program's functions are referred to weakly, so that they end where the program lets go of them.

Reads: dumping, functions. Read by: `storing`.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from functools import partial
from operator import is_
from types import BuiltinFunctionType, FunctionType, GenericAlias, ModuleType, UnionType
from typing import Any
from weakref import ref

from perdure.languages.python.heap.dumping import Call, Dumper, Options, define
from perdure.languages.python.heap.functions import ATOMS, is_atomic, is_plain, name_of
from perdure.languages.python.heap.kinds import NAMES, REDUCERS
from perdure.languages.python.heap.program import Program
from perdure.languages.python.heap.unnamed import NAME_OF_TYPE

__all__ = ["DefiningDumper", "Definitions"]

#: The types of what can be a definition.
ASKED = (FunctionType, BuiltinFunctionType, ModuleType, type)
#: Containers that nothing can refer to weakly.
FILLED = (dict, list)
#: Types of what has a number in a dump and is the same object as long as the program has it.
LASTING = (str, bytes, type, ModuleType, BuiltinFunctionType, GenericAlias, UnionType)


class Definitions:
    """The beginning of a dump, and what it has stored."""

    def __init__(self, dumper: Dumper, names: Sequence[str], found: list[Definition]) -> None:
        self.names = list(names)
        self.units = units_of(dumper.program)
        self.found = found
        self.own = {id(each.thing()): each.thing for each in found if each.is_own}
        self.beginning = Beginning(dumper, self.own)
        self.others = [each for each in found if not each.is_own]
        self.functions = Functions([each for each in found if each.is_own])
        self.by_space: dict[int, set[str]] = {}
        for each in found:
            self.by_space.setdefault(id(each.space), set()).add(each.name)
        #: the same with all else that the namespaces hold, where that cannot change
        self.whole: Beginning | None = None
        self.held: list[Held] = []

    def is_so_still(self, program: Program, names: Sequence[str]) -> bool:
        """Whether a dump of now would begin with the same."""
        if self.names != list(names):
            return False
        for unit, space, name, count in self.units:
            if program.namespace(unit) is not space or len(space) != count:
                return False
            if space.get("__name__") is not name:
                return False
        for each in self.others:
            if not each.is_so_still():
                return False
        return self.functions.are_so_still()

    def take_up_whole(self, dumper: Dumper) -> bool:
        """Have a dump begin with all of the namespaces, if they hold what they held then."""
        if self.whole is None or not self.are_held_still():
            return False
        self.whole.take_up(dumper)
        return True

    def are_held_still(self) -> bool:
        return all(held.is_so_still() for held in self.held)

    def is_whole_still(self, program: Program) -> bool:
        """Whether all that the namespaces hold is as it was, and can be told to be."""
        is_kept = self.whole is not None and self.is_so_still(program, ())
        return is_kept and self.are_held_still()

    def has_function(self, thing: Any) -> bool:
        """Whether that is a function of the program that the modules have, as long as they do."""
        return id(thing) in self.own and self.own[id(thing)]() is thing

    def keep_whole(self, dumper: Dumper) -> None:
        """Keep what a dump has written of the namespaces, if they hold nothing that can change.

        That is done where they held the same at the dump before, as it takes its time.
        """
        if self.held and all(held.is_so_still() for held in self.held):
            if all(held.is_unchanging() for held in self.held):
                empty = {id(value) for held in self.held for _, value in held.values}
                self.whole = Beginning(dumper, self.own, empty)
            return
        program = dumper.program
        spaces = [program.namespace(unit) for unit in program.units()]
        self.held = [Held(space, self.names_of(space)) for space in spaces]
        self.whole = None

    def names_of(self, space: dict[str, Any]) -> set[str]:
        return self.by_space.get(id(space), set())


class Functions:
    """Functions of the program, and all that each had: it is compared by identity, in one go."""

    def __init__(self, found: list[Definition]) -> None:
        self.places = [(each.space, each.name, each.thing) for each in found]
        self.had: list[Any] = []
        functions = [each.thing() for each in found]
        for function in functions:
            vars(function), function.__annotations__  # each is there from then on
        self.had = gc.get_referents(*functions)
        spaces = {id(each.space) for each in found}
        # What is among the builtins is no function's: it is hundreds of names for each.
        spaces |= {id(function.__builtins__) for function in functions}
        own = [each for each in self.had if type(each) is dict and id(each) not in spaces]
        #: attributes and annotations: those with none, and the others with what they held
        self.empty = [each for each in own if not each]
        self.contents = [(each, [*each, *each.values()]) for each in own if each]

    def are_so_still(self) -> bool:
        functions = []
        for space, name, thing in self.places:
            function = thing()
            if function is None or space.get(name) is not function:
                return False
            functions.append(function)
        now, then = gc.get_referents(*functions), self.had
        if len(now) != len(then) or not all(map(is_, now, then)):
            return False
        if any(self.empty):
            return False
        for each, held in self.contents:
            if 2 * len(each) != len(held) or not all(map(is_, [*each, *each.values()], held)):
                return False
        return True


class Held:
    """The names in a namespace, and what stands for those of them that are no definitions."""

    def __init__(self, space: dict[str, Any], known: set[str]) -> None:
        self.space = space
        self.names = list(space)
        own = [(name, value) for name, value in space.items() if name not in known]
        self.values = [(name, value) for name, value in own if name != "__builtins__"]

    def is_unchanging(self) -> bool:
        return all(is_atom_or_empty(value) for _, value in self.values)

    def is_so_still(self) -> bool:
        space = self.space
        if not all(map(is_, space, self.names)):
            return False
        for name, value in self.values:
            if space[name] is not value or (type(value) in FILLED and value):
                return False
        return True


def is_atom_or_empty(value: Any) -> bool:
    kind = type(value)
    return value is None or kind in ATOMS or (kind in FILLED and not value)


class Beginning:
    """The bytes that a dump has begun with, and the numbers by which it refers to what is in them.

    `own` has the functions of the program by their identity, `values` the identities of what else
    is there later on.
    """

    def __init__(
        self, dumper: Dumper, own: dict[int, Callable[[], Any]], values: Container[int] = ()
    ) -> None:
        program = dumper.program
        self.written = dumper.buffer.getvalue()
        self.lasting: dict[int, tuple[int, Any]] = {}
        self.functions: list[tuple[int, int, Callable[[], Any]]] = []
        spaces = {id(program.namespace(unit)) for unit in program.units()} | {id(program.builtins)}
        for key, (number, thing) in dumper.stored().items():
            if key in own:
                self.functions.append((key, number, own[key]))
            elif key in spaces or key in values or lasts(thing):
                self.lasting[key] = number, thing
            else:
                taken = Taken()
                self.lasting[id(taken)] = number, taken

    def take_up(self, dumper: Dumper) -> None:
        """Have a dump begin with this."""
        numbers = self.lasting.copy()
        for key, number, function in self.functions:
            numbers[key] = number, function()
        dumper.buffer.write(self.written)
        dumper.memo = numbers


class Taken:
    """In the place of what nothing later on refers to: only its number is taken."""


def units_of(program: Program) -> list[tuple[str, dict[str, Any], Any, int]]:
    """Each module's unit, namespace, the name that this says it has, and how much it holds."""
    spaces = [(unit, program.namespace(unit)) for unit in program.units()]
    return [(unit, space, space.get("__name__"), len(space)) for unit, space in spaces]


class Definition:
    """A name in a namespace, and what it stands for.

    `thing` gives that; `state_of` tells whether a dump finds it in the same way.
    """

    __slots__ = ("is_own", "name", "space", "state", "state_of", "thing")

    def __init__(
        self,
        space: dict[str, Any],
        name: str,
        value: Any,
        state_of: Callable[[Any], bool],
    ) -> None:
        self.space = space
        self.name = name
        self.is_own = state_of is state_of_function
        self.thing: Callable[[], Any] = ref(value) if self.is_own else partial(same, value)
        self.state_of = state_of
        self.state = state_of(value)

    def is_so_still(self) -> bool:
        value = self.thing()
        return self.space.get(self.name) is value and self.state_of(value) == self.state


def same(value: Any) -> Any:
    return value


def state_of_function(function: FunctionType) -> bool:
    """A function of the program's: see `Functions`."""
    return True


def state_of_module(module: ModuleType) -> bool:
    return sys.modules.get(module.__name__) is module


def state_of_named(thing: Any) -> bool:
    return name_of(thing) is not None


def state_of_own_module(module: ModuleType) -> bool:
    return True


def lasts(thing: Any) -> bool:
    kind = type(thing)
    if kind is FunctionType:
        return thing.__module__ == NAMES or name_of(thing) is not None
    return issubclass(kind, LASTING) or (kind is tuple and is_atomic(thing))


class DefiningDumper(Dumper):
    """A dump that begins with what is known of the one before."""

    def __init__(self, program: Program, options: Options) -> None:
        super().__init__(program, options)
        #: whether what may be a definition is stored in its usual way, in this dump
        self.can_define = not program.handles or all(
            self.reducers[kind] is REDUCERS.get(kind) for kind in ASKED
        )
        self.known: Definitions | None = None

    def write_namespaces(self, names: Sequence[str]) -> None:
        known: Definitions | None = self.program.definitions
        if self.can_define and known is not None and known.is_so_still(self.program, names):
            self.known = known
            if known.take_up_whole(self):
                return
        super().write_namespaces(names)
        if self.known is not None and not names:
            self.known.keep_whole(self)

    def begin_defining(self, names: Sequence[str]) -> tuple[list[dict[str, Any]], list[set[str]]]:
        if not self.can_define:
            return super().begin_defining(names)
        program = self.program
        if self.known is not None:
            self.known.beginning.take_up(self)
            spaces = [program.namespace(unit) for unit in program.units()]
        else:
            spaces, _ = super().begin_defining(names)
            found = list(self.definitions(spaces))
            for space in spaces:
                first = {each.name: each.thing() for each in found if each.space is space}
                self.store(Call(define, space, first))
            self.known = program.definitions = Definitions(self, names, found)
        return spaces, [self.known.names_of(space) for space in spaces]

    def definitions(self, spaces: list[dict[str, Any]]) -> Iterator[Definition]:
        own_modules = [self.program.module(unit) for unit in self.program.units()]
        for space in spaces:
            for name, value in space.items():
                kind = type(value)
                if kind is ModuleType:
                    if any(value is module for module in own_modules):
                        yield Definition(space, name, value, state_of_own_module)
                    elif sys.modules.get(value.__name__) is value:
                        yield Definition(space, name, value, state_of_module)
                elif kind is FunctionType and self.is_own(value):
                    if self.is_unchanging(value):
                        yield Definition(space, name, value, state_of_function)
                elif issubclass(kind, ASKED) and self.is_named(value):
                    yield Definition(space, name, value, state_of_named)

    def is_own(self, function: FunctionType) -> bool:
        return function.__globals__.get("__builtins__") is self.program.builtins

    def is_unchanging(self, function: FunctionType) -> bool:
        """Whether a function leads to nothing that can change but its own state."""
        return (
            self.program.function_of(function.__code__) is not None
            and function.__closure__ is None
            and not (function.__dict__ or function.__kwdefaults__)
            and is_atomic(function.__defaults__)
            and not getattr(function, "__type_params__", ())
            and all(is_plain(self, each) for each in function.__annotations__.values())
        )

    def is_named(self, thing: Any) -> bool:
        """Whether that is a library's, which has it under its name."""
        if isinstance(thing, type) and (
            self.reducers[type(thing)] is not REDUCERS[type]
            or self.program.is_program_class(thing)
            or thing in NAME_OF_TYPE
        ):
            return False
        return name_of(thing) is not None and thing.__module__ not in self.module_names
