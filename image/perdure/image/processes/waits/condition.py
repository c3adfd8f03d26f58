"""Waiting at a condition variable: `(condition-variable-wait! variable mutex)`.

The mutex is unlocked as the wait begins, in one step with it; one that goes on locks it anew.
"""

from __future__ import annotations

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.mutex import unlock
from perdure.image.processes.waits.places import NOTED, Place, first_waiting
from perdure.image.processes.waits.wait import Changes, Outcome
from perdure.image.schema.lines import Line
from perdure.image.schema.locks import ConditionVariable, Mutex
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.singletons import FALSE, TRUE


@register
@dataclass(slots=True)
class Signal(Place):
    """Until somebody says that something has changed, which gives #t; or a moment, #f."""

    kind = "condition"
    called = "condition-variable-wait!"

    thing: ConditionVariable
    mutex: Mutex
    until: float | None = None
    place: int = 0

    def text(self) -> str:
        return "a condition variable"

    def line(self, thing: ConditionVariable) -> Line:
        return thing.waiting

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        self.place = 0
        # One that does it again has no mutex by then, and must not take another's away.
        if self.mutex.owner == process.pid:
            unlock(ledger, self.mutex)
        return None

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        return None

    def timed_out(self) -> Outcome:
        return RETURN, FALSE

    def again(self) -> Signal:
        return Signal(self.thing, self.mutex)


@deed("condition:signal")
def signal(ledger: Changes, variable: ConditionVariable, is_for_all: bool) -> Outcome:
    """Let one go on that waits, or all."""
    seen = ledger.view(variable)
    for place, process in first_waiting(ledger, seen, seen.waiting):
        if ledger.fire(process, Signal, RETURN, TRUE, key=(variable, place)) and not is_for_all:
            break
    return NOTED
