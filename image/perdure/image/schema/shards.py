"""How an image is divided among the processes that have it open.

A *member* is one opening of a shared image: a worker, a REPL, an application. A
*shard* is a part of the image's processes with indices of its own, so that members
that run different processes write different records. A member runs only the
processes of shards that it holds under a *lease*.

A process says in which shard it is. Shard 0 has the indices that the root had from
the start: an image that was never shared consists of it, and has no Sharing at all.

Read by: perdure.image.sharing.membership, perdure.image.processes.ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from BTrees.Length import Length
from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.schema.indices import PairSet, ProcessTable, Queue, is_empty

TABLE = 256  #: pids in one table of processes

#: Stays among the arrivals: two transactions that change a set, of which one leaves it empty
#: or found it so, conflict; others are resolved.
MARK = -1

#: Of images with shards: versions that know only the root's indices would lose processes.
SHARED_FORMAT = 2


class Member(Persistent):
    """Facts that members may know of one opening of the image. Its own thread alone writes it."""

    __module__ = "perdure.image"
    __slots__ = (
        "ahead",
        "beats",
        "home",
        "is_lent",
        "is_worker",
        "process",
        "provides",
        "queues",
        "wants_work",
    )

    beats: int  #: grows while the member lives
    home: int  #: the shard where it puts new processes
    #: (library, name, *signature) of the functions it was given; see
    #: perdure.image.effects.signatures
    provides: tuple[tuple[Any, ...], ...]
    is_worker: bool  #: it drives whatever there is, not just until something has happened
    wants_work: bool  #: it has nothing to run, and would take work
    is_lent: bool  #: it drives nothing now: whoever likes may take its shards
    ahead: float  #: seconds by which its time is ahead of the storage's clock; see clock.py
    process: str  #: what its process is known by; see perdure.image.sharing.liveness
    queues: tuple[str, ...] | None  #: those whose jobs it takes; None: all

    def __init__(
        self,
        home: int,
        provides: tuple[tuple[Any, ...], ...],
        process: str = "",
        queues: tuple[str, ...] | None = None,
    ) -> None:
        self.beats = 0
        self.home = home
        self.provides = provides
        self.is_worker = False
        self.wants_work = False
        self.is_lent = False
        self.ahead = 0.0
        self.process = process
        self.queues = queues

    def serves(self, queue: str) -> bool:
        """Whether it takes jobs of the queue of that name."""
        return self.queues is None or queue in self.queues

    def __getstate__(self) -> tuple[object, ...]:
        flags = (self.is_worker, self.wants_work, self.is_lent)
        state = (2, self.beats, self.home, self.provides, flags, self.ahead, self.process)
        return state if self.queues is None else (*state, self.queues)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.beats, self.home, self.provides, flags = state[:5]
        self.is_worker, self.wants_work, self.is_lent = flags[:3]
        self.ahead = state[5] if len(state) > 5 else 0.0  # version 1 had none
        self.process = state[6] if len(state) > 6 else ""
        self.queues = state[7] if len(state) > 7 else None


class Lease(Persistent):
    """The member that may run the processes of a shard.

    Every transaction of the holder reads it as current, so that none commits once
    another has written it.
    """

    __module__ = "perdure.image"
    __slots__ = ("holder",)

    holder: str  #: a member's name, "" while the shard is free

    def __init__(self, holder: str = "") -> None:
        self.holder = holder

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.holder)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.holder = state[:2]


class Shard(Persistent):
    """A part of the processes, with the indices through which a driver finds them.

    `active`, `timers`, `waiters` and `file_work` are as in the ImageRoot. Another
    member that wakes a process of this shard puts it in `arrivals` and rings `bell`.
    """

    __module__ = "perdure.image"
    __slots__ = (
        "active",
        "arrivals",
        "bell",
        "file_work",
        "lease",
        "number",
        "timers",
        "waiters",
    )

    number: int
    active: LLTreeSet  #: pids
    timers: PairSet  #: (due, pid)
    waiters: PairSet  #: (awaited pid, which is of this shard; waiting pid)
    file_work: Queue
    arrivals: LLTreeSet  #: pids for the holder to look at, and MARK
    bell: Length  #: counts how often that was written; the holder watches it
    lease: Lease

    def __init__(self, number: int) -> None:
        self.number = number
        self.active = LLTreeSet()
        self.timers = PairSet()
        self.waiters = PairSet()
        self.file_work = Queue()
        self.arrivals = LLTreeSet([MARK])
        self.bell = Length()
        self.lease = Lease()

    def __getstate__(self) -> tuple[object, ...]:
        return (
            1,
            self.number,
            self.active,
            self.timers,
            self.waiters,
            self.file_work,
            self.arrivals,
            self.bell,
            self.lease,
        )

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        (
            _,
            self.number,
            self.active,
            self.timers,
            self.waiters,
            self.file_work,
            self.arrivals,
            self.bell,
            self.lease,
        ) = state[:9]

    def has_nothing_to_do(self) -> bool:
        """Whether no process of it is ready, sleeps or waits on an effect."""
        is_idle = all(map(is_empty, (self.active, self.timers, self.file_work)))
        return is_idle and not self.has_arrivals()

    def has_arrivals(self) -> bool:
        arrivals = self.arrivals
        return bool(arrivals) and arrivals.maxKey() != MARK

    def put_arrival(self, pid: int) -> None:
        self.arrivals.insert(pid)
        self.bell.change(1)

    def take_arrivals(self) -> list[int]:
        """The pids, which are not among them any more."""
        pids = [pid for pid in self.arrivals if pid != MARK]
        self.arrivals.insert(MARK)  # nothing where it is in; older images lack it
        for pid in pids:
            self.arrivals.remove(pid)
        return pids


class Sharing(Persistent):
    """The shards and members of an image that was shared at least once."""

    __module__ = "perdure.image"
    __slots__ = ("members", "shards", "tables")

    shards: LOBTree  #: number -> Shard
    members: OOBTree  #: name -> Member
    #: pid // TABLE -> (pid -> Process), for the pids given since the image was first shared.
    #: In one tree, members that put processes into different leaves would still disturb each
    #: other when leaves are split.
    tables: LOBTree

    def __init__(self) -> None:
        self.shards = LOBTree()
        self.members = OOBTree()
        self.tables = LOBTree()

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.shards, self.members, self.tables)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.shards, self.members, self.tables = state[:4]

    def table(self, pid: int) -> LOBTree:
        """The table for a new pid, made where it is the first of it."""
        found = self.tables.get(pid // TABLE)
        if found is None:
            found = self.tables[pid // TABLE] = ProcessTable()
        return found

    def workers(self) -> Iterator[Member]:
        """The members that drive all there is, and hold the shard of their new processes."""
        for name, member in self.members.items():
            if member.is_worker and not member.is_lent:
                if self.shards[member.home].lease.holder == name:
                    yield member

    def find_worker(self, name: str) -> tuple[str, Shard] | None:
        """Another member that drives all there is, and its shard; first one that wants work."""
        found: tuple[str, Shard] | None = None
        for other, member in self.members.items():
            if other != name and member.is_worker and not member.is_lent:
                shard = self.shards[member.home]
                if shard.lease.holder == other:
                    found = other, shard
                    if member.wants_work:
                        break
        return found

    def shards_of(self, name: str) -> dict[int, Shard]:
        """The shards that a member holds."""
        return {
            number: shard for number, shard in self.shards.items() if shard.lease.holder == name
        }

    def could_hand_over(self, name: str) -> bool:
        """Whether a member has something to do, and a worker could do it."""
        is_full = any(not shard.has_nothing_to_do() for shard in self.shards_of(name).values())
        return is_full and self.find_worker(name) is not None

    def hand_over(self, name: str) -> None:
        """Let a worker, if there is one, do what a member has to do that does not drive."""
        worker = self.find_worker(name)
        if worker is None:
            return
        for shard in self.shards_of(name).values():
            if not shard.has_nothing_to_do():
                shard.lease.holder = worker[0]
                worker[1].bell.change(1)


def start_sharing(root: Any) -> Sharing:
    """The Sharing that the image needs to be shared, made where it was never shared before."""
    sharing: Sharing | None = root.sharing
    if sharing is None:
        first = Shard(0)
        if root.file_work is None:
            root.file_work = Queue()
        first.active, first.timers, first.waiters = root.active, root.timers, root.waiters
        first.file_work = root.file_work
        sharing = root.sharing = Sharing()
        sharing.shards[0] = first
        root.format = max(root.format, SHARED_FORMAT)
    return sharing
