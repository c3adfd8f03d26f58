"""Mutexes and semaphores that have a name: name -> the lock, so that it is found by the name.

Changed by: perdure.image.processes.waits.lock_names, by deeds.
"""

from __future__ import annotations

from perdure.image.schema.locks import Mutex, Semaphore
from perdure.image.schema.root import ImageRoot

KEPT = "locks"  #: under which the image keeps them

Lock = Mutex | Semaphore


def find_lock(root: ImageRoot, name: str) -> Lock | None:
    """The lock of that name; None where there is none."""
    found: Lock | None = (root.kept or {}).get(KEPT, {}).get(name)
    return found
