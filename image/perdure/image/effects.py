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

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from perdure.image.provided import Provided, run


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
    """What came of a job: a result, or an exception."""

    pid: int
    number: int
    name: str
    is_result: bool
    outcome: Any


class EffectRunner:
    """Runs jobs and puts their completions into the inbox."""

    MOST_THREADS = 64

    def __init__(self, inbox: SimpleQueue[Any]) -> None:
        self.inbox = inbox
        self.in_flight: dict[tuple[int, int], Job] = {}  #: touched by the driver alone
        self._pool = ThreadPool(self.MOST_THREADS, self._run)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: dict[tuple[int, int], asyncio.Task[None]] = {}  #: of the loop's thread
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
            self._loop_running().call_soon_threadsafe(self._start_tasks, coroutines)

    def taken(self, completion: Completion) -> bool:
        """Note that the job is over; False where it was withdrawn before."""
        return self.in_flight.pop((completion.pid, completion.number), None) is not None

    def withdraw(self, pid: int, number: int) -> None:
        """Nobody wants the outcome any more. A coroutine is cancelled, a thread runs on."""
        job = self.in_flight.pop((pid, number), None)
        if job is not None and job.provided.is_async and self._loop is not None:
            self._loop.call_soon_threadsafe(self._cancel_task, (pid, number))

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._pool.close()
        loop = self._loop
        if loop is not None:
            loop.call_soon_threadsafe(self._stop_loop)

    # In the pool's threads

    def _run(self, job: Job) -> None:
        is_result, outcome = run(job.provided, job.arguments, job.key)
        self._deliver(job, is_result, outcome)

    def _deliver(self, job: Job, is_result: bool, outcome: Any) -> None:
        if not self._is_closed:
            self.inbox.put(Completion(job.pid, job.number, job.provided.name, is_result, outcome))

    # In the loop's thread

    def _loop_running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            threading.Thread(
                target=self._serve, args=(self._loop,), name="perdure-effects", daemon=True
            ).start()
        return self._loop

    @staticmethod
    def _serve(loop: asyncio.AbstractEventLoop) -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()
        loop.close()

    def _start_tasks(self, jobs: list[Job]) -> None:
        assert self._loop is not None
        for job in jobs:
            task = self._loop.create_task(self._await(job))
            self._tasks[job.pid, job.number] = task

    async def _await(self, job: Job) -> None:
        provided = job.provided
        try:
            if provided.takes_key:
                outcome = await provided.function(*job.arguments, key=job.key)
            else:
                outcome = await provided.function(*job.arguments)
        except asyncio.CancelledError as error:
            if self._is_closed or (job.pid, job.number) not in self._tasks:
                raise
            self._deliver(job, False, error)  # the function itself was cancelled
        except Exception as error:  # noqa: BLE001  (it goes to the program)
            self._deliver(job, False, error)
        else:
            self._deliver(job, True, outcome)
        finally:
            self._tasks.pop((job.pid, job.number), None)

    def _cancel_task(self, which: tuple[int, int]) -> None:
        task = self._tasks.pop(which, None)
        if task is not None:
            task.cancel()

    def _stop_loop(self) -> None:
        assert self._loop is not None
        loop = self._loop
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()

        async def leave() -> None:
            with contextlib.suppress(Exception):
                await asyncio.wait(tasks, timeout=1.0)
            loop.stop()

        if tasks:
            self._leaving = loop.create_task(leave())
        else:
            loop.stop()


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
