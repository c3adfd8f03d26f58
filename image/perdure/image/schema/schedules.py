"""Schedules: what an image starts again and again, each under a name.

A schedule is a record, which lists show and people change, and a process, which waits for its
next moment. That the process is run by one member at a time, under a lease, and its slice is one
transaction, makes the runs exact. See docs/decisions/075.

Changed by: perdure.image.processes.waits.schedule.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from perdure.image.schema.starter import Starter

SCHEDULES = "schedules"  #: under which the image keeps them, name -> Schedule
VERSION = 1

ONCE, ALL, SKIP = "once", "all", "skip"
ALLOW, QUEUE, CANCEL = "allow", "queue", "cancel"
MISSED = (ONCE, ALL, SKIP)
OVERLAPS = (SKIP, ALLOW, QUEUE, CANCEL)


class Rules(NamedTuple):
    """The rules by which a schedule deals with what does not go as planned, and its end."""

    missed: str = ONCE  #: one of MISSED: for moments that are past by more than `late`
    late: float = 10.0  #: seconds
    overlap: str = SKIP  #: one of OVERLAPS: where the run before has not ended
    jitter: float = 0.0  #: seconds by which a run is later at most
    until: float | None = None  #: no moment after it counts
    times: int | None = None  #: how many runs there are


class Program(NamedTuple):
    """The program that a run is."""

    procedure: Any  #: Value; or a str, the text of one, which is evaluated at each run
    arguments: tuple[Any, ...]  #: Values
    wants_moment: bool  #: whether the moment is one more argument, in seconds since 1970
    parameters: Any  #: Value
    language: str  #: "" for the image's first


class Run(NamedTuple):
    """One that was started."""

    moment: float  #: that it was for, in seconds since 1970
    pid: int


class Schedule(Starter):
    """A schedule, and how far it has come."""

    __module__ = "perdure.image"
    ENDED = "schedule:ended"
    FIELDS = (
        "name",
        "pid",
        "timing",
        "given",
        "rules",
        "program",
        "last",
        "is_paused",
        "done",
        "skipped",
        "running",
        "pending",
        "recent",
    )
    __slots__ = FIELDS

    name: str
    pid: int  #: that of its process
    timing: tuple[Any, ...]  #: see perdure.image.calendar
    given: tuple[Any, ...]  #: the same as it was given, without an anchor maybe
    rules: Rules
    program: Program
    last: float  #: moments up to that have been dealt with
    is_paused: bool
    done: int  #: how many runs were started for a moment of their own
    skipped: int  #: how many moments had none; of those that were missed at once, one counts
    running: tuple[int, ...]  #: the pids of those that have not ended, but where they may overlap
    pending: tuple[float, ...]  #: moments whose runs wait for the end of another
    recent: tuple[Run, ...]  #: the last that were started

    def __init__(self, name: str, pid: int) -> None:
        self.name = name
        self.pid = pid
        self.timing = self.given = ()
        self.rules = Rules()
        self.last = 0.0
        self.is_paused = False
        self.done = self.skipped = 0
        self.running = ()
        self.pending = ()
        self.recent = ()

    def copy(self) -> Schedule:
        """The same, in no image."""
        made = Schedule(self.name, self.pid)
        for name in self.FIELDS:
            setattr(made, name, getattr(self, name))
        return made

    def __getstate__(self) -> tuple[object, ...]:
        values = [getattr(self, name) for name in self.FIELDS]
        return (VERSION, *[plain(each) for each in values])

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        for name, value in zip(self.FIELDS, state[1:], strict=False):
            setattr(self, name, value)
        self.rules = Rules(*self.rules)
        self.program = Program(*self.program)
        self.recent = tuple([Run(*each) for each in self.recent])


def plain(value: Any) -> Any:
    """The same without classes of ours, which records do not name."""
    return tuple([plain(each) for each in value]) if isinstance(value, tuple) else value
