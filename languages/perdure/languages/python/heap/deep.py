"""Graphs that are nested too deeply for the pickler, which calls itself for each level.

The contents of every instance then come later, as a call of their own, all at one depth: a list of
a million linked nodes is a row of calls. What is nested without instances (a list in a list in a
list ...) is cut every so many levels: the list there is made empty first and filled later, a tuple
is stored before what it is in.

Reads: dumping, loading. Read by: `storing`.
"""

from __future__ import annotations

import copyreg
import sys
from collections.abc import Iterator
from types import BuiltinFunctionType, CellType, FunctionType
from typing import Any

from perdure.languages.python.heap.dumping import (
    PROTOCOL,
    Call,
    Dumper,
    Laters,
    Options,
    reduce_laters,
)
from perdure.languages.python.heap.kinds import maker_with_load, register
from perdure.languages.python.heap.loading import Load
from perdure.languages.python.heap.program import Program

__all__ = ["DeepDumper"]

#: How many containers may be in each other before they are cut.
LEVELS = 40
FILLED = (list, dict, set)
CONTAINERS = {*FILLED, tuple, frozenset}
#: Left to `pickle`, which stores their names.
BY_NAME = (type, FunctionType, BuiltinFunctionType)


class DeepDumper(Dumper):
    """A dump with the contents of all instances put off."""

    def __init__(self, program: Program, options: Options) -> None:
        super().__init__(program, options)
        self.walked: dict[int, Any] = {}
        self.to_cut: list[Any] = []

    def reducer_override(self, thing: Any) -> Any:
        reduced = super().reducer_override(thing)
        kind = type(thing)
        if reduced is NotImplemented:
            if isinstance(thing, BY_NAME):
                return NotImplemented
            reduce = copyreg.dispatch_table.get(kind)
            reduced = thing.__reduce_ex__(PROTOCOL) if reduce is None else reduce(thing)
        if isinstance(reduced, str) or len(reduced) == 2 or kind in AT_ONCE:
            return reduced
        function, arguments, state, items, pairs, setter = (*reduced, *[None] * 6)[:6]
        self.later(
            build,
            thing,
            state,
            None if items is None else list(items),
            None if pairs is None else list(pairs),
            setter,
        )
        return function, arguments

    def store(self, thing: Any) -> None:
        self.is_ready(thing)
        self.cut()
        self.dump(thing)
        while self.pending:
            self.cut()
            self.dump(DeepLaters(self))

    def is_ready(self, thing: Any) -> bool:
        """Whether an object can be stored; if not, what has to be cut before is in `to_cut`."""
        self.to_cut += self.below_levels(thing)
        return not self.to_cut

    def below_levels(self, thing: Any) -> Iterator[Any]:
        """The containers that lie LEVELS deep, twice LEVELS, and so on, in the pickler's order."""
        walked = self.walked
        way = [(iter(children(thing)), 0)]
        while way:
            rest, depth = way[-1]
            for child in rest:
                if type(child) in CONTAINERS and id(child) not in walked:
                    walked[id(child)] = child
                    is_cut = depth + 1 == LEVELS
                    if is_cut:
                        yield child
                    way.append((iter(children(child)), 0 if is_cut else depth + 1))
                    break
            else:
                way.pop()

    def cut(self) -> None:
        """Store what is to be cut: empty, if it can be filled later, else the deepest first."""
        if not self.to_cut:
            return
        cut, self.to_cut = self.to_cut, []
        filled = [thing for thing in cut if type(thing) in FILLED]
        self.stand_for([Call(type(thing)) for thing in filled], filled)
        for thing in filled:
            contents = tuple(thing.items()) if type(thing) is dict else tuple(thing)
            self.pending.append(Call(fill, thing, contents))
        for thing in reversed(cut):
            if type(thing) not in FILLED:
                self.dump((0, thing))


class DeepLaters(Laters):
    """Calls that were put off, up to one that needs something to be cut."""

    def __init__(self, dumper: DeepDumper) -> None:
        super().__init__(dumper.pending)
        self.dumper = dumper

    def calls(self) -> Iterator[Call | None]:
        for call in super().calls():
            if call is not None and not self.dumper.is_ready(call):
                self.pending.appendleft(call)
                return
            yield call


register(DeepLaters, reduce_laters)
#: Kinds whose contents come at once; a cell's, where they are not put off anyway.
AT_ONCE = {DeepLaters, CellType}


def children(thing: Any) -> Any:
    kind = type(thing)
    if kind is dict:
        return [one for pair in thing.items() for one in pair]
    if kind is Call:
        return thing.arguments
    return thing if kind in CONTAINERS else ()


@maker_with_load
def fill(load: Load, thing: Any, contents: tuple[Any, ...]) -> None:
    if type(thing) is list:
        thing.extend(contents)
        return
    give = load.fill if type(thing) is dict else load.add
    give(thing, list(contents))


@maker_with_load
def build(
    load: Load,
    thing: Any,
    state: Any,
    items: list[Any] | None,
    pairs: list[tuple[Any, Any]] | None,
    setter: Any,
) -> None:
    """Give an object its contents, as `pickle` does."""
    if items is not None:
        thing.extend(items) if hasattr(thing, "extend") else [thing.append(one) for one in items]
    if pairs is not None:
        load.fill(thing, pairs)
    if state is None:
        return
    if setter is not None:
        setter(thing, state)
        return
    if hasattr(thing, "__setstate__"):
        thing.__setstate__(state)
        return
    slots = None
    if type(state) is tuple and len(state) == 2:
        state, slots = state
    if state:
        own = thing.__dict__
        for name, value in state.items():
            own[sys.intern(name) if type(name) is str else name] = value
    for name, value in (slots or {}).items():
        setattr(thing, name, value)
