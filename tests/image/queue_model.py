"""A queue of jobs as a list: what the real ones are held against."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Limits:
    """As those of a queue."""

    limit: int | None = None
    key_limit: int | None = None
    rate: tuple[int, int] | None = None
    key_rate: tuple[int, int] | None = None


@dataclass
class Job:
    """A job that has not ended."""

    pid: int
    key: str
    priority: int
    due: int  #: when it may begin
    dedup: str | None
    number: int | None = None  #: once it is due
    is_running: bool = False


@dataclass
class Model:
    """All jobs of one queue, and when jobs began."""

    limits: Limits
    now: int = 0
    jobs: dict[int, Job] = field(default_factory=dict)
    starts: list[tuple[int, str]] = field(default_factory=list)  #: (moment, key)
    numbers: int = 0
    #: id -> (pid, until when it counts at least)
    ids: dict[str, tuple[int, int]] = field(default_factory=dict)

    def double_of(self, dedup: str) -> int | None:
        """The pid of the job that has the id."""
        pid, until = self.ids.get(dedup, (0, 0))
        return pid if pid and (pid in self.jobs or until > self.now) else None

    def enqueue(
        self, pid: int, key: str, priority: int, delay: int, dedup: str | None, lasts: int
    ) -> None:
        self.jobs[pid] = Job(pid, key, priority, self.now + delay, dedup)
        if dedup is not None:
            self.ids[dedup] = (pid, self.now + lasts)
        self.settle()

    def end(self, pid: int) -> None:
        del self.jobs[pid]
        self.settle()

    def advance(self, seconds: int) -> None:
        for _ in range(seconds):
            self.now += 1
            self.settle()

    def settle(self) -> None:
        """Begin all that may now."""
        due = [job for job in self.jobs.values() if job.number is None and job.due <= self.now]
        for job in sorted(due, key=lambda job: (job.due, job.pid)):
            job.number = self.numbers
            self.numbers += 1
        waiting = [each for each in self.jobs.values() if each.number is not None]
        for job in sorted(waiting, key=lambda job: (job.priority, job.number or 0)):
            if not job.is_running and self.may_begin(job):
                job.is_running = True
                self.starts.append((self.now, job.key))

    def may_begin(self, job: Job) -> bool:
        running = [each.key for each in self.jobs.values() if each.is_running]
        limits = self.limits
        if limits.limit is not None and len(running) >= limits.limit:
            return False
        if not self.is_within(limits.rate, [moment for moment, _ in self.starts]):
            return False
        if not job.key:
            return True
        if limits.key_limit is not None and running.count(job.key) >= limits.key_limit:
            return False
        return self.is_within(
            limits.key_rate, [moment for moment, key in self.starts if key == job.key]
        )

    def is_within(self, rate: tuple[int, int] | None, starts: list[int]) -> bool:
        if rate is None:
            return True
        count, seconds = rate
        return sum(moment + seconds > self.now for moment in starts) < count

    def states(self) -> dict[int, str]:
        """By pid: delayed, waiting or running."""
        return {
            job.pid: "running" if job.is_running else "delayed" if job.number is None else "waiting"
            for job in self.jobs.values()
        }
