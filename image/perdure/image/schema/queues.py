"""Queues of jobs: which processes wait for their turn, which have it, and how many may.

A job is a process that waits; its wait has all that it is to do. It stands in the *lane* of its
key, in the order of priority and number. The first of each lane that may have one more turn, as
far as the key goes, stands in the queue's `line`. So the next job is the first in the line,
however many wait behind a key that has all its turns. See docs/decisions/076.

What changes here writes the queue's own record, so two members that use one queue at the same time
exclude each other.

Changed by: perdure.image.processes.waits.job.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOBTree
from persistent import Persistent

from perdure.image.schema.indices import PairSet
from perdure.image.schema.lines import Line
from perdure.image.schema.starter import Starter

QUEUES = "queues"  #: under which the image keeps them, name -> JobQueue
VERSION = 1

Rate = tuple[int, float]  #: so many starts at most in any so many seconds


class Limits(NamedTuple):
    """The limits of a queue; None: there is none."""

    limit: int | None = None  #: how many have a turn at once
    key_limit: int | None = None  #: the same of those with one key
    worker_limit: int | None = None  #: the same of those that one member was given
    rate: Rate | None = None
    key_rate: Rate | None = None


class Lane(Persistent):
    """The jobs of a key; those without one have the lane of the key ""."""

    __module__ = "perdure.image"
    __slots__ = ("head", "running", "starts", "waiting", "wake")

    waiting: PairSet  #: (priority, number, pid), the next first
    running: int  #: how many have a turn
    starts: Line  #: the moments of the last starts, where there is a rate for each key
    head: tuple[int, int] | None  #: (priority, number) of the one that stands in the line
    wake: float | None  #: the moment under which it stands in the queue's `wakes`

    def __init__(self) -> None:
        self.waiting = PairSet()
        self.running = 0
        self.starts = Line()
        self.head = None
        self.wake = None

    def __getstate__(self) -> tuple[object, ...]:
        return (VERSION, self.waiting, self.running, self.starts.state(), self.head, self.wake)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.waiting, self.running, starts, self.head, self.wake = state[:6]
        self.starts = Line(starts)


class JobQueue(Starter):
    """A queue, with all its jobs that have not ended."""

    __module__ = "perdure.image"
    ENDED = "queue:ended"
    is_queue = True
    __slots__ = (
        "clock",
        "counts",
        "dedups",
        "delayed",
        "ids",
        "lanes",
        "limits",
        "line",
        "name",
        "now",
        "number",
        "periods",
        "running",
        "starts",
        "turns",
        "waiting",
        "wakes",
    )

    name: str
    limits: Limits
    number: int  #: that of the next job
    waiting: int  #: how many wait, those that are delayed left out
    turns: int  #: how many have a turn
    counts: dict[int, int]  #: the same by the shards that they were put into
    clock: int  #: the pid of the process that waits for the next moment of a rate; 0: none yet
    now: float  #: the image's time when that process looked last
    starts: Line  #: the moments of the last starts, where there is a rate
    lanes: OOBTree  #: key -> Lane
    line: PairSet  #: (priority, number, key) of the first of each lane that may have a turn
    running: LOBTree  #: pid -> (key, shard)
    delayed: LOBTree  #: pid -> key, of those whose time has not come
    wakes: PairSet  #: (moment, key) of lanes in which a rate leaves more to be done then
    ids: OOBTree  #: id -> (pid, until when it counts or None), against doubles
    dedups: LOBTree  #: pid -> id, of the jobs that have not ended
    periods: PairSet  #: (until when, id) of those that count for a time, which is not over

    def __init__(self, name: str) -> None:
        self.name = name
        self.limits = Limits()
        self.number = 1
        self.clock = 0
        self.now = 0.0
        self.clear()

    def clear(self) -> None:
        """Have no jobs."""
        self.waiting = self.turns = 0
        self.counts = {}
        self.starts = Line()
        self.lanes = OOBTree()
        self.line = PairSet()
        self.running = LOBTree()
        self.delayed = LOBTree()
        self.wakes = PairSet()
        self.ids = OOBTree()
        self.dedups = LOBTree()
        self.periods = PairSet()

    def trees(self) -> tuple[Any, ...]:
        """All that it keeps in records of their own."""
        return (
            self.lanes,
            self.line,
            self.running,
            self.delayed,
            self.wakes,
            self.ids,
            self.dedups,
            self.periods,
        )

    def __getstate__(self) -> tuple[object, ...]:
        small = (tuple(self.limits), self.number, self.waiting, self.turns)
        clock = (self.clock, self.now, self.starts.state())
        counts = tuple(sorted(self.counts.items()))
        return (VERSION, self.name, small, counts, clock, self.trees())

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, self.name, small, counts, clock, trees = state[:6]
        limits, self.number, self.waiting, self.turns = small
        self.limits = Limits(*limits)
        self.counts = dict(counts)
        self.clock, self.now, starts = clock
        self.starts = Line(starts)
        (
            self.lanes,
            self.line,
            self.running,
            self.delayed,
            self.wakes,
            self.ids,
            self.dedups,
            self.periods,
        ) = trees

    def changed(self) -> None:
        """A part of it was changed that has no record of its own."""
        setattr(self, "_p_changed", True)  # noqa: B010  (mypy)

    @property
    def has_rate(self) -> bool:
        """Whether turns come at moments, too, and so a process waits for these."""
        return self.limits.rate is not None or self.limits.key_rate is not None
