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
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Any

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.foreign import Failure, failure_of
from perdure.image.conversion.plain import settled
from perdure.image.effects.lanes import Lanes
from perdure.image.effects.provided import Provided, run
from perdure.image.effects.telling import NOTHING, Telling, Told, telling
from perdure.image.effects.threads import Threads
from perdure.image.inbox import Inbox
from perdure.vm.dataclass import dataclass

#: Imported for the first coroutine: asyncio takes 20 ms, which most commands save.
LOOP_MODULE = "perdure.image.effects.loop"

STUCK = 5.0  #: seconds that a loop takes to hear of something where a coroutine blocks it
EVERY = 1.0  #: seconds between two commits of what one call tells
MANY = 64  #: threads that run what was given up, of which the log is told

logger = logging.getLogger("perdure")


@dataclass(slots=True, eq=False)
class Job:
    """One attempt at an effect."""

    pid: int
    number: int  #: the process's count of effects; tells a late result from a wanted one
    provided: Provided
    arguments: tuple[Any, ...]
    key: str
    step: tuple[str, int] | None = None  #: of a stream: its key, and how many values were taken
    attempt: int = 1  #: see perdure.image.effects.retry
    told: Told | None = None  #: the last that it, or an attempt before it, has told
    heard: float = 0.0  #: when it last told something, by `monotonic`
    noted: float = 0.0  #: when that was last put into the inbox
    has_news: bool = False  #: whether something is to be put there yet


@dataclass(frozen=True, slots=True)
class Completion:
    """The outcome of a job: see `run` of perdure.image.effects.provided."""

    pid: int
    number: int
    name: str
    is_result: bool
    outcome: Any  #: plain data, or a Failure
    told: Told | None = None  #: the last that the job has told


@dataclass(frozen=True, slots=True)
class Opened:
    """The outcome of a call that begins a stream; see perdure.image.engine.streaming."""

    library: str
    arguments: tuple[Any, ...]
    key: str
    ahead: int


@dataclass(frozen=True, slots=True)
class News:
    """A job has told something that is to be kept."""

    job: Job


class EffectRunner:
    """Runs jobs and puts their completions into the inbox."""

    def __init__(
        self,
        inbox: Inbox[Any],
        conversion: Conversion,
        application_loop: Any = None,
        most: int | None = None,
    ) -> None:
        """`application_loop` is an asyncio loop to run coroutines on; None: one of its own.

        No more than `most` functions run at once.
        """
        self.inbox = inbox
        self.conversion = conversion
        self.in_flight: dict[tuple[int, int], Job] = {}  #: touched by the driver alone
        self._lanes: Lanes[Job] = Lanes(most=most)
        self._threads = Threads(self._run)
        self._timing: Timing | None = None  #: made for the first that has a timeout
        self._loop: Any = None  #: an EventLoop, made for the first coroutine
        self._stuck: list[Any] = []  #: EventLoops that a coroutine blocks, or has
        self._making = threading.Lock()  #: of loops
        self._application_loop = application_loop
        self._is_closed = False
        self.has_streams = False  #: whether one was ever begun

    def start(self, jobs: list[Job]) -> None:
        """Begin these, or let them wait in their lanes; their intents have been committed."""
        for job in jobs:
            self.in_flight[job.pid, job.number] = job
        self._begin([job for job in jobs if self._lanes.admit(job)])

    def open_stream(self, job: Job, library: str) -> None:
        """Let the call have its outcome: nothing is run before the first value is wanted."""
        self.in_flight[job.pid, job.number] = job
        opened = Opened(library, job.arguments, job.key, job.provided.ahead)
        self.inbox.put(Completion(job.pid, job.number, job.provided.name, True, opened))

    def let_call(self, job: Job) -> None:
        """Let the driver call it, in the transaction of its outcome."""
        self.in_flight[job.pid, job.number] = job
        self.inbox.put(Completion(job.pid, job.number, job.provided.name, True, job))

    def ended(self, pids: list[int]) -> None:
        """These processes have ended: close the streams that they drew from."""
        if self.has_streams:
            self._loop.close_streams(pids)

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
            if job.provided.timeout is not None or job.provided.heartbeat is not None:
                self._made_timing().look()
            if job.provided.is_async:
                coroutines.append(job)
                self.has_streams |= job.step is not None
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
                    self._deliver, self.conversion, self._telling_of, self._application_loop
                )
            return self._loop

    def _run(self, job: Job) -> Job | None:
        """In one of the threads; gives what it is to run next."""
        telling.set(self._telling_of(job))
        is_result, outcome = run(job.provided, job.arguments, job.key, self.conversion, job.attempt)
        telling.set(None)
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
        if following is not None and following.provided is not job.provided:
            self._begin([following])  # where all have one limit; it may be a coroutine
            return None
        return following

    def _deliver(self, job: Job, is_result: bool, outcome: Any) -> None:
        """From the loop, mostly: what came of it."""
        is_wanted, following = self._lanes.finished(job)
        if is_wanted:
            self._put(job, is_result, outcome)
        if following is not None:
            self._begin([following])

    def _telling_of(self, job: Job) -> Telling:
        """The questions and news that the function has at hand."""

        def tell(details: Any, progress: Any) -> None:
            given = details if details is NOTHING else settled(self.conversion.plain(details))
            self._hear(job, given, progress)

        def last() -> Any:
            return None if job.told is None else self.conversion.decoded(job.told.details)

        return Telling(lambda: not self._lanes.is_running(job), tell, last)

    def _hear(self, job: Job, details: Any, progress: Any) -> None:
        """Take note of what it has told, and have the image do so, at most each EVERY seconds."""
        job.heard = now = monotonic()
        if details is NOTHING and progress is NOTHING:
            return
        told = job.told or Told()
        job.told = Told(
            told.details if details is NOTHING else details,
            told.progress if progress is NOTHING else progress,
        )
        if job.has_news or not self._lanes.is_running(job):
            return
        job.has_news = True
        if now - job.noted >= EVERY:
            self._note(job)
        else:
            self._made_timing().later(job, job.noted + EVERY)

    def _note(self, job: Job) -> None:
        job.noted, job.has_news = monotonic(), False
        if not self._is_closed and self._lanes.is_running(job):
            self.inbox.put(News(job))

    def _made_timing(self) -> Timing:
        with self._making:
            if self._timing is None:
                self._timing = Timing(self._lanes, self._expire, self._note)
            return self._timing

    def _expire(self, job: Job, text: str) -> None:
        """It has run for too long."""
        if self._give_up(job):
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
            name, told = job.provided.name, job.told
            self.inbox.put(Completion(job.pid, job.number, name, is_result, outcome, told))


class Timing:
    """A thread that waits for the next job to have run for too long, or to have news by then."""

    def __init__(
        self, lanes: Lanes[Job], expire: Callable[[Job, str], None], note: Callable[[Job], None]
    ) -> None:
        self._lanes = lanes
        self._expire = expire
        self._note = note
        self._later: deque[tuple[float, Job]] = deque()  #: whose news are due then, about in order
        self._news = threading.Event()
        self._is_closed = False
        threading.Thread(target=self._run, name="perdure-timeouts", daemon=True).start()

    def look(self) -> None:
        """A job with a timeout has begun."""
        self._news.set()

    def later(self, job: Job, moment: float) -> None:
        """Have its news noted at that moment."""
        self._later.append((moment, job))
        self._news.set()

    def close(self) -> None:
        self._is_closed = True
        self._news.set()

    def _run(self) -> None:
        while not self._is_closed:
            self._news.wait(self._pause())
            self._news.clear()
            for job, text in self._lanes.expired():
                self._expire(job, text)
            for moment, job in [self._later.popleft() for _ in range(len(self._later))]:
                if moment <= monotonic():
                    self._note(job)
                else:
                    self._later.append((moment, job))

    def _pause(self) -> float | None:
        """Seconds until there is something to do; None where there is nothing."""
        pause = self._lanes.until_expiry()
        if not self._later:
            return pause
        moments = [moment for moment, _ in list(self._later)]  # others put more there meanwhile
        later = max(0.0, min(moments) - monotonic())
        return later if pause is None else min(pause, later)
