"""Running effects: outside any transaction, and never on the driver's thread.

The life of an effect, and why each commit is needed:

1. The slice's transaction commits the intent: the process waits on
   `("effect", library, name, arguments, is_started=False)`; the process's count of
   effects gives the key.
2. Only then does the function run: async ones on one loop in a thread of its own,
   sync ones in a pool of threads.
3. Its outcome goes to the driver's inbox, and is committed with whatever the
   process does next, the next intent included: one commit an effect.

After a crash between 1 and 3 nobody can tell whether the function ran. So it
runs again, under the same key. For one declared `at_most_once` the driver
commits `is_started=True` between 1 and 2 (a second commit, shared by all that
start at that moment). Found so on opening, it is not run but raises an
`effect-interrupted` error; found without the mark, it surely never ran, and runs.

Read by: perdure.image.driver.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from perdure.image.conversion import Conversion
from perdure.image.provided import Provided, run

#: Imported for the first coroutine: asyncio takes 20 ms, which most commands save.
LOOP_MODULE = "perdure.image.loop"


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at an effect."""

    pid: int
    number: int  #: the process's count of effects; tells a late result from a wanted one
    provided: Provided
    arguments: tuple[Any, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What came of a job: see `run` of perdure.image.provided."""

    pid: int
    number: int
    name: str
    is_result: bool
    outcome: Any  #: plain data, or a Failure


class EffectRunner:
    """Runs jobs and puts their completions into the inbox."""

    MOST_THREADS = 64

    def __init__(self, inbox: SimpleQueue[Any], conversion: Conversion) -> None:
        self.inbox = inbox
        self.conversion = conversion
        self.in_flight: dict[tuple[int, int], Job] = {}  #: touched by the driver alone
        self._pool = ThreadPool(self.MOST_THREADS, self._run)
        self._loop: Any = None  #: an EventLoop, made for the first coroutine
        self.application_loop: Any = None  #: an asyncio loop to run coroutines on, if any
        self._is_closed = False

    def start(self, jobs: list[Job]) -> None:
        """Begin these; their intents have been committed."""
        coroutines: list[Job] = []
        for job in jobs:
            self.in_flight[job.pid, job.number] = job
            if job.provided.is_async:
                coroutines.append(job)
            else:
                self._pool.submit(job)
        if coroutines:
            if self._loop is None:
                self._loop = importlib.import_module(LOOP_MODULE).EventLoop(
                    self._deliver, self.conversion, self.application_loop
                )
            self._loop.start(coroutines)

    def taken(self, completion: Completion) -> bool:
        """Note that the job is over; False where it was withdrawn before."""
        return self.in_flight.pop((completion.pid, completion.number), None) is not None

    def withdraw(self, pid: int, number: int) -> None:
        """Nobody wants the outcome any more. A coroutine is cancelled, a thread runs on."""
        job = self.in_flight.pop((pid, number), None)
        if job is not None and job.provided.is_async and self._loop is not None:
            self._loop.cancel(job)

    async def left(self) -> None:
        """On the application's loop, after `close`: wait until its coroutines have ended."""
        if self._loop is not None:
            await self._loop.left()

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._pool.close()
        if self._loop is not None:
            self._loop.close()

    # In the pool's threads

    def _run(self, job: Job) -> None:
        is_result, outcome = run(job.provided, job.arguments, job.key, self.conversion)
        self._deliver(job, is_result, outcome)

    def _deliver(self, job: Job, is_result: bool, outcome: Any) -> None:
        if not self._is_closed:
            self.inbox.put(Completion(job.pid, job.number, job.provided.name, is_result, outcome))


class ThreadPool:
    """Threads that take jobs from one queue; made as they are needed.

    They are daemons: a function that never returns must not keep the host from
    ending (its effect is unfinished, and runs again when the image is next open).
    """

    def __init__(self, most: int, work: Callable[[Job], None]) -> None:
        self._most = most
        self._work = work
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._threads = 0
        self._idle = 0  #: about right is enough: it only decides whether to add a thread

    def submit(self, job: Job) -> None:
        self._jobs.put(job)
        if self._threads < self._most and self._jobs.qsize() > self._idle:
            self._threads += 1
            threading.Thread(
                target=self._serve, name=f"perdure-effect-{self._threads}", daemon=True
            ).start()

    def close(self) -> None:
        for _ in range(self._threads):
            self._jobs.put(None)

    def _serve(self) -> None:
        while True:
            self._idle += 1
            job = self._jobs.get()
            self._idle -= 1
            if job is None:
                return
            self._work(job)
