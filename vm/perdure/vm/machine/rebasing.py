"""Taken frames in another dynamic state.

Handlers, winders and parameters are lists that share their tails: what is in effect
within a prompt is what was in effect around it, with more in front. The frames of
procedures that change these lists keep the whole lists, to put them back, and their code
declares which of their variables those are (perdure.vm.core.control). Where such
frames are put elsewhere, what is in effect there must come in place of the old tail: in
the lists, in the marks of guards and prompts, and in those frames. Everything else in a
frame is the program's own and stays the same object.

Each rebasing makes new marks and winders: so one continuation may be under way twice,
and a mark is found where it belongs.

Read by: perdure.vm.machine.delimited.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from perdure.vm.core.control import LISTS
from perdure.vm.machine.continuations import Marker
from perdure.vm.machine.guards import Reraise, new_reraise
from perdure.vm.machine.linker import Linker
from perdure.vm.objects.data import Pair, UncheckedSlots, Value, Vector, cons, new_vector
from perdure.vm.protocols.frames import Frame

#: (handlers, winders, parameters)
DynamicState: TypeAlias = tuple[Value, Value, Value]


class Prompt(UncheckedSlots):
    """Among the parameters: a prompt that is in effect. Its frame is found by this object.

    Immutable.
    """

    __module__ = "perdure.vm"
    __slots__ = ("raw_handler", "raw_outside", "raw_tag")

    raw_tag: Value
    raw_handler: Value
    raw_outside: DynamicState

    @property
    def tag(self) -> Value:
        self._p_activate()
        return self.raw_tag

    @property
    def handler(self) -> Value:
        """The procedure that an abort calls; FALSE for the default."""
        self._p_activate()
        return self.raw_handler

    @property
    def outside(self) -> DynamicState:
        """The dynamic state to return to."""
        self._p_activate()
        return self.raw_outside

    def __getstate__(self) -> tuple[Value, ...]:
        return (self.raw_tag, self.raw_handler, *self.raw_outside)

    def __setstate__(self, state: tuple[Value, ...]) -> None:
        self.raw_tag, self.raw_handler, *outside = state[:5]
        self.raw_outside = (outside[0], outside[1], outside[2])


class Rebasing:
    """One putting of `new` in place of the tails `old`."""

    def __init__(self, linker: Linker, old: DynamicState, new: DynamicState) -> None:
        self.linker = linker
        self.old = old
        self.new = new
        #: for each list, what has come in place of its parts, by their id
        self.made: tuple[dict[int, Value], ...] = ({}, {}, {})
        self.marks: dict[int, Any] = {}  #: prompts and Reraises likewise
        self.part = (self._handler, self._winder, self._parameter)

    def state(self, state: DynamicState) -> DynamicState:
        return (self.moved(0, state[0]), self.moved(1, state[1]), self.moved(2, state[2]))

    def moved(self, which: int, items: Value) -> Value:
        """A list of that kind with its tail replaced; itself where it has another tail.

        Outermost parts first: they are what those further in refer to.
        """
        old, made = self.old[which], self.made[which]
        passed: list[Value] = []
        at = items
        while at is not old and id(at) not in made:
            if isinstance(at, Pair):
                passed.append(at)
                at = at.cdr
            elif isinstance(at, Marker):
                passed.append(at)
                at = at.outside[0]
            else:
                return items
        result = self.new[which] if at is old else made[id(at)]
        part: Callable[[Value, Value], Value] = self.part[which]
        for each in reversed(passed):
            result = made[id(each)] = part(each, result)
        return result

    def _handler(self, at: Value, rest: Value) -> Value:
        if isinstance(at, Pair):
            return cons(at.car, rest)
        _, winders, parameters = at.outside
        marker = Marker()
        state = (rest, self.moved(1, winders), self.moved(2, parameters))
        marker.raw_outside = state + at.raw_outside[len(state) :]
        return marker

    def _winder(self, at: Pair, rest: Value) -> Value:
        winder: Vector = at.car
        before, after, handlers, parameters = winder.items
        state = (self.moved(0, handlers), self.moved(2, parameters))
        return cons(new_vector([before, after, *state]), rest)

    def _parameter(self, at: Pair, rest: Value) -> Value:
        binding: Pair = at.car
        if type(binding.car) is Prompt:
            return cons(cons(self.prompt(binding.car), binding.cdr), rest)
        return cons(binding, rest)

    def prompt(self, prompt: Prompt) -> Prompt:
        found = self.marks.get(id(prompt))
        if found is None:
            found = self.marks[id(prompt)] = Prompt()
            found.raw_tag = prompt.tag
            found.raw_handler = prompt.raw_handler
            found.raw_outside = self.state(prompt.raw_outside)
        made: Prompt = found
        return made

    def reraise(self, again: Reraise) -> Reraise:
        found = self.marks.get(id(again))
        if found is None:
            told = again.told
            found = self.marks[id(again)] = new_reraise(
                told._replace(
                    frames=tuple([self.frame(frame) for frame in told.frames]),
                    marker=self.moved(0, told.marker),
                    parameters=self.moved(2, told.parameters),
                )
            )
        made: Reraise = found
        return made

    def frame(self, frame: Frame) -> Frame:
        """The frame, or one like it with other lists and marks."""
        code, point, values = frame
        changed: list[Value] | None = None
        for held in self.linker.held(code, point):
            for role, index in held.places:
                if role in LISTS:
                    changed = changed or list(values)
                    changed[index] = self.moved(LISTS.index(role), values[index])
        for index, value in enumerate(values):
            kind = type(value)
            if kind is Marker:
                new: Value = self.moved(0, value)
            elif kind is Prompt:
                new = self.prompt(value)
            elif kind is Reraise:
                new = self.reraise(value)
            else:
                continue
            changed = changed or list(values)
            changed[index] = new
        return frame if changed is None else (code, point, tuple(changed))
