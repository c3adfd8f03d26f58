"""Waiting for something within something: a deadline, or children that may fail.

`Within` is the wait that a program begins, with more parts that may end it, each by an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perdure.image.effects.provided import Provided
from perdure.image.processes.waits.kinds import register, wait_from
from perdure.image.processes.waits.wait import Outcome, Wait
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass


@register
@dataclass(slots=True)
class Within(Wait):
    """Until what a program waits for is there, or it is interrupted."""

    kind = "within"
    called = "a wait"

    wait: Any  #: what it waits for; as it is stored, where it comes from there
    others: tuple[Any, ...]  #: what interrupts it, likewise

    def __post_init__(self) -> None:
        if not isinstance(self.wait, Wait):
            self.wait = wait_from(self.wait)
            self.others = tuple([wait_from(each) for each in self.others])

    def to_stored(self) -> tuple[Any, ...]:
        others = tuple([each.to_stored() for each in self.others])
        return self.kind, self.wait.to_stored(), others

    def parts(self) -> tuple[Wait, ...]:
        return (*self.others, *self.wait.parts())

    def text(self) -> str:
        found: str = self.wait.text()
        return found

    def shortfall(
        self, provided: Mapping[tuple[str, str], Provided] | None, root: ImageRoot
    ) -> tuple[str, bool]:
        found: tuple[str, bool] = self.wait.shortfall(provided, root)
        return found

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        if any(part is each for each in self.others):
            return outcome
        found: Outcome = self.wait.outcome_of(part, outcome)
        return found

    def without(self, part: Wait) -> Within:
        """The same, not interrupted by that part."""
        return Within(self.wait, tuple([each for each in self.others if each is not part]))

    def lasting(self, now: float) -> tuple[Wait, ...]:
        """The parts that may interrupt what is awaited again: all but deadlines that are over."""
        dues = [(each, each.due()) for each in self.others]
        return tuple([each for each, due in dues if due is None or due > now])

    def again(self) -> Wait:
        found: Wait = self.wait.again()  # the time that it had is over
        return found
