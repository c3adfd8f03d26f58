"""Waiting at a latch or a barrier: `(latch-wait latch)`, `(barrier-wait! barrier)`."""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.places import NOTED, Place, first_waiting, timeout_of
from perdure.image.processes.waits.wait import Changes, Outcome
from perdure.image.schema.lines import Line
from perdure.image.schema.locks import Gate
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, TRUE, boolean


@register
@dataclass(slots=True)
class Opening(Place):
    """Until enough has come, or a moment. At a barrier the process counts itself."""

    kind = "gate"
    called = "latch-wait or barrier-wait!"

    thing: Gate
    until: float | None = None
    default: Value = DEFAULT  #: what it gives then; DEFAULT: an error is raised
    place: int = 0

    def text(self) -> str:
        return "a latch or barrier"

    def line(self, thing: Gate) -> Line:
        return thing.waiting

    def deed(self, process: Process) -> tuple[Any, ...]:
        return ("gate:arrive" if self.thing.size else "gate:look",)

    def timed_out(self) -> Outcome:
        return timeout_of(self, "not enough came in time")

    def again(self) -> Opening:
        return Opening(self.thing)

    def is_over(self) -> str:
        return "" if self.thing.missing else "which is open"


@deed("gate:look")
def look(ledger: Changes, gate: Gate) -> Outcome | None:
    """Go through a latch that is open."""
    return None if ledger.view(gate).missing else (RETURN, TRUE)


@deed("gate:arrive")
def arrive(ledger: Changes, gate: Gate) -> Outcome | None:
    """Come to a barrier; the last of those that it takes opens it, and is given #t."""
    seen = ledger.view(gate)
    if len(seen.waiting) + 1 < seen.size:
        return None
    _open(ledger, gate, seen)
    return RETURN, TRUE


@deed("gate:count")
def count_down(ledger: Changes, gate: Gate, count: int) -> Outcome:
    """Let so many fewer be missing at a latch."""
    seen = ledger.view(gate)
    if seen.missing:
        seen.missing = max(0, seen.missing - count)
        if not seen.missing:
            _open(ledger, gate, seen)
    return NOTED


def _open(ledger: Changes, gate: Gate, seen: Gate) -> None:
    given = boolean(not seen.size)
    for place, process in first_waiting(ledger, seen, seen.waiting):
        ledger.fire(process, Opening, RETURN, given, key=(gate, place))
