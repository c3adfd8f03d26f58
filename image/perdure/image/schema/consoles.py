"""Which members of a shared image follow which processes, so that those that run them tell.

What a process prints is in its transcript, and that it wants a line is in its record,
whichever member runs it. So a member that follows a process needs only to know where to look.
For each such member the image keeps a tree: the pid of each process that it follows, and
the place in its transcript from which on. The member that runs a descendant of one of these
adds it there when it first prints or wants a line.

Read by: perdure.image.processes.ledger, perdure.image.engine.following,
perdure.image.sharing.membership.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree

from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.transcript import START, Place

KEPT = "consoles"  #: its name among what the image keeps


def followed_by(root: ImageRoot, member: str) -> Any:
    """The processes that the member follows: pid -> place; None where it follows none."""
    return (root.kept or {}).get(KEPT, {}).get(member)


def follow(root: ImageRoot, member: str, process: Process, place: Place) -> None:
    """Within a transaction: that member wants to hear of the process, and of its children."""
    consoles = root.keep(KEPT, OOBTree)
    followed = consoles.get(member)
    if followed is None:
        followed = consoles[member] = LOBTree()
    followed[process.pid] = place


def leave(root: ImageRoot, member: str, pid: int) -> None:
    """Within a transaction: no longer; of its descendants neither."""
    followed = followed_by(root, member)
    if followed is None:
        return
    for each in list(followed):
        process = root.find_process(each)
        if each == pid or process is None or pid in ancestors(root, process):
            del followed[each]
    if not followed:
        forget(root, member)


def forget(root: ImageRoot, member: str) -> None:
    """Within a transaction: that member follows nothing."""
    if followed_by(root, member) is not None:
        del root.keep(KEPT, OOBTree)[member]


def heard(root: ImageRoot, process: Process) -> None:
    """Within a transaction: it prints, or wants a line. Before its transcript grows."""
    consoles = (root.kept or {}).get(KEPT)
    if not consoles:
        return
    for followed in consoles.values():
        if process.pid not in followed:
            if any(pid in followed for pid in ancestors(root, process)):
                followed[process.pid] = place_of(process)


def is_followed_by_others(root: ImageRoot, member: str, pid: int) -> bool:
    """Whether another than that member follows the process, once it was `heard`."""
    consoles = (root.kept or {}).get(KEPT, {})
    return any(pid in followed for name, followed in consoles.items() if name != member)


def place_of(process: Process) -> Place:
    """Where its transcript ends."""
    transcript = process.details.transcript
    return START if transcript is None else transcript.end()


def ancestors(root: ImageRoot, process: Process) -> Iterator[int]:
    """Pids, the parent's first."""
    while (pid := process.details.parent) != 0:
        yield pid
        parent = root.find_process(pid)
        if parent is None:
            return  # it was forgotten
        process = parent
