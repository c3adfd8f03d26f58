"""Versions of programs: when one begins, and which a process is of.

Loading a file that has changed begins a version. A process is of the version of its parent, or, if
it was begun from outside, of the current one; `call-newest` moves it to that.

Read by: perdure.image.processes.ledger, perdure.image.api, perdure.image.engine.version_builtins.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from typing import Any

from perdure.image.processes.waits.deeds import deed
from perdure.image.schema.processes import Process
from perdure.image.schema.root import ImageRoot
from perdure.image.schema.versions import KEPT, Versions, find_versions
from perdure.vm.dataclass import dataclass

MOVE = "version:move"
MOST = 1000  #: entries that are kept, the last ones
DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """A version as a list of versions shows it."""

    number: int
    name: str  #: as `load` was given it, else the beginning of a digest of the file's contents
    file: str  #: the name of the file
    since: float  #: when it was loaded, in seconds since 1970
    is_current: bool  #: whether new processes begin in it
    processes: int  #: how many that are of it have not ended


def version_for(root: ImageRoot, parent: int) -> int:
    """The number of the version of a new process; 0 where no program was loaded as one."""
    versions = find_versions(root)
    if versions is None:
        return 0
    found = root.find_process(parent) if parent else None
    return versions.current if found is None else found.details.version


def name_of(root: ImageRoot, number: int) -> str:
    """The name of a version; "" where it has none, or is known no longer."""
    versions = find_versions(root) if number else None
    found = None if versions is None else versions.entry(number)
    return "" if found is None else found[1]


def begin_version(root: ImageRoot, file: str, name: str, now: float) -> int:
    """A version begins, in which new processes are from now on; gives its number."""
    versions: Versions = root.keep(KEPT, Versions)
    number = versions.entries[-1][0] + 1 if versions.entries else 1
    versions.entries = (*versions.entries, (number, name, file, now))[-MOST:]
    versions.current = number
    return number


def name_version(root: ImageRoot, number: int, name: str) -> None:
    """Give it the name that its contents have."""
    versions: Versions = root.keep(KEPT, Versions)
    versions.entries = tuple(
        (each[0], name, *each[2:]) if each[0] == number else each for each in versions.entries
    )


def count_living(root: ImageRoot) -> Counter[int]:
    """How many processes that have not ended are of each version, by its number.

    By the index; only those that are late in it, or not in it yet, are looked at.
    """
    history = root.history()
    late = set() if history is None else set(history.late_pids())
    counts: Counter[int] = Counter()
    if history is not None:
        counts.update(dict(history.versions))
        counts.subtract([history.living[pid] for pid in late if pid in history.living])
    counts.update([process.details.version for process in _unsettled(root, late)])
    return counts


def living_of(root: ImageRoot, numbers: Set[int]) -> Iterator[int]:
    """The pids of those that have not ended and are of one of these versions."""
    history = root.history()
    late = set() if history is None else set(history.late_pids())
    if history is not None and not numbers.isdisjoint(dict(history.versions)):
        for pid, number in history.living.items():
            if number in numbers and pid not in late:
                yield pid
    for process in _unsettled(root, late):
        if process.details.version in numbers:
            yield process.pid


def _unsettled(root: ImageRoot, late: Iterable[int]) -> Iterator[Process]:
    """The living processes of which the index says nothing that is sure."""
    history = root.history()
    first = 0 if history is None else history.classified
    for pid in chain((pid for pid in late if pid < first), _pids_from(root, first)):
        process = root.find_process(pid)
        if process is not None and not process.has_ended:
            yield process


def _pids_from(root: ImageRoot, first: int) -> Iterator[int]:
    pid = root.next_pid(first)
    while pid is not None:
        yield pid
        pid = root.next_pid(pid + 1)


def name_from(origin: Any) -> str:
    """A name for what a file was made of, by the digests in the record of it."""
    digests = " ".join(DIGEST.findall(repr(origin)))
    return hashlib.sha256(digests.encode()).hexdigest()[:12]


@deed(MOVE)
def move(ledger: Any, pid: int) -> None:
    """It goes on in the current version."""
    versions = find_versions(ledger.root)
    process = ledger.process(pid)
    if versions is not None and process.details.version != versions.current:
        process.own_details().version = versions.current
        ledger.note_relabelled(process)
