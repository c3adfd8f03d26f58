"""The description of a lock that has a name, as lists show it.

Read by: perdure.image.api.locking, and `perdure locks`.
"""

from __future__ import annotations

from perdure.image.schema.locks import Mutex
from perdure.image.schema.named_locks import KEPT, Lock
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass

MUTEX, SEMAPHORE = "mutex", "semaphore"  #: the kinds


@dataclass(frozen=True, slots=True)
class LockInfo:
    """A lock as a list of locks shows it."""

    name: str
    kind: str  #: "mutex" or "semaphore"
    free: int  #: how many permits are free; of a mutex 1 or 0
    waiting: int  #: how many processes wait for it
    holders: list[int]  #: pids of those that have it, and whose end gives it back


def lock_informations(root: ImageRoot) -> list[LockInfo]:
    """All of the image's that have a name, in the order of their names."""
    return [info_of(name, lock) for name, lock in (root.kept or {}).get(KEPT, {}).items()]


def kind_of(lock: Lock) -> str:
    return MUTEX if isinstance(lock, Mutex) else SEMAPHORE


def info_of(name: str, lock: Lock) -> LockInfo:
    if isinstance(lock, Mutex):
        holders = [lock.owner] if lock.owner else []
        return LockInfo(name, MUTEX, int(not lock.is_locked), len(lock.waiting), holders)
    return LockInfo(name, SEMAPHORE, lock.free, len(lock.waiting), list(lock.holders))
