"""Waiting no longer than until a deadline: whatever begins to wait within `with-timeout`.

See perdure.image.host.deadlines for the deadlines in effect.
"""

from __future__ import annotations

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import FARTHEST, Outcome, Wait
from perdure.image.schema.processes import RAISE
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value


@register
@dataclass(slots=True)
class Deadline(Wait):
    """Until a deadline has passed."""

    kind = "deadline"
    called = "with-timeout"
    interrupts = True

    until: float  #: seconds since 1970
    entry: Value  #: the pair of that moment and of what is raised then, among those in effect

    def due(self) -> float:
        return self.until

    def timed_out(self) -> Outcome:
        return RAISE, self.passed()

    def passed(self) -> Value:
        """The object to be raised now; it is raised once."""
        self.entry.car = FARTHEST
        return self.entry.cdr
