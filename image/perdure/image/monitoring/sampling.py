"""Samples of an image's processes, for a monitor: a page in one of several orders.

All is found by an index, whatever number of processes there is: those that live, the newest and
the oldest by their pids, those that are due by the timers, the busy ones among those that are ready
or wait for an effect. Of a filter that no index answers in that order no more than SCANNED are
looked at for one page; the page then says where to go on.

Read by: perdure.image.api.monitoring.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from itertools import chain, islice
from typing import Any, Final

from persistent import Persistent
from ZODB.POSException import POSKeyError

from perdure.image.effects.provided import Provided
from perdure.image.errors import ImageError
from perdure.image.processes.listing import ProcessInfo, information
from perdure.image.processes.paging import ALIVE, FARTHEST_PID, Wanted, first_of, last_of
from perdure.image.processes.waits.wait import FARTHEST
from perdure.image.schema.history import ENDS
from perdure.image.schema.processes import CANCELLED, DONE, FAILED, WAITING, Process
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass

LIVING, NEWEST, OLDEST, DUE, BUSY = ORDERS = ("living", "newest", "oldest", "due", "busy")

SCANNED: Final = 2_000  #: processes that are looked at for one page in the order of an index
COUNTED: Final = 10_000  #: as far as is counted; so many or more

#: Where a page ends: a moment, 0.0 where the order has none, and a pid. Of LIVING 1.0 stands for
#: the moment where those that live are through.
Place = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Sampled:
    """A process on a page of a monitor."""

    process: ProcessInfo
    bytes: int  #: of its records, as they are stored


@dataclass(frozen=True, slots=True)
class Counts:
    """How many processes an image has; COUNTED stands for so many or more."""

    alive: int
    done: int
    failed: int
    cancelled: int
    active: int  #: of those that are alive: ready, or waiting for an effect or for input
    sleeping: int  #: timers: processes that wait until a moment


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of an image's processes at one moment."""

    moment: float  #: seconds since 1970, by the image's clock
    rows: list[Sampled]
    next: Place | None  #: `start` of the page after this one; None where this is the last


@dataclass(frozen=True, slots=True)
class Timer:
    """A moment at which a process is due."""

    due: float  #: seconds since 1970
    pid: int
    name: str
    waits_for: str


def sample(
    root: ImageRoot,
    provided: Mapping[tuple[str, str], Provided] | None,
    moment: float,
    order: str,
    wanted: Wanted,
    start: Place | None,
    limit: int,
) -> Sample:
    """A page of the processes that are wanted."""
    if order not in ORDERS:
        raise ImageError(f"processes come {', '.join(ORDERS)} first, not {order!r}")
    rows: list[Sampled] = []
    here = start
    for scanned, (place, process) in enumerate(_in_order(root, order, wanted, start)):
        if len(rows) == limit or scanned == SCANNED:
            return Sample(moment, rows, here)
        here = place
        if process is not None and wanted.fits(process):
            rows.append(Sampled(information(process, provided, root), size_of(process)))
    return Sample(moment, rows, None)


def _in_order(
    root: ImageRoot, order: str, wanted: Wanted, start: Place | None
) -> Iterator[tuple[Place, Process | None]]:
    """The processes that may be wanted, each with its place, behind the place `start`."""
    if order == LIVING:
        return _living_first(root, wanted, start)
    if order == NEWEST:
        below = FARTHEST_PID if start is None else start[1]
        return (((0.0, each.pid), each) for each in last_of(root, wanted, 0, below))
    if order == OLDEST:
        after = 0 if start is None else start[1]
        return (((0.0, each.pid), each) for each in first_of(root, wanted, after, FARTHEST_PID))
    if order == DUE:
        pairs = merge(*(_from(shard.timers, start) for shard in root.shards()))
        return ((pair, root.find_process(pair[1])) for pair in pairs if pair[0] < FARTHEST)
    least = None if start is None else start[1] + 1
    pids = merge(*(shard.active.keys(least) for shard in root.shards()))
    return (((0.0, pid), root.find_process(pid)) for pid in pids)


def _living_first(
    root: ImageRoot, wanted: Wanted, start: Place | None
) -> Iterator[tuple[Place, Process | None]]:
    """Those that have not ended, the newest first; then those that have, likewise."""
    ended, below = (0.0, FARTHEST_PID) if start is None else start
    if not ended:
        if wanted.state not in ENDS:
            alive = wanted if wanted.state else wanted._replace(state=ALIVE)
            for each in last_of(root, alive, 0, below):
                yield (0.0, each.pid), each
        below = FARTHEST_PID
    if wanted.state is None or wanted.state in ENDS:
        for each in last_of(root, wanted, 0, below):
            yield (1.0, each.pid), each if each.has_ended else None


def _from(timers: Any, start: Place | None) -> Iterator[Place]:
    """The timers behind that one."""
    return (pair for pair in timers.keys(start) if pair != start)


def size_of(process: Process) -> int:
    """The bytes of a process's records: its own, and the one with its details, if it has such."""
    return sum(
        _size_of(each) for each in (process, process.details) if isinstance(each, Persistent)
    )


def _size_of(thing: Persistent) -> int:
    if thing._p_jar is None or thing._p_oid is None:
        return 0
    try:
        return len(thing._p_jar._storage.load(thing._p_oid)[0])
    except POSKeyError:  # it was made in the transaction that is about to be committed
        return 0


def timers(root: ImageRoot, limit: int) -> list[Timer]:
    """The first moments at which processes are due."""
    found = []
    for (due, pid), process in islice(_in_order(root, DUE, Wanted(), None), limit):
        if process is not None:
            told = information(process, None, root)
            found.append(Timer(due, pid, told.name, told.waits_for))
    return found


def counts(root: ImageRoot) -> Counts:
    """How many there are, as far as COUNTED."""
    history = root.history()
    known = {"": 0, DONE: 0, FAILED: 0, CANCELLED: 0}
    rest: Iterable[Process]
    if history is None:
        rest = islice(root.processes_from(0), COUNTED)
    else:
        known[""] = count(history.living.keys())
        for state, pids in zip((DONE, FAILED, CANCELLED), history.ended, strict=True):
            known[state] = count(pids.keys())
        late = islice(dict.fromkeys(history.late_pids()), COUNTED)
        for pid in (each for each in late if each < history.classified):
            _count_again(known, history, root.find_process(pid), pid)
        rest = islice(root.processes_from(history.classified), COUNTED)
    for process in rest:
        known[process.state if process.has_ended else ""] += 1
    alive, done, failed, cancelled = (max(0, min(COUNTED, each)) for each in known.values())
    active = count(chain.from_iterable(shard.active.keys() for shard in root.shards()))
    sleeping = count(chain.from_iterable(shard.timers.keys() for shard in root.shards()))
    return Counts(alive, done, failed, cancelled, active, sleeping)


def _count_again(known: dict[str, int], history: Any, process: Process | None, pid: int) -> None:
    """Count a process where it stands now, and not where its index has it."""
    for state in known:
        pids = history.pids_in(state or WAITING)
        if known[state] < COUNTED and pid in pids:
            known[state] -= 1
    if process is not None:
        known[process.state if process.has_ended else ""] += 1


def count(keys: Iterable[Any]) -> int:
    """How many there are, but no more than COUNTED."""
    return sum(1 for _ in islice(keys, COUNTED))
