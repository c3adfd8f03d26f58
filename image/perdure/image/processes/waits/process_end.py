"""Waiting for the end of a process: `(wait pid)`.

The processes that await an end are in `waiters`, of the shard that the awaited process is in.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Changes, Indices, IsWanted, Outcome, Wait
from perdure.image.schema.indices import ascending_keys, is_empty, seconds_of
from perdure.image.schema.processes import CANCELLED, DONE, FAILED, RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition


@register
@dataclass(slots=True)
class ProcessEnd(Wait):
    """Until another process has ended."""

    kind = "process"
    called = "wait"

    pid: int

    def key(self) -> int:
        return self.pid

    def text(self) -> str:
        return f"process {self.pid}"

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        return end_of(ledger.root.process(self.pid))

    def attempt(self, ledger: Changes, process: Process) -> Outcome | None:
        found = ledger.find_process(self.pid)
        return None if found is None else end_of(found)

    def enter(self, indices: Indices, pid: int) -> None:
        awaited = indices.root.process(self.pid)
        indices.indices(awaited).waiters.insert((self.pid, pid))
        indices.claim(awaited)

    def leave(self, indices: Indices, pid: int) -> None:
        waiters = indices.indices(indices.root.process(self.pid)).waiters
        if (self.pid, pid) in waiters:
            waiters.remove((self.pid, pid))

    def wrong(self, indices: Indices, pid: int) -> str:
        awaited = indices.root.find_process(self.pid)
        if awaited is None:
            return "which is not there"
        if (self.pid, pid) not in getattr(indices.indices(awaited), "waiters", ()):
            return "which would not wake it"
        return "which has ended" if awaited.has_ended else ""

    @classmethod
    def entries(cls, indices: Indices) -> Iterator[tuple[int, Wait]]:
        for shard in indices.root.shards():
            for awaited, pid in ascending_keys(shard.waiters):
                yield pid, ProcessEnd(awaited)

    @classmethod
    def clear(cls, indices: Indices, is_wanted: IsWanted) -> None:
        for shard in indices.root.shards():
            for awaited, pid in list(shard.waiters.keys()):
                found = indices.root.find_process(awaited)
                is_here = found is not None and indices.indices(found) is shard
                if not (is_here and is_wanted(pid, ProcessEnd(awaited))):
                    shard.waiters.remove((awaited, pid))


@register
@dataclass(slots=True)
class FirstEnd(Wait):
    """Until one of several processes has ended, however: its pid."""

    kind = "first-end"
    called = "wait-any"

    pids: tuple[int, ...]

    def text(self) -> str:
        return "process " + " or ".join(map(str, self.pids))

    def parts(self) -> tuple[Wait, ...]:
        return tuple([ProcessEnd(pid) for pid in self.pids])

    def outcome_of(self, part: Wait, outcome: Outcome) -> Outcome:
        return RETURN, part.key()


def end_of(process: Process) -> Outcome | None:
    """How one goes on that waits for the process; None while that has not ended."""
    if process.state == CANCELLED:
        return RAISE, cancelled_condition(process.pid)
    if process.state not in (DONE, FAILED):
        return None
    assert process.outcome is not None
    return RETURN if process.state == DONE else RAISE, process.outcome[0]


def tell_waiters(ledger: Changes, process: Process) -> tuple[int, ...]:
    """Tell those that wait for its end, which has come; gives their pids."""
    waiters = ledger.indices(process).waiters
    if is_empty(waiters):
        return ()  # as for most
    outcome = end_of(process)
    assert outcome is not None
    waiting = tuple(seconds_of(waiters, process.pid))
    for pid in waiting:
        ledger.fire(ledger.root.process(pid), ProcessEnd, *outcome, key=process.pid)
    return waiting


def cancelled_condition(pid: int) -> Condition:
    return Condition(f"process {pid} was cancelled", kind="cancelled", who="wait")
