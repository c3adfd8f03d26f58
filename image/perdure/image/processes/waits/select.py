"""Waiting for several things at once: the first that is there has the process go on.

A wait that is made of several. Its value is a pair of the number of the one that has ended, from 0
on, and what that gave; what another raises is raised.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.kinds import register, wait_from
from perdure.image.processes.waits.wait import Changes, Outcome, Wait
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import cons
from perdure.vm.objects.singletons import UNSPECIFIED


@register
@dataclass(slots=True)
class Select(Wait):
    """Until one of several waits has ended; of those that are there at once the first."""

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

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        for part in self.waits:
            outcome = part.attempt(ledger, process)
            if outcome is not None:
                return self.outcome_of(part, outcome)
        return None

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        if outcome[0] != RETURN:
            return outcome
        number = next(i for i, each in enumerate(self.waits) if each is part)
        return RETURN, cons(number, outcome[1])

    def again(self) -> Select:
        return Select(tuple([each.again() for each in self.waits]))


@register
@dataclass(slots=True)
class Otherwise(Wait):
    """The last part of a select that does not wait: it is there at once."""

    kind = "otherwise"
    called = "select"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        return RETURN, UNSPECIFIED
