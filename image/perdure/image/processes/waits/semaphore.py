"""Waiting for a permit of a semaphore: `(acquire! semaphore)`.

A permit is nobody's in particular: any process may give it back. One that is acquired to be held
(`call-with-semaphore`) comes back when its holder ends, too.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import find_part, register, wait_of
from perdure.image.processes.waits.places import NOTED, Place, first_waiting, timeout_of
from perdure.image.processes.waits.wait import Changes, Outcome
from perdure.image.schema.lines import Line
from perdure.image.schema.locks import Semaphore
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, TRUE


@register
@dataclass(slots=True)
class Permit(Place):
    """Until a permit is free, or a moment."""

    kind = "permit"
    called = "acquire!"

    thing: Semaphore
    until: float | None = None
    default: Value = DEFAULT  #: what it gives then; DEFAULT: an error is raised
    is_held: bool = False  #: whether it comes back when the process ends
    place: int = 0

    def text(self) -> str:
        return "a semaphore"

    def line(self, thing: Semaphore) -> Line:
        return thing.waiting

    def deed(self, process: Process) -> tuple[Any, ...]:
        return "semaphore:acquire", process.pid if self.is_held else 0

    def timed_out(self) -> Outcome:
        return timeout_of(self, "no permit was free in time")

    def again(self) -> Permit:
        return Permit(self.thing, None, DEFAULT, self.is_held)

    def is_over(self) -> str:
        return "which is free" if self.thing.free else ""


@deed("semaphore:acquire")
def acquire(ledger: Changes, semaphore: Semaphore, holder: int) -> Outcome | None:
    """Take a permit; None where none is free. `holder`: whose end gives it back, or 0."""
    seen = ledger.view(semaphore)
    if not seen.free:
        return None
    seen.free -= 1
    _hold(ledger, semaphore, seen, holder)
    return RETURN, TRUE


@deed("semaphore:release")
def release(ledger: Changes, semaphore: Semaphore, count: int) -> Outcome:
    """Give so many permits, the first to the process that has waited longest."""
    seen = ledger.view(semaphore)
    while count:
        count -= 1
        for place, process in first_waiting(ledger, seen, seen.waiting):
            key = (semaphore, place)
            found = find_part(wait_of(process), Permit, key)
            if found is not None and ledger.fire(process, Permit, RETURN, TRUE, key=key):
                _hold(ledger, semaphore, seen, process.pid if found.is_held else 0)
                break
        else:
            seen.free += 1
    return NOTED


@deed("semaphore:give-back")
def give_back(ledger: Changes, semaphore: Semaphore, holder: int) -> Outcome:
    """Give back the permit that the process holds; nothing where it holds none any more."""
    seen = ledger.view(semaphore)
    if holder not in seen.holders:
        return NOTED
    holders = list(seen.holders)
    holders.remove(holder)
    seen.holders = tuple(holders)
    ledger.drop_lock(holder, semaphore)
    return release(ledger, semaphore, 1)


def hand_over_permit(ledger: Changes, semaphore: Semaphore, giver: int, taker: int) -> None:
    """Have the end of another process give a permit back; nothing where the giver has none."""
    seen = ledger.view(semaphore)
    if giver in seen.holders:
        holders = list(seen.holders)
        holders[holders.index(giver)] = taker
        seen.holders = tuple(holders)
        ledger.drop_lock(giver, semaphore)
        ledger.add_lock(taker, semaphore)


def _hold(ledger: Changes, semaphore: Semaphore, seen: Semaphore, holder: int) -> None:
    if holder:
        seen.holders = (*seen.holders, holder)
        ledger.add_lock(holder, semaphore)
