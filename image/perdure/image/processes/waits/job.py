"""Waiting for one's turn in a queue, and which job is next.

A job is a process from the beginning, which waits so; its wait has the procedure and the arguments
that it is to be called with. It has the queue among its `locks`, so that its end, however it comes,
gives its turn back once. Whatever may let one more have a turn, the end of one, a new job, other
limits, a member that takes jobs, starts all that may (`start_all`), in the same transaction.

Rates depend on the time, which no end of a process tells. So a queue with rates has a process that
does that, its clock, which whatever happens to the queue wakes, and which waits for the next
moment at which a rate allows more.

Reads: perdure.image.schema.queues. Read by: perdure.image.engine.queue_builtins,
perdure.image.api.queueing, by deeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from BTrees.OOBTree import OOBTree

from perdure.image.processes.waits.deeds import Overtaken, deed
from perdure.image.processes.waits.kinds import find_part, register, wait_of
from perdure.image.processes.waits.lanes import (
    count_turn,
    double_of,
    entrance_of,
    forget,
    is_free,
    is_whole,
    lane_of,
    may_start,
    next_start,
    note_id,
    place_for,
    recount,
    refresh,
)
from perdure.image.processes.waits.wait import Changes, Indices, IsWanted, Outcome, Wait
from perdure.image.schema.indices import is_empty
from perdure.image.schema.processes import INVOKE, RETURN, Process
from perdure.image.schema.queues import QUEUES, JobQueue, Lane, Limits
from perdure.image.schema.root import ImageRoot
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.foreign_code import machine_of
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.singletons import UNSPECIFIED

CLOCK, DUE = "%queue-clock", "%job-due"  #: the builtins of these names


class Wanted(NamedTuple):
    """All that is said of a job beside what it does."""

    name: str  #: of the process
    parent: int  #: the pid of the process that made it; 0: none
    key: str = ""
    priority: int = 0  #: the least is first
    not_before: float | None = None  #: when it may have a turn, in seconds since 1970
    dedup: str | None = None  #: an id: no other job of it is made while this counts
    dedup_until: float | None = None  #: so long, also when it has ended; None: until it ends


@register
@dataclass(slots=True)
class Job(Wait):
    """Until it is its turn."""

    kind = "job"
    called = "a queue"

    queue: JobQueue
    procedure: Value
    arguments: tuple[Value, ...]
    job_key: str
    priority: int
    not_before: float | None = None
    number: int = 0  #: by which it stands in its lane, once it does

    def key(self) -> JobQueue:
        return self.queue

    def text(self) -> str:
        return f"its turn in queue {self.queue.name}"

    def due(self) -> float | None:
        return self.not_before

    def timed_out(self) -> Outcome:
        rest = (self.procedure, self.arguments, self.job_key, self.priority)
        return INVOKE, builtin_named(DUE), (self.queue, *rest)

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        self.number = 0
        queue = self.queue
        if self.not_before is not None:
            return None
        if queue.has_rate:
            tell_clock(ledger, queue, process.details.created)
            return None
        lane = lane_of(queue, self.job_key)
        if (
            not is_empty(queue.line)
            or not is_free(queue, queue.now)
            or not may_start(queue, lane, self.job_key)
        ):
            return None
        shard = place_for(ledger, queue)
        if shard is None:
            return None
        _take_turn(ledger, self, lane, process, shard)
        return INVOKE, self.procedure, self.arguments

    def enter(self, indices: Indices, pid: int) -> None:
        queue = self.queue
        if self.not_before is not None:
            queue.delayed[pid] = self.job_key
            return
        if not self.number:
            self.number = queue.number
            queue.number += 1
        lane = lane_of(queue, self.job_key)
        if lane.waiting.insert((self.priority, self.number, pid)):
            queue.waiting += 1
            refresh(queue, self.job_key, queue.now)

    def leave(self, indices: Indices, pid: int) -> None:
        queue = self.queue
        if self.not_before is not None:
            queue.delayed.pop(pid, None)
            return
        lane = queue.lanes.get(self.job_key)
        place = (self.priority, self.number, pid)
        if lane is not None and place in lane.waiting:
            lane.waiting.remove(place)
            queue.waiting -= 1
            refresh(queue, self.job_key, queue.now)

    def wrong(self, indices: Indices, pid: int) -> str:
        if find_queue(indices.root, self.queue.name) is not self.queue:
            return "which is not there"
        if self.not_before is not None:
            return "" if pid in self.queue.delayed else "which does not know it"
        lane = self.queue.lanes.get(self.job_key)
        is_in = lane is not None and (self.priority, self.number, pid) in lane.waiting
        return "" if is_in else "which would not start it"

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        for queue in (indices.root.kept or {}).get(QUEUES, {}).values():
            for key, lane in queue.lanes.items():
                for priority, number, pid in lane.waiting:
                    yield pid, Job(queue, UNSPECIFIED, (), key, priority, None, number)
            for pid, key in queue.delayed.items():
                yield pid, Job(queue, UNSPECIFIED, (), key, 0, 0.0)
            for pid, (key, _) in queue.running.items():
                process = indices.root.find_process(pid)
                if process is None or process.has_ended:
                    yield pid, Job(queue, UNSPECIFIED, (), key, 0)  # it has no turn any more

    @classmethod
    def clear(cls, indices: Indices, is_wanted: IsWanted) -> None:
        """Take out what no process waits for; of a queue that has lost a part, all.

        Then its jobs that wait are entered anew, and those that run count no more.
        """
        queues = list((indices.root.kept or {}).get(QUEUES, {}).values())
        for queue in queues:
            if not is_whole(queue):
                queue.clear()
            for pid in list(queue.running):
                process = indices.root.find_process(pid)
                if process is None or process.has_ended or find_part(wait_of(process), Job, queue):
                    del queue.running[pid]
        for pid, wait in list(cls.entries(indices)):
            if not is_wanted(pid, wait):
                wait.leave(indices, pid)
        for queue in queues:
            recount(queue)


@register
@dataclass(slots=True)
class QueueClock(Wait):
    """Until a rate of the queue allows more, or something has happened to the queue."""

    kind = "queue-clock"
    called = "a queue"

    queue: JobQueue
    now: float  #: when it began to wait
    until: float | None = None

    def key(self) -> JobQueue:
        return self.queue

    def due(self) -> float | None:
        return self.until

    def text(self) -> str:
        return f"queue {self.queue.name}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        queue = self.queue
        if queue.clock != process.pid or not queue.has_rate:
            return RETURN, UNSPECIFIED  # there is another, or none is needed any more
        self.until = look_at_rates(ledger, queue, self.now)
        return None

    def timed_out(self) -> Outcome:
        return ticking(self.queue)

    def wrong(self, indices: Indices, pid: int) -> str:
        is_it = find_queue(indices.root, self.queue.name) is self.queue and self.queue.clock == pid
        return "" if is_it else "which has another"


def find_queue(root: ImageRoot, name: str) -> JobQueue | None:
    """The queue of that name."""
    found: JobQueue | None = (root.kept or {}).get(QUEUES, {}).get(name)
    return found


# What programs and people do


@deed("queue:put")
def put(ledger: Any, name: str, limits: tuple[Any, ...], now: float) -> None:
    """Have a queue of that name, with these limits."""
    queue = find_queue(ledger.root, name)
    if queue is None:
        queue = ledger.root.keep(QUEUES, OOBTree)[name] = JobQueue(name)
    queue.limits = Limits(*limits)
    queue.now = now
    for key in list(queue.lanes):
        refresh(queue, key, now)
    go_on(ledger, queue, now)


@deed("queue:remove")
def remove(ledger: Any, name: str) -> None:
    """Forget a queue, which has no jobs; Overtaken where it has some by now."""
    queue = find_queue(ledger.root, name)
    if queue is None:
        return
    if has_jobs(queue):
        raise Overtaken("queue:remove")
    del ledger.root.kept[QUEUES][name]
    clock = ledger.root.find_process(queue.clock)
    if clock is not None:
        ledger.kill(clock)


def has_jobs(queue: JobQueue) -> bool:
    return bool(queue.waiting or queue.turns or queue.delayed)


@deed("queue:enqueue")
def enqueue(
    ledger: Any,
    name: str,
    pid: int,
    start: tuple[Value, tuple[Value, ...]],
    told: tuple[Any, ...],
    inherited: tuple[Value, str],
    now: float,
) -> None:
    """Make a job, which has its turn at once where it may; `pid` was reserved for it.

    Of a shared image all go in by one worker, so that members that make jobs do not conflict with
    those that run them. Overtaken where another has the id against doubles by now.
    """
    queue = find_queue(ledger.root, name)
    assert queue is not None, f"a queue {name!r} was there when the job was made"
    wanted = Wanted(*told)
    if wanted.dedup is not None:
        if double_of(ledger.root, queue, wanted.dedup, now) is not None:
            raise Overtaken("queue:enqueue")
        note_id(queue, wanted.dedup, wanted.dedup_until, pid, now)
    job = Job(queue, *start, wanted.key, wanted.priority, wanted.not_before)
    told_of = {"name": wanted.name, "parent": wanted.parent, "now": now, "pid": pid}
    told_of |= {"parameters": inherited[0], "language": inherited[1]}
    entrance = entrance_of(ledger, queue)
    if job.not_before is not None or entrance == ledger.number:
        ledger.create_waiting(job, queue, **told_of)
        return
    _, procedure, arguments = job.timed_out()
    process = ledger.create(procedure, arguments, **told_of)
    ledger.add_lock(pid, queue)
    ledger.give(process, entrance)


@deed("queue:same")
def is_same(ledger: Any, name: str, dedup: str, pid: int, now: float) -> None:
    """Overtaken where the job that has the id is another than a slice has seen."""
    queue = find_queue(ledger.root, name)
    if queue is None or double_of(ledger.root, queue, dedup, now) != pid:
        raise Overtaken("queue:same")


@deed("queue:ended")
def ended(ledger: Any, queue: JobQueue, process: Process) -> None:
    """A job has ended, in whatever way, which had its turn or waited for it."""
    had_turn = process.pid in queue.running
    forget(queue, process.pid)
    if had_turn:
        go_on(ledger, queue, queue.now)


# Turns


def go_on(ledger: Any, queue: JobQueue, now: float) -> None:
    """Let all have their turn that may: at once, or by the clock where there are rates."""
    if queue.has_rate:
        tell_clock(ledger, queue, now)
    else:
        start_all(ledger, queue, queue.now)


def start_all(ledger: Any, queue: JobQueue, now: float) -> None:
    """Let all have their turn that may now."""
    while not is_empty(queue.line) and is_free(queue, now):
        shard = place_for(ledger, queue)
        if shard is None:
            return  # nobody takes one more
        _, _, key = queue.line.minKey()
        lane = queue.lanes[key]
        place = lane.waiting.minKey()
        lane.waiting.remove(place)
        queue.waiting -= 1
        process = ledger.root.find_process(place[2])
        job = None if process is None else find_part(wait_of(process), Job, queue)
        if process is not None and job is not None:  # else the image has lost it
            _take_turn(ledger, job, lane, process, shard, now)
        refresh(queue, key, now)
        if process is not None and job is not None:
            ledger.fire(process, Job, INVOKE, job.procedure, job.arguments, key=queue)


def may_begin(ledger: Any) -> bool:
    """Whether some job may have its turn now that did not, as nobody took it."""
    return any(
        not is_empty(queue.line)
        and is_free(queue, queue.now)
        and place_for(ledger, queue) is not None
        for queue in (ledger.root.kept or {}).get(QUEUES, {}).values()
    )


def begin_all(ledger: Any) -> None:
    """Let these have their turn."""
    for queue in (ledger.root.kept or {}).get(QUEUES, {}).values():
        if not is_empty(queue.line):
            go_on(ledger, queue, queue.now)


def _take_turn(
    ledger: Any,
    job: Job,
    lane: Lane,
    process: Process,
    shard: int,
    now: float = 0.0,
) -> None:
    count_turn(job.queue, lane, job.job_key, process.pid, shard, now)
    process.machine = machine_of(job.procedure)
    if process.shard != shard:
        ledger.move(process, shard)


# Rates


def ticking(queue: JobQueue) -> Outcome:
    """How the clock's process goes on when there may be something to do."""
    return INVOKE, builtin_named(CLOCK), (queue,)


def tell_clock(ledger: Any, queue: JobQueue, now: float) -> None:
    """Have the clock look at the queue; make its process where there is none."""
    process = ledger.root.find_process(queue.clock)
    if process is None or process.has_ended:
        _, procedure, arguments = ticking(queue)
        made = ledger.create(procedure, arguments, name=f"queue {queue.name}", parent=0, now=now)
        queue.clock = made.pid
    elif not ledger.fire(process, QueueClock, *ticking(queue), key=queue):
        ledger.claim(process)  # which may begin to wait at this moment, in another member


def late_clocks(root: ImageRoot, now: float) -> dict[str, float]:
    """The queues in which a rate allows more by now, which no clock has seen to.

    Each with when its clock looked last. One that has just become due is among them.
    """
    return {
        name: queue.now
        for name, queue in (root.kept or {}).get(QUEUES, {}).items()
        if queue.has_rate and queue.now < now and _is_due(queue, now)
    }


def _is_due(queue: JobQueue, now: float) -> bool:
    if not is_empty(queue.line) and is_free(queue, now):
        return True
    return not is_empty(queue.wakes) and queue.wakes.minKey()[0] <= now


def replace_clock(ledger: Any, name: str, seen: float, now: float) -> None:
    """Have a clock of our own, which sees to the queue at once; nothing where another has.

    `seen`: when the one that is late looked last. That ends when it finds that there is another.
    """
    queue = find_queue(ledger.root, name)
    if queue is not None and queue.now == seen and queue.has_rate:
        queue.clock = 0
        tell_clock(ledger, queue, now)


def look_at_rates(ledger: Any, queue: JobQueue, now: float) -> float | None:
    """Start what may be started now; gives the moment at which a rate allows more."""
    queue.now = now
    while not is_empty(queue.wakes) and queue.wakes.minKey()[0] <= now:
        _, key = queue.wakes.minKey()
        refresh(queue, key, now)
    start_all(ledger, queue, now)
    moments = [] if is_empty(queue.wakes) else [queue.wakes.minKey()[0]]
    rate, limit = queue.limits.rate, queue.limits.limit
    if not is_empty(queue.line) and rate is not None and (limit is None or queue.turns < limit):
        moments.append(next_start(queue.starts, rate))
    later = [moment for moment in moments if moment > now]
    return min(later, default=None)
