"""Mutexes and permits that a process has, which come back when it ends.

However it ends: as done, failed or cancelled. Its record says what it has, so that nothing is to
be looked for where it has nothing. Beside them stands the thread that it is (SRFI 18), a record of
the program's, which stays; and what started it and wants to hear of its end, a schedule.

Read by: perdure.image.processes.ledger.
"""

from __future__ import annotations

from typing import Any

from perdure.image.processes.waits.deeds import do_deed
from perdure.image.processes.waits.mutex import abandon
from perdure.image.processes.waits.semaphore import give_back
from perdure.image.processes.waits.wait import Changes
from perdure.image.schema.locks import Mutex, Semaphore
from perdure.image.schema.meeting import Meeting
from perdure.image.schema.processes import Process
from perdure.image.schema.starter import Starter
from perdure.vm.objects.data import Record


def add_lock(process: Process, thing: Meeting | Starter | Record) -> None:
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
    things = process.locks or ()
    thread = thread_of(process)
    process.locks = None if thread is None else (thread,)
    give_up(ledger, process.pid, things)
    for thing in things:
        if isinstance(thing, Starter):
            do_deed(ledger, thing.ENDED, (thing, process))


def give_up(ledger: Any, pid: int, things: tuple[Any, ...]) -> None:
    """Give back what a process has that ends. `ledger`: Changes, or those that a slice tries."""
    for thing in things:
        if isinstance(thing, Mutex):
            abandon(ledger, thing, pid)
        elif isinstance(thing, Semaphore):
            give_back(ledger, thing, pid)


def may_run_for(process: Process, served: tuple[str, ...] | None) -> bool:
    """Whether a member may be given it that takes jobs of these queues; None: of all."""
    return served is None or all(
        thing.name in served
        for thing in process.locks or ()
        if isinstance(thing, Starter) and thing.is_queue
    )


def thread_of(process: Process) -> Record | None:
    """The thread that the process is; None where it is none yet."""
    for thing in process.locks or ():
        if isinstance(thing, Record):
            return thing
    return None
