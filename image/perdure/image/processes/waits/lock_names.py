"""Names of mutexes and semaphores, and handing over what a process has of them.

A process that has waited for a lock on behalf of somebody outside gives it to another, which has
it from then on: perdure.bootstrap's library (perdure doors).
"""

from __future__ import annotations

from BTrees.OOBTree import OOBTree

from perdure.image.processes.waits.deeds import Overtaken, deed
from perdure.image.processes.waits.mutex import hand_over_mutex
from perdure.image.processes.waits.places import NOTED
from perdure.image.processes.waits.semaphore import hand_over_permit
from perdure.image.processes.waits.wait import Changes, Outcome
from perdure.image.schema.locks import Mutex
from perdure.image.schema.named_locks import KEPT, Lock, find_lock

KIND = "lock-name"  #: of the deeds that give a name and take it away
GIVE, TAKE, HAND_OVER = f"{KIND}:give", f"{KIND}:take", "lock:hand-over"  #: the deeds


@deed(GIVE)
def give_name(ledger: Changes, name: str, lock: Lock) -> None:
    """Have the lock be known by that name; Overtaken where another is by now."""
    if find_lock(ledger.root, name) not in (None, lock):
        raise Overtaken(GIVE)
    ledger.root.keep(KEPT, OOBTree)[name] = lock


@deed(TAKE)
def take_name(ledger: Changes, name: str) -> None:
    """Have no lock be known by that name."""
    if find_lock(ledger.root, name) is not None:
        assert ledger.root.kept is not None
        del ledger.root.kept[KEPT][name]


@deed(HAND_OVER)
def hand_over(ledger: Changes, lock: Lock, giver: int, taker: int) -> Outcome:
    """Give what one process has of a lock to another; nothing where it has it no longer."""
    if isinstance(lock, Mutex):
        hand_over_mutex(ledger, lock, giver, taker)
    else:
        hand_over_permit(ledger, lock, giver, taker)
    return NOTED
