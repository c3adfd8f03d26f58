"""Control frames for people: what each is to the machine, and whether it keeps what it must.

Read by: perdure.image.maintenance.consistency.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.vm.code.lowered import Held
from perdure.vm.core.control import LISTS, Control, Role
from perdure.vm.machine.continuations import Continuation, Marker
from perdure.vm.machine.delimited import DelimitedContinuation
from perdure.vm.machine.rebasing import Prompt
from perdure.vm.objects.data import Pair
from perdure.vm.objects.singletons import NIL, UNSPECIFIED
from perdure.vm.protocols.frames import Execution

#: What the values that play a role are.
KINDS: dict[Role, tuple[type, ...]] = {
    Role.MARKER: (Marker,),
    Role.PROMPT: (Prompt,),
    Role.HANDLERS: (Pair, Marker),
    Role.WINDERS: (Pair,),
    Role.PARAMETERS: (Pair,),
    Role.TARGET: (Continuation, DelimitedContinuation),
}


class Holding:
    """The control frames of one stack, told one after the other, and what they miss."""

    def __init__(self) -> None:
        self.marks: set[int] = set()  #: markers and prompts whose frames are there, by `id`
        self.is_winding = False  #: whether it runs with the state of another stack
        self._kept: list[Any] = []  #: so that an `id` stays what it is

    def wrong_with(self, held: Held, values: tuple[Any, ...]) -> Iterator[str]:
        """The faults of a frame that is control of that kind, in words."""
        roles = {role for role, _ in held.places}
        for role, index in held.places:
            value = values[index]
            kinds = KINDS.get(role)
            if kinds is None or isinstance(value, kinds) or (role in LISTS and value is NIL):
                continue
            yield f"is a {held.kind.value}, and keeps no {role.value} but a {type(value).__name__}"
        self._kept.append(values)
        self.marks |= {id(value) for value in values if isinstance(value, (Marker, Prompt))}
        winds_with = {Role.TARGET, Role.HANDLERS}
        self.is_winding |= held.kind is Control.WIND and not roles.isdisjoint(winds_with)

    def missing(self, execution: Execution) -> Iterator[str]:
        """The guard or prompt in effect that has no frame, in words; where frames must have it."""
        if self.is_winding:
            return
        for marker in _markers(execution.handlers):
            if id(marker) not in self.marks:
                yield "a guard is in effect that has no frame: what is raised would not find it"
                return
        for prompt in _prompts(execution.parameters):
            if id(prompt) not in self.marks:
                yield "a prompt is in effect that has no frame: an abort would not find it"
                return


def _markers(handlers: Any) -> Iterator[Marker]:
    while handlers is not NIL:
        if isinstance(handlers, Marker):
            yield handlers
            handlers = handlers.outside[0]
        else:
            handlers = handlers.cdr


def _prompts(parameters: Any) -> Iterator[Prompt]:
    while parameters is not NIL:
        key = parameters.car.car
        if isinstance(key, Prompt):
            if key.tag is UNSPECIFIED:  # a child's beginning; see running.delimited
                return
            yield key
        parameters = parameters.cdr
