"""Mutexes and permits that a process has, which come back when it ends.

However it ends: as done, failed or cancelled. Its record says what it has, so that nothing is to
be looked for where it has nothing.

Read by: perdure.image.processes.ledger.
"""

from __future__ import annotations

from perdure.image.processes.waits.mutex import abandon
from perdure.image.processes.waits.semaphore import give_back
from perdure.image.processes.waits.wait import Changes
from perdure.image.schema.locks import Mutex
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import Process


def add_lock(process: Process, thing: Meeting) -> None:
    process.locks = (*(process.locks or ()), thing)


def drop_lock(process: Process, thing: Meeting) -> None:
    """Nothing where it has none of it."""
    rest = list(process.locks or ())
    for number, each in enumerate(rest):
        if each is thing:
            del rest[number]
            process.locks = tuple(rest) or None
            return


def let_go(ledger: Changes, process: Process) -> None:
    """Give back all that the process has, which has ended."""
    for thing in process.locks or ():
        if isinstance(thing, Mutex):
            abandon(ledger, thing, process.pid)
        else:
            give_back(ledger, thing, process.pid)
    process.locks = None
