"""Waiting for several things at once: the first that is there has the process go on.

A kind of wait that is made of others. Its value is a pair of the number of the wait that has
ended, from 0 on, and what that gave. Programs of the toy call `select(pid, name, seconds)`: the
end of a process, a message, a turnstile, an effect, a moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from perdure.image.processes.waits import (
    Effect,
    Message,
    Outcome,
    ProcessEnd,
    Timer,
    Wait,
    register,
)
from perdure.image.processes.waits.kinds import wait_from
from perdure.image.schema.processes import RETURN
from perdure.vm import Capture, current
from perdure.vm.objects.data import String, Value, cons
from perdure.vm.objects.singletons import DEFAULT
from perdure.vm.primitives.registry import control
from tests.house.toy.compiling import PROCEDURES
from tests.house.turnstile import Passage


@register
@dataclass(slots=True)
class Select(Wait):
    """Until one of several waits has ended."""

    kind = "select"
    called = "select"

    waits: tuple[Any, ...]  #: as they are stored, where they come from there

    def __post_init__(self) -> None:
        self.waits = tuple(
            [each if isinstance(each, Wait) else wait_from(each) for each in self.waits]
        )

    def to_stored(self) -> tuple[Any, ...]:
        return self.kind, tuple([each.to_stored() for each in self.waits])

    def parts(self) -> tuple[Wait, ...]:
        return self.waits

    def text(self) -> str:
        return " or ".join([each.text() for each in self.waits])

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        if outcome[0] != RETURN:
            return outcome
        number = next(i for i, each in enumerate(self.waits) if each is part)
        return RETURN, cons(number, outcome[1])

    def again(self) -> Select:
        return Select(tuple([each.again() for each in self.waits]))


@control("house:select")
def select(pid: Value, name: String, seconds: Value) -> Value:
    until = current().host.now() + seconds
    waits = (
        ProcessEnd(pid),
        Message(None, DEFAULT),
        Passage(name.text),
        Effect("test_waits", "ask", (name.text,)),
        Timer(until),
    )
    raise Capture("select", waits)


PROCEDURES["select"] = "house:select"
