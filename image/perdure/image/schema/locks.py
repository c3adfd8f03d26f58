"""Things at which processes meet: semaphores, mutexes, condition variables and their like.

Changed by: perdure.image.processes.waits.semaphore, .mutex, .condition, .gate, .rate.
"""

from __future__ import annotations

from perdure.image.schema.channels import value_text
from perdure.image.schema.lines import Line
from perdure.image.schema.meeting import Meeting
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import describers
from perdure.vm.objects.singletons import FALSE, UNSPECIFIED


class Semaphore(Meeting):
    """Permits, of which each is had by one at a time. Nobody waits while one is free."""

    __module__ = "perdure.image"
    FIELDS = ("free", "holders")
    LINES = ("waiting",)
    __slots__ = (*FIELDS, *LINES)

    free: int
    #: the pids of those whose permit comes back when they end, one for each permit
    holders: tuple[int, ...]
    waiting: Line  #: of pids

    def __init__(self, free: int) -> None:
        self.free = free
        self.holders = ()
        self.waiting = Line()


class Mutex(Meeting):
    """A lock that one process has at a time. Nobody waits while it is free."""

    __module__ = "perdure.image"
    FIELDS = ("is_locked", "owner", "is_abandoned", "name", "specific")
    LINES = ("waiting",)
    __slots__ = (*FIELDS, *LINES)

    is_locked: bool
    owner: int  #: the pid of the process that has it; 0: nobody in particular
    is_abandoned: bool  #: whether its last owner has ended with it, and nobody has it since
    name: Value  #: #f where it has none
    specific: Value  #: what the program keeps with it (SRFI 18)
    waiting: Line  #: of pids

    def __init__(self, name: Value = FALSE) -> None:
        self.is_locked = self.is_abandoned = False
        self.owner = 0
        self.name = name
        self.specific = UNSPECIFIED
        self.waiting = Line()


class ConditionVariable(Meeting):
    """Processes that have let go of a mutex until they are told that something has changed."""

    __module__ = "perdure.image"
    FIELDS = ("name", "specific")
    LINES = ("waiting",)
    __slots__ = (*FIELDS, *LINES)

    name: Value  #: #f where it has none
    specific: Value
    waiting: Line  #: of pids

    def __init__(self, name: Value = FALSE) -> None:
        self.name = name
        self.specific = UNSPECIFIED
        self.waiting = Line()


class Gate(Meeting):
    """A latch or a barrier: those that wait go on together once enough has come.

    A latch stays open then; a barrier waits for as many again.
    """

    __module__ = "perdure.image"
    FIELDS = ("missing", "size")
    LINES = ("waiting",)
    __slots__ = (*FIELDS, *LINES)

    missing: int  #: of a latch: how many more it takes; of a barrier as many as of `size`
    size: int  #: of a barrier: how many it takes each time; 0 of a latch
    waiting: Line  #: of pids

    def __init__(self, missing: int, size: int = 0) -> None:
        self.missing = missing
        self.size = size
        self.waiting = Line()


class RateLimiter(Meeting):
    """Turns, of which there are so many at most in any such time."""

    __module__ = "perdure.image"
    FIELDS = ("count", "seconds")
    LINES = ("turns",)
    __slots__ = (*FIELDS, *LINES)

    count: int
    seconds: float
    turns: Line  #: of the moments of the last turns, `count` of them at most

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self.turns = Line()


def waiting_text(line: Line) -> tuple[str, ...]:
    return (f"{len(line)} waiting",) if line else ()


def mutex_text(mutex: Mutex) -> str:
    state = "free"
    if mutex.is_locked:
        state = f"of process {mutex.owner}" if mutex.owner else "locked"
    elif mutex.is_abandoned:
        state = "abandoned"
    return value_text("mutex", state, *waiting_text(mutex.waiting))


def gate_text(gate: Gate) -> str:
    kind = "barrier" if gate.size else "latch"
    missing = gate.size - len(gate.waiting) if gate.size else gate.missing
    return value_text(kind, f"{missing} missing", *waiting_text(gate.waiting))


describers[Semaphore] = lambda x: value_text(
    "semaphore", f"{x.free} free", *waiting_text(x.waiting)
)
describers[Mutex] = mutex_text
describers[ConditionVariable] = lambda x: value_text("condition-variable", *waiting_text(x.waiting))
describers[Gate] = gate_text
describers[RateLimiter] = lambda x: value_text("rate-limiter", f"{x.count} in {x.seconds:g} s")
