"""Running effects: outside any transaction, and never on the driver's thread.

The life of an effect, and why each commit is needed:

1. The slice's transaction commits the intent: the process waits on an `Effect`
   (perdure.image.processes.waits.effect) whose `is_started` is false; the effect's number among the
   process's own gives the key.
2. Only then does the function run: async ones on one loop in a thread of its own, sync
   ones in threads; when there is room in its lane (perdure.image.effects.lanes).
3. Its outcome goes to the driver's inbox, and is committed with whatever the
   process does next, the next intent included: one commit an effect.

After a crash between 1 and 3 nobody can tell whether the function ran. So it
runs again, under the same key. For one declared `at_most_once` the driver
commits `is_started=True` between 1 and 2 (a second commit, shared by all that
start at that moment). Found so on opening, it is not run but raises an
`effect-interrupted` error; found without the mark, it surely never ran, and runs.

Read by: perdure.image.engine.driver, perdure.image.engine.starting.
"""

from __future__ import annotations

import importlib
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.foreign import Failure, failure_of
from perdure.image.effects.lanes import Lanes
from perdure.image.effects.provided import Provided, run
from perdure.image.effects.threads import Threads
from perdure.image.effects.wanted import calls

#: Imported for the first coroutine: asyncio takes 20 ms, which most commands save.
LOOP_MODULE = "perdure.image.effects.loop"

STUCK = 5.0  #: seconds that a loop takes to hear of something where a coroutine blocks it
MANY = 64  #: threads that run what was given up, of which the log is told

logger = logging.getLogger("perdure")


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at an effect."""

    pid: int
    number: int  #: the process's count of effects; tells a late result from a wanted one
    provided: Provided
    arguments: tuple[Any, ...]
    key: str
    attempt: int = 1  #: see perdure.image.effects.retry


@dataclass(frozen=True, slots=True)
class Completion:
    """The outcome of a job: see `run` of perdure.image.effects.provided."""

    pid: int
    number: int
    name: str
    is_result: bool
    outcome: Any  #: plain data, or a Failure


class EffectRunner:
    """Runs jobs and puts their completions into the inbox."""

    def __init__(
        self, inbox: SimpleQueue[Any], conversion: Conversion, application_loop: Any = None
    ) -> None:
        """`application_loop` is an asyncio loop to run coroutines on; None: one of its own."""
        self.inbox = inbox
        self.conversion = conversion
        self.in_flight: dict[tuple[int, int], Job] = {}  #: touched by the driver alone
        self._lanes: Lanes[Job] = Lanes()
        self._threads = Threads(self._run)
        self._timing: Timing | None = None  #: made for the first that has a timeout
        self._loop: Any = None  #: an EventLoop, made for the first coroutine
        self._stuck: list[Any] = []  #: EventLoops that a coroutine blocks, or has
        self._making = threading.Lock()  #: of loops
        self._application_loop = application_loop
        self._is_closed = False

    def start(self, jobs: list[Job]) -> None:
        """Begin these, or let them wait in their lanes; their intents have been committed."""
        for job in jobs:
            self.in_flight[job.pid, job.number] = job
        self._begin([job for job in jobs if self._lanes.admit(job)])

    def taken(self, completion: Completion) -> bool:
        """Note that the job is over; False where it was withdrawn before."""
        return self.in_flight.pop((completion.pid, completion.number), None) is not None

    def withdraw(self, pid: int, number: int) -> None:
        """Nobody wants the outcome any more.

        A coroutine is cancelled, a thread runs on; one that has not begun never does.
        """
        job = self.in_flight.pop((pid, number), None)
        if job is not None:
            self._give_up(job)

    def take_back(self) -> list[Job]:
        """Those that have not begun; they will not."""
        found = self._lanes.clear_waiting()
        for job in found:
            self.in_flight.pop((job.pid, job.number), None)
        return found

    async def left(self) -> None:
        """On the application's loop, after `close`: wait until its coroutines have ended."""
        if self._loop is not None:
            await self._loop.left()

    def close(self) -> None:
        if self._is_closed:
            return
        self._is_closed = True
        self._lanes.clear_waiting()
        self._threads.close()
        if self._timing is not None:
            self._timing.close()
        for loop in (self._loop, *self._stuck):
            if loop is not None:
                loop.close()

    # In any thread

    def _begin(self, jobs: list[Job]) -> None:
        """These have been admitted."""
        coroutines: list[Job] = []
        for job in jobs:
            if job.provided.timeout is not None:
                if self._timing is None:
                    self._timing = Timing(self._lanes, self._expire)
                self._timing.look()
            if job.provided.is_async:
                coroutines.append(job)
                continue
            try:
                self._threads.submit(job)
            except RuntimeError as error:
                self._deliver(job, False, failure_of(error))
        if coroutines:
            self._made_loop().start(coroutines)

    def _made_loop(self) -> Any:
        with self._making:
            if self._loop is None:
                self._loop = importlib.import_module(LOOP_MODULE).EventLoop(
                    self._deliver, self.conversion, self._application_loop
                )
            return self._loop

    def _run(self, job: Job) -> Job | None:
        """In one of the threads; gives what it is to run next."""
        calls.is_given_up = lambda: not self._lanes.is_running(job)
        is_result, outcome = run(job.provided, job.arguments, job.key, self.conversion, job.attempt)
        calls.is_given_up = None
        is_wanted, following = self._lanes.finished(job)
        if is_wanted:
            self._put(job, is_result, outcome)
        else:
            self._threads.came_back()
            if not self._is_closed:
                what = "with a result" if is_result else "with an error"
                logger.info(
                    "%r of process %d, key %s, was given up and has ended all the same, %s: %.200r",
                    job.provided.name,
                    job.pid,
                    job.key,
                    what,
                    outcome,
                )
        return following

    def _deliver(self, job: Job, is_result: bool, outcome: Any) -> None:
        """From the loop, mostly: what came of it."""
        is_wanted, following = self._lanes.finished(job)
        if is_wanted:
            self._put(job, is_result, outcome)
        if following is not None:
            self._begin([following])

    def _expire(self, job: Job) -> None:
        """It has run for too long."""
        if self._give_up(job):
            text = f"no outcome within {job.provided.timeout:g} seconds"
            retry = job.provided.retry
            pause = None if retry is None else retry.pause_after(job.attempt, TimeoutError(text))
            self._put(job, False, Failure("timeout", text, pause=pause))

    def _give_up(self, job: Job) -> bool:
        """Wait for it no longer; False where it was over already, or had not begun."""
        had_begun, following = self._lanes.give_up(job)
        if had_begun and job.provided.is_async:
            self._cancel(job)
        elif had_begun:
            count = self._threads.lose()
            if count % MANY == 0:
                logger.warning(
                    "%d threads run effects that were given up, %r the latest; "
                    "they end when its function returns",
                    count,
                    job.provided.name,
                )
        if following is not None:
            self._begin([following])
        return had_begun

    def _cancel(self, job: Job) -> None:
        """Cancel a coroutine. One that does not await blocks its loop: the rest go on elsewhere."""
        loop = self._made_loop()
        heards = [each.cancel(job) for each in (loop, *self._stuck)]
        if not loop.is_ours:
            return

        def look() -> None:
            if not heards[0].wait(STUCK):
                self._replace(loop, job)

        threading.Thread(target=look, name="perdure-effects-watch", daemon=True).start()

    def _replace(self, loop: Any, job: Job) -> None:
        with self._making:
            if self._loop is not loop or self._is_closed:
                return
            self._loop = None
            self._stuck.append(loop)
        logger.warning(
            "the loop of coroutines is blocked, by %r it seems, which was given up; "
            "those that have not begun run on another",
            job.provided.name,
        )
        waiting = loop.take_back()
        if waiting:
            self._made_loop().start(waiting)

    def _put(self, job: Job, is_result: bool, outcome: Any) -> None:
        if not self._is_closed:
            self.inbox.put(Completion(job.pid, job.number, job.provided.name, is_result, outcome))


class Timing:
    """A thread that waits for the next job to have run for too long."""

    def __init__(self, lanes: Lanes[Job], expire: Callable[[Job], None]) -> None:
        self._lanes = lanes
        self._expire = expire
        self._news = threading.Event()
        self._is_closed = False
        threading.Thread(target=self._run, name="perdure-timeouts", daemon=True).start()

    def look(self) -> None:
        """A job with a timeout has begun."""
        self._news.set()

    def close(self) -> None:
        self._is_closed = True
        self._news.set()

    def _run(self) -> None:
        while not self._is_closed:
            self._news.wait(self._lanes.until_expiry())
            self._news.clear()
            for job in self._lanes.expired():
                self._expire(job)
