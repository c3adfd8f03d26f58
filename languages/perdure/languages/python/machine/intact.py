"""Intact objects: whether a call under way has changed what it was given.

A program with tasks or threads is stored while calls of it run on its objects. After a kill such a
call begins again, on what was stored; so that must be as it was when the call began. A response
that is being read is not, nor a list that is being emptied. While a call has changed what it was
given, the program goes on in memory, until the call has ended: its outcome is then
stored with the change. What the program itself changes meanwhile cannot be told from that.

Read by: perdure.languages.python.machine.underway.
"""

from __future__ import annotations

import gc
import types
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from perdure.languages.python.heap import CannotStore, Print, print_of
from perdure.languages.python.machine.journal import has_identity
from perdure.languages.python.machine.origins import described
from perdure.languages.python.machine.spaces import Space
from perdure.languages.python.runtime.tasks.scheduler import Call

#: Of these nothing can change.
FIXED = (
    int, float, complex, bool, str, bytes, range, type(None), type, types.ModuleType,
    types.BuiltinFunctionType, types.MethodWrapperType,
)  # fmt: skip


class StillChanging(CannotStore):
    """A call under way has changed what the program gave it."""

    def __init__(self, call: Call) -> None:
        thing = call.arguments[0] if call.function is None else call.function
        name = described(thing)
        super().__init__(thing, name, "it runs, and has changed what it was given")


class Given:
    """All that a call was given, as it was then."""

    def __init__(self, space: Space, call: Call, known: dict[int, Print]) -> None:
        """`known`: prints of now, by identity, to which those that are taken are added."""
        self.space = space
        self.call = call
        self.things = list(things_given(call))
        self.before = self._prints(known)

    def is_intact(self, known: dict[int, Print]) -> bool:
        return not self.changed(known)

    def changed(self, known: dict[int, Print]) -> list[int]:
        """The numbers of those objects that are not as they were."""
        now = self._prints(known)
        pairs = zip(self.before, now, strict=True)
        return [number for number, (one, other) in enumerate(pairs) if not one.is_same(other)]

    def has(self, value: Any) -> bool:
        """Whether a value leads to an object of these of which no copy is as good."""
        ours, given = led_to(self.space, self.things), led_to(self.space, [value])
        return not ours.keys().isdisjoint(given)

    def _prints(self, known: dict[int, Print]) -> list[Print]:
        for thing in self.things:
            if id(thing) not in known:
                known[id(thing)] = print_of(self.space, thing)
        return [known[id(thing)] for thing in self.things]


def is_shared(space: Space, call: Call, numbers: list[int]) -> bool:
    """Whether the program has some of what a call was given elsewhere too."""
    things = list(things_given(call))
    ours = led_to(space, [things[number] for number in numbers])
    given = call.function, call.arguments, call.keywords
    call.function, call.arguments, call.keywords = None, (), {}
    try:
        return any(id(thing) in ours for thing in reached(space))
    finally:
        call.function, call.arguments, call.keywords = given


def reached(space: Space) -> Iterator[Any]:
    """All objects that a program reaches, whether they can be stored or not."""
    todo: list[Any] = [space.frames, space.tasks, space.streams, space.at_exit]
    todo += [space.namespace(unit) for unit in space.units()]
    seen = {id(space.builtins)}
    while todo:
        thing = todo.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        yield thing
        kind = type(thing)
        if kind is types.FunctionType:
            todo += [thing.__defaults__, thing.__kwdefaults__, thing.__closure__, vars(thing)]
        elif isinstance(thing, type):
            if space.is_program_class(thing):
                todo += vars(thing).values()
        elif not issubclass(kind, types.ModuleType):
            todo += gc.get_referents(thing)


def led_to(space: Space, things: Iterable[Any]) -> dict[int, Any]:
    """All that some objects lead to of which no copy is as good, by identity."""
    found = {}
    for thing in things:
        found[id(thing)] = thing
        for key, (_, each) in print_of(space, thing, tells_stored=True).stored.items():
            if has_identity(each):
                found[key] = each
    return found


def things_given(call: Call) -> Iterator[Any]:
    """The objects that a call has: whose method it is, its arguments."""
    function = call.function
    given = [*call.arguments, *call.keywords.values()] if function is not None else []
    while isinstance(function, partial):
        given += [*function.args, *function.keywords.values()]
        function = function.func
    if function is None:
        given += call.arguments
    elif not isinstance(function, types.FunctionType):
        owner = getattr(function, "__self__", None)
        given.append(function if owner is None else owner)
    for thing in given:
        kind = type(thing)
        if kind not in FIXED and not (kind is tuple and all(type(x) in FIXED for x in thing)):
            yield thing
