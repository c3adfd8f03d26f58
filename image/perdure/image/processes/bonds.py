"""Monitors and links: what else the end of a process does.

A monitor tells: its owner gets a message when the process has ended, once. A link goes both ways:
when one of two ends other than by coming to its end, the other is cancelled, unless it traps that,
and then is told, too. All of it is done in the transaction of the end, whichever member makes that.

What a program does to bonds are deeds, as a slice apart must not write them.

Read by: perdure.image.processes.ledger, perdure.image.engine.mailbox_builtins.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from perdure.image.processes.cancelling import CLEANUP, is_cancelled
from perdure.image.processes.waits.deeds import deed
from perdure.image.processes.waits.message import send
from perdure.image.schema.bonds import Bonds
from perdure.image.schema.processes import DONE, FAILED, READY, Process
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.data import Value, Vector, new_vector
from perdure.vm.objects.singletons import FALSE

MONITOR, DEMONITOR = "bonds:monitor", "bonds:demonitor"
LINK, UNLINK, TRAP = "bonds:link", "bonds:unlink", "bonds:trap"

BY_LINK = symbol("link")  #: in a message, where the number of a monitor is otherwise
ENDED = symbol("ended")
FORGOTTEN = symbol("forgotten")


@deed(MONITOR)
def monitor(ledger: Any, pid: int, number: int, target: int) -> None:
    """Have the process be told of the end of another one; at once where that has ended."""
    watcher, watched = ledger.root.process(pid), ledger.root.find_process(target)
    if watched is None or watched.has_ended:
        send(ledger, watcher, message_of(number, target, watched))
        return
    _put(ledger, watched, "watchers", number, pid)
    _put(ledger, watcher, "watched", number, target)


@deed(DEMONITOR)
def demonitor(ledger: Any, pid: int, number: int) -> None:
    """Have it not be told, and its message, if it is there already, be taken out of the mailbox."""
    watcher = ledger.root.process(pid)
    bonds = watcher.details.bonds
    target = None if bonds is None else bonds.watched.get(number)
    if target is not None:
        _take(ledger, watcher, "watched", number)
        _take(ledger, ledger.root.find_process(target), "watchers", number)
        return
    mailbox = watcher.details.mailbox
    for place, message in list(mailbox.items()) if mailbox else ():
        if is_of_monitor(message, number):
            del mailbox[place]


@deed(LINK)
def link(ledger: Any, pid: int, other: int) -> None:
    """Link two processes; where the second has ended, that is as if it did just now."""
    one, two = ledger.root.process(pid), ledger.root.find_process(other)
    if two is None or two.has_ended:
        _tell_linked(ledger, [one], two, other)
        return
    _put(ledger, one, "links", other, other)
    _put(ledger, two, "links", pid, pid)


@deed(UNLINK)
def unlink(ledger: Any, pid: int, other: int) -> None:
    """The end of either is nothing to the other any more."""
    _take(ledger, ledger.root.process(pid), "links", other)
    _take(ledger, ledger.root.find_process(other), "links", pid)


@deed(TRAP)
def trap(ledger: Any, pid: int, traps: bool) -> None:
    """Whether the process is told of the ends of those it is linked with, and lives."""
    process = ledger.root.process(pid)
    if traps or process.details.bonds is not None:
        bonds_of(process).traps = traps


def end_bonds(ledger: Any, process: Process, bonds: Bonds) -> None:
    """The process has ended: tell those that watch it, and those that it is linked with."""
    pid, find = process.pid, ledger.root.find_process
    watchers, watched = list(bonds.watchers.items()), list(bonds.watched.items())
    links = [each for _, each in bonds.links.items()]
    for number, each in watchers:
        bonds.watchers.take(number)
        watcher = find(each)
        _take(ledger, watcher, "watched", number)
        if watcher is not None:
            send(ledger, watcher, message_of(number, pid, process))
    for number, each in watched:
        bonds.watched.take(number)
        _take(ledger, find(each), "watchers", number)
    linked = []
    for each in links:
        bonds.links.take(each)
        other = find(each)
        _take(ledger, other, "links", pid)
        if other is not None and not other.has_ended:
            linked.append(other)
    bonds.changed()  # whoever binds itself to it at this moment meets that
    _tell_linked(ledger, linked, process, pid)


def _tell_linked(ledger: Any, linked: list[Process], ended: Process | None, pid: int) -> None:
    """Tell those that trap it; cancel the rest, and all that are linked with these in turn."""
    is_failure = ended is None or ended.state != DONE
    cancelled = []
    for each in linked:
        bonds = each.details.bonds
        if bonds is not None and bonds.traps:
            send(ledger, each, message_of(BY_LINK, pid, ended))
        elif is_failure:
            cancelled.append(each.pid)
    is_first = not ledger.linked
    ledger.linked += cancelled
    if is_first:
        for each_pid in ledger.linked:  # to which each adds its own: a chain may be long
            _cancel(ledger, ledger.root.process(each_pid))
        ledger.linked.clear()


def _cancel(ledger: Any, process: Process) -> None:
    if process.has_ended or is_cancelled(process):
        return
    until = ledger.now() + CLEANUP
    if process.state == READY:  # it may be the one that runs: it has its error at its next wait
        ledger.note_cancelled(process, until)
    else:
        ledger.cancel(process, until)


def message_of(reference: Value, pid: int, process: Process | None) -> Vector:
    """The message that tells of an end: #(ended reference pid state value)."""
    state, value = FORGOTTEN, FALSE
    if process is not None:
        state = symbol(process.state)
        if process.state in (DONE, FAILED) and process.outcome is not None:
            value = process.outcome[0]
    return new_vector([ENDED, reference, pid, state, value])


def is_of_monitor(message: Value, number: int) -> bool:
    """Whether it is the message of that monitor."""
    if type(message) is not Vector:
        return False
    items = message.items
    return len(items) == 5 and items[0] is ENDED and type(items[1]) is int and items[1] == number


def bonds_of(process: Process) -> Bonds:
    """The bonds of the process, to be changed; made where it has none."""
    details = process.own_details()
    if details.bonds is None:
        details.bonds = Bonds()
        process._p_changed = True  # its end at this moment, by another member, meets that
    details.bonds.changed()
    return details.bonds


def links_of(process: Process) -> tuple[int, ...]:
    """The pids of the processes that it is linked with."""
    bonds = process.details.bonds
    return () if bonds is None else tuple([pid for _, pid in bonds.links.items()])


def _put(ledger: Any, process: Process, line: str, place: int, value: int) -> None:
    getattr(bonds_of(process), line).put(place, value)


def _take(ledger: Any, process: Process | None, line: str, place: int) -> None:
    """Nothing where it is not there."""
    bonds = None if process is None else process.details.bonds
    if bonds is not None and getattr(bonds, line).take(place):
        bonds.changed()


def wrong_bonds(root: Any, process: Process) -> Iterator[str]:
    """The bonds of a process that the other one does not have."""
    bonds = process.details.bonds
    if bonds is None:
        return
    for line, others, text in (
        (bonds.watchers, "watched", "is watched by"),
        (bonds.watched, "watchers", "watches"),
        (bonds.links, "links", "is linked with"),
    ):
        for place, pid in line.items():
            other = root.find_process(pid)
            theirs = None if other is None or other.has_ended else other.details.bonds
            here = process.pid if others == "links" else place
            if process.has_ended or theirs is None or here not in getattr(theirs, others):
                yield f"{text} process {pid}, which knows nothing of it"


def mend_bonds(root: Any, process: Process) -> int:
    """Drop the bonds of a process that the other one does not have; how many they were."""
    bonds = process.details.bonds
    dropped = 0
    if bonds is None:
        return 0
    for line, others in (
        (bonds.watchers, "watched"),
        (bonds.watched, "watchers"),
        (bonds.links, "links"),
    ):
        for place, pid in list(line.items()):
            other = root.find_process(pid)
            theirs = None if other is None or other.has_ended else other.details.bonds
            here = process.pid if others == "links" else place
            if process.has_ended or theirs is None or here not in getattr(theirs, others):
                line.take(place)
                dropped += 1
    if dropped:
        bonds.changed()
    return dropped
