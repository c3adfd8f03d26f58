"""Waiting for a mutex: `(lock! mutex)`, and `mutex-lock!` of SRFI 18.

The process that has it is its owner; when that ends the mutex is *abandoned*: free, and the
next that locks it is told.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.kinds import find_part, register, wait_of
from perdure.image.processes.waits.places import NOTED, Place, first_waiting, timeout_of
from perdure.image.processes.waits.wait import Changes, Outcome
from perdure.image.schema.lines import Line
from perdure.image.schema.locks import Mutex
from perdure.image.schema.processes import RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, TRUE

NOBODY = 0  #: as an owner: of a mutex that is locked and nobody's


@register
@dataclass(slots=True)
class Lock(Place):
    """Until a mutex is free, or a moment."""

    kind = "mutex"
    called = "lock!"

    thing: Mutex
    until: float | None = None
    default: Value = DEFAULT  #: what it gives then; DEFAULT: an error is raised
    owner: int | None = None  #: the pid of the one that is to have it; None: who waits
    place: int = 0

    def text(self) -> str:
        return "a mutex"

    def line(self, thing: Mutex) -> Line:
        return thing.waiting

    def deed(self, process: Process) -> tuple[Any, ...]:
        return "mutex:lock", self.owner_for(process)

    def owner_for(self, process: Process) -> int:
        return process.pid if self.owner is None else self.owner

    def timed_out(self) -> Outcome:
        return timeout_of(self, "it was not unlocked in time")

    def again(self) -> Lock:
        return Lock(self.thing, None, DEFAULT, self.owner)

    def is_over(self) -> str:
        return "" if self.thing.is_locked else "which is free"


@deed("mutex:lock")
def lock(ledger: Changes, mutex: Mutex, owner: int) -> Outcome | None:
    """Lock it for that process, or nobody; None where it is locked. Gives #t or `abandoned`."""
    seen = ledger.view(mutex)
    if seen.is_locked:
        return None
    return RETURN, _locked(ledger, mutex, seen, owner)


@deed("mutex:unlock")
def unlock(ledger: Changes, mutex: Mutex) -> Outcome:
    """Unlock it, whichever process has it, and give it to the one that has waited longest."""
    seen = ledger.view(mutex)
    if not seen.is_locked:
        return NOTED
    if seen.owner:
        ledger.drop_lock(seen.owner, mutex)
    seen.is_locked, seen.owner = False, NOBODY
    for place, process in first_waiting(ledger, seen, seen.waiting):
        key = (mutex, place)
        found = find_part(wait_of(process), Lock, key)
        if found is None:
            continue
        given = symbol("abandoned") if seen.is_abandoned else TRUE
        if ledger.fire(process, Lock, RETURN, given, key=key):
            _locked(ledger, mutex, seen, found.owner_for(process))
            if seen.is_locked:
                break
    return NOTED


def hand_over_mutex(ledger: Changes, mutex: Mutex, giver: int, taker: int) -> None:
    """Have another process be its owner; nothing where the giver is it no longer."""
    seen = ledger.view(mutex)
    if seen.is_locked and seen.owner == giver:
        ledger.drop_lock(giver, mutex)
        seen.owner = taker
        ledger.add_lock(taker, mutex)


def abandon(ledger: Changes, mutex: Mutex, pid: int) -> None:
    """The process has ended: nobody has its mutex any more."""
    seen = ledger.view(mutex)
    if seen.is_locked and seen.owner == pid:
        seen.is_abandoned = True
        unlock(ledger, mutex)


def _locked(ledger: Changes, mutex: Mutex, seen: Mutex, owner: int) -> Value:
    """Have it locked. Where the process that is to have it has ended it is abandoned at once."""
    given = symbol("abandoned") if seen.is_abandoned else TRUE
    if owner:
        found = ledger.find_process(owner)
        if found is None or found.has_ended:
            seen.is_abandoned = True
            return given
        ledger.add_lock(owner, mutex)
    seen.is_locked, seen.owner, seen.is_abandoned = True, owner, False
    return given
