"""How an image is divided among the processes that have it open.

A *member* is one opening of a shared image: a worker, a REPL, an application. A
*shard* is a part of the image's processes with indices of its own, so that members
who run different processes write different records. A member runs only the
processes of shards that it holds under a *lease*.

A process says in which shard it is. Shard 0 has the indices that the root had from
the start: an image that was never shared consists of it, and has no Sharing at all.

Read by: perdure.image.membership, perdure.image.ledger.
"""

from __future__ import annotations

from typing import Any

from BTrees.Length import Length
from BTrees.LLBTree import LLTreeSet
from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.indices import PairSet, Queue, is_empty


class Member(Persistent):
    """What others may know of one opening of the image. Its own thread alone writes it."""

    __module__ = "perdure.image"
    __slots__ = ("beats", "home", "is_hungry", "is_lent", "provides")

    beats: int  #: grows while the member lives
    home: int  #: the shard where it puts new processes
    provides: tuple[tuple[str, str], ...]  #: (library, name) of the functions it was given
    is_hungry: bool  #: it has nothing to run, and would take work
    is_lent: bool  #: it drives nothing now: whoever likes may take its shards

    def __init__(self, home: int, provides: tuple[tuple[str, str], ...]) -> None:
        self.beats = 0
        self.home = home
        self.provides = provides
        self.is_hungry = False
        self.is_lent = False

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.beats, self.home, self.provides, self.is_hungry, self.is_lent)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.beats, self.home, self.provides, self.is_hungry, self.is_lent = state[:6]


class Lease(Persistent):
    """Who may run the processes of a shard.

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
    arrivals: LLTreeSet  #: pids for the holder to look at
    bell: Length  #: counts how often that was written; the holder watches it
    lease: Lease

    def __init__(self, number: int) -> None:
        self.number = number
        self.active = LLTreeSet()
        self.timers = PairSet()
        self.waiters = PairSet()
        self.file_work = Queue()
        self.arrivals = LLTreeSet()
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
        return all(map(is_empty, (self.active, self.timers, self.file_work, self.arrivals)))


class Sharing(Persistent):
    """The shards and members of an image that was shared at least once."""

    __module__ = "perdure.image"
    __slots__ = ("members", "shards")

    shards: LOBTree  #: number -> Shard
    members: OOBTree  #: name -> Member

    def __init__(self) -> None:
        self.shards = LOBTree()
        self.members = OOBTree()

    def __getstate__(self) -> tuple[object, ...]:
        return (1, self.shards, self.members)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.shards, self.members = state[:3]


def start_sharing(root: Any) -> Sharing:
    """What the image needs to be shared, made where it was never shared before."""
    sharing: Sharing | None = root.sharing
    if sharing is None:
        first = Shard(0)
        if root.file_work is None:
            root.file_work = Queue()
        first.active, first.timers, first.waiters = root.active, root.timers, root.waiters
        first.file_work = root.file_work
        sharing = root.sharing = Sharing()
        sharing.shards[0] = first
        root.format = SHARED_FORMAT
    return sharing


#: Of images with shards: versions that know only the root's indices would lose processes.
SHARED_FORMAT = 2
