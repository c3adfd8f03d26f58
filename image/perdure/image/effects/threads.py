"""Threads for functions that block: as many as are wanted, made when they are.

They are daemons: a function that never returns must not keep the host from ending (its
effect is unfinished, and runs again when the image is next open). A thread that has had
nothing to do for a while ends. How many calls of a function run at once is no affair of
these: see perdure.image.effects.lanes.

Read by: perdure.image.effects.runner.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty
from typing import Generic, TypeVar

from perdure.image.inbox import Inbox

J = TypeVar("J")

IDLE = 30.0  #: seconds that a thread waits for something to do


class Threads(Generic[J]):
    """Calls `work` with each job, which gives the next job for the same thread, or None."""

    def __init__(self, work: Callable[[J], J | None]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._handed: Inbox[J | None] = Inbox()
        self._idle = 0  #: threads that wait, less the jobs that are on their way to them
        self._count = 0  #: all that live
        self._lost = 0  #: of these, those that run what was given up
        self._made = 0
        self._is_closed = False

    def submit(self, job: J) -> None:
        """RuntimeError where the system gives no thread, and there is none that might do it."""
        with self._lock:
            if self._idle > 0:
                self._idle -= 1
                self._handed.put(job)
                return
            self._count += 1
            self._made += 1
            name = f"perdure-effect-{self._made}"
        thread = threading.Thread(target=self._serve, args=(job,), name=name, daemon=True)
        try:
            thread.start()
        except RuntimeError:  # the system's limit
            with self._lock:
                self._count -= 1
                if self._count <= self._lost:
                    raise
                self._idle -= 1  # the next that has time does it
                self._handed.put(job)

    def lose(self) -> int:
        """Count a thread whose job has been given up: it may never come back. Gives how many."""
        with self._lock:
            self._lost += 1
            return self._lost

    def came_back(self) -> None:
        with self._lock:
            self._lost -= 1

    def close(self) -> None:
        """Those that have time end; the others once they have."""
        with self._lock:
            self._is_closed = True
            for _ in range(self._count):
                self._handed.put(None)

    def _serve(self, first: J) -> None:
        job: J | None = first
        while job is not None:
            following = self._work(job)
            job = None  # nothing of it is kept while the thread waits
            job = self._next() if following is None else following

    def _next(self) -> J | None:
        """The next job for this thread; None where it is to end."""
        with self._lock:
            self._idle += 1
        while True:
            try:
                return self._handed.get(timeout=IDLE)
            except Empty:
                with self._lock:
                    if self._idle > 0:  # else a job is on its way
                        self._idle -= 1
                        self._count -= 1
                        return None
