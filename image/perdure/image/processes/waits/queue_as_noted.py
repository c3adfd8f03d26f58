"""Queues as a slice has to see them that has only noted what it does to them.

Read by: perdure.image.engine.queue_builtins.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from perdure.image.processes.waits.job import Wanted, find_queue
from perdure.image.schema.indices import is_empty
from perdure.image.schema.queues import JobQueue, Limits


class SeenQueue:
    """A queue with what a slice has noted of it, to be looked at.

    Its jobs have their turns where limits and keys allow; what a rate or a worker's limit keeps
    waiting is found when the slice is merged.
    """

    def __init__(self, queue: JobQueue | None) -> None:
        self._queue = queue
        self._limits = Limits() if queue is None else queue.limits
        self._delayed = 0  #: noted ones whose time has not come
        self.running = 0 if queue is None else queue.turns
        #: how many wait for a turn: by key where they were noted, all others under None
        self._lines: Counter[str | None] = Counter({None: 0 if queue is None else queue.waiting})
        self._by_key: Counter[str] = Counter()  #: noted ones that have a turn
        self._is_behind = queue is not None and not is_empty(queue.line)

    def count_waiting(self) -> int:
        """Those that wait for their turn, or for their time."""
        there = 0 if self._queue is None else len(self._queue.delayed)
        return self._lines.total() + self._delayed + there

    def has_jobs(self) -> bool:
        return bool(self.running or self.count_waiting())

    def put(self, limits: Limits) -> None:
        """It has these limits."""
        self._limits = limits
        for key in list(self._lines):
            while self._lines[key] and self._is_free(key or ""):
                self._lines[key] -= 1
                self._start(key or "")
        self._is_behind = self._lines[None] > 0

    def add(self, wanted: Wanted) -> None:
        """It has that job, too."""
        if wanted.not_before is not None:
            self._delayed += 1
        elif self._is_behind or not self._is_free(wanted.key):
            self._lines[wanted.key] += 1
        else:
            self._start(wanted.key)

    def _start(self, key: str) -> None:
        self.running += 1
        self._by_key[key] += 1

    def _is_free(self, key: str) -> bool:
        limits = self._limits
        if limits.rate is not None or (limits.limit is not None and self.running >= limits.limit):
            return False
        lane = None if self._queue is None else self._queue.lanes.get(key)
        there = self._by_key[key] + (0 if lane is None else lane.running)
        return not key or limits.key_limit is None or there < limits.key_limit


def queue_as_noted(ledger: Any, name: str) -> SeenQueue | None:
    """The queue of that name; None where there is none."""
    queue = find_queue(ledger.root, name)
    seen = None if queue is None else SeenQueue(queue)
    for deed, noted, *given in ledger.noted_of("queue"):
        if noted != name:
            continue
        doing = deed.rpartition(":")[2]
        if doing == "remove":
            seen = None
        elif doing == "put":
            seen = seen or SeenQueue(None)
            seen.put(Limits(*given[0]))
        elif doing == "enqueue" and seen is not None:
            seen.add(Wanted(*given[2]))
    return seen
