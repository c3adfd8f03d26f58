"""Lanes: which effects may run now, and for how long.

Each function has a lane of its own. At most `limit` of its calls run at once; the others
wait in the lane, in order. So a function that hangs, and all its calls with it, keeps
nobody waiting but callers of the same function. Where all together are limited too, they wait for
that: of those whose lanes have room the one that came first is next.

A call that has run for the function's `timeout`, or has told nothing for its `heartbeat`, is
*given up*, as is one that is withdrawn: it leaves the lane and counts no more, though its
thread cannot be ended and may run on.

Only bookkeeping, for any thread: perdure.image.effects.runner begins what may begin.

Read by: perdure.image.effects.runner.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Generic, Protocol, TypeVar


class Limited(Protocol):
    """The part of a provided function that is needed here."""

    @property
    def limit(self) -> int | None: ...

    @property
    def timeout(self) -> float | None: ...

    @property
    def heartbeat(self) -> float | None: ...


class Call(Protocol):
    """The part of a Job that is needed here."""

    heard: float  #: when it last told that it runs

    @property
    def provided(self) -> Limited: ...


J = TypeVar("J", bound=Call)


class Lane(Generic[J]):
    """The calls of one function."""

    def __init__(self, function: Limited) -> None:
        self.function = function  #: kept, so that no other has its id
        #: by the job's id, oldest first: its number among all that ever waited, and it
        self.waiting: OrderedDict[int, tuple[int, J]] = OrderedDict()
        self.running: OrderedDict[int, tuple[float, J]] = OrderedDict()  #: since when, and which

    def has_room(self) -> bool:
        limit = self.function.limit
        return limit is None or len(self.running) < limit

    def expiry(self) -> float | None:
        """When the next has run for too long, or told nothing; all have the same times."""
        if not self.running:
            return None
        found = []
        if self.function.timeout is not None:
            began, _ = next(iter(self.running.values()))
            found.append(began + self.function.timeout)
        if self.function.heartbeat is not None:
            heard = min(job.heard for _, job in self.running.values())
            found.append(heard + self.function.heartbeat)
        return min(found, default=None)


class Lanes(Generic[J]):
    """Those of one open image."""

    def __init__(self, now: Callable[[], float] = monotonic, most: int | None = None) -> None:
        """`most`: how many of all functions run at once."""
        self._now = now
        self._most = most
        self._count = 0  #: of those that run
        self._waited = 0  #: how many ever waited
        self._lock = threading.Lock()
        self._lanes: dict[int, Lane[J]] = {}  #: by the function's id

    def admit(self, job: J) -> bool:
        """Whether it may begin; else it waits."""
        with self._lock:
            lane = self._lane(job)
            if lane.has_room() and self._has_room():
                self._begin(lane, job)
                return True
            self._waited += 1
            lane.waiting[id(job)] = (self._waited, job)
            return False

    def finished(self, job: J) -> tuple[bool, J | None]:
        """It has ended: (whether it had not been given up, a job that may begin in its place)."""
        with self._lock:
            lane = self._lane(job)
            if lane.running.pop(id(job), None) is None:
                return False, None
            self._count -= 1
            return True, self._next(lane)

    def give_up(self, job: J) -> tuple[bool, J | None]:
        """It counts no more: (whether it had begun and not ended, one that may begin instead)."""
        with self._lock:
            lane = self._lane(job)
            lane.waiting.pop(id(job), None)
            if lane.running.pop(id(job), None) is None:
                return False, None
            self._count -= 1
            return True, self._next(lane)

    def is_running(self, job: J) -> bool:
        """Whether it has begun, and neither ended nor been given up."""
        with self._lock:
            return id(job) in self._lane(job).running

    def clear_waiting(self) -> list[J]:
        """Let those that have not begun never do so; gives them."""
        with self._lock:
            found = [job for lane in self._lanes.values() for _, job in lane.waiting.values()]
            for lane in self._lanes.values():
                lane.waiting.clear()
            return found

    def expired(self) -> list[tuple[J, str]]:
        """Those that have run for too long, and what has not come of them."""
        with self._lock:
            now, found = self._now(), []
            for lane in self._lanes.values():
                timeout, heartbeat = lane.function.timeout, lane.function.heartbeat
                if timeout is None and heartbeat is None:
                    continue
                for began, job in lane.running.values():
                    if timeout is not None and began + timeout <= now:
                        found.append((job, f"no outcome within {timeout:g} seconds"))
                    elif heartbeat is not None and job.heard + heartbeat <= now:
                        found.append((job, f"no heartbeat within {heartbeat:g} seconds"))
            return found

    def until_expiry(self) -> float | None:
        """Seconds until the next one has; None where none will."""
        with self._lock:
            moments = [lane.expiry() for lane in self._lanes.values()]
            found = [moment for moment in moments if moment is not None]
            return max(0.0, min(found) - self._now()) if found else None

    # Under the lock

    def _lane(self, job: J) -> Lane[J]:
        function = job.provided
        lane = self._lanes.get(id(function))
        if lane is None:
            lane = self._lanes[id(function)] = Lane(function)
        return lane

    def _has_room(self) -> bool:
        return self._most is None or self._count < self._most

    def _begin(self, lane: Lane[J], job: J) -> None:
        job.heard = now = self._now()
        lane.running[id(job)] = (now, job)
        self._count += 1

    def _next(self, lane: Lane[J]) -> J | None:
        """The one that begins now that one of the lane is over."""
        if self._most is not None:  # then it may have kept those of others waiting
            able = [each for each in self._lanes.values() if each.waiting and each.has_room()]
            lane = min(able, key=lambda each: next(iter(each.waiting.values()))[0], default=lane)
        if not lane.waiting or not lane.has_room() or not self._has_room():
            return None
        _, (_, job) = lane.waiting.popitem(last=False)
        self._begin(lane, job)
        return job
