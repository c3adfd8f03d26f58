"""Coroutines of effects: on the application's asyncio loop, or one in a thread of its own.

Read by: perdure.image.effects.runner.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from perdure.image.conversion.converters import Conversion
from perdure.image.conversion.foreign import attempt, is_interrupt, told
from perdure.image.effects.provided import cannot_pass, prepared, taken
from perdure.image.effects.runner import Job
from perdure.image.effects.streams import Stream
from perdure.image.effects.telling import Telling, telling
from perdure.image.errors import CannotConvert

logger = logging.getLogger("perdure")

Deliver = Callable[[Job, bool, Any], None]  #: (job, whether a result, plain data or Failure)


class EventLoop:
    """Runs jobs that are coroutines. Its methods may be called from any thread."""

    LEAVE = 1.0  #: seconds that cancelled coroutines have to end
    ENDING = 0.25  #: seconds after which an application's loop is not about to end

    def __init__(
        self,
        deliver: Deliver,
        conversion: Conversion,
        telling_of: Callable[[Job], Telling],
        application_loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._deliver = deliver
        self._conversion = conversion
        self._telling_of = telling_of
        self.is_ours = application_loop is None
        self._loop = application_loop or asyncio.new_event_loop()
        self._tasks: dict[tuple[int, int], asyncio.Task[None]] = {}  #: of the loop's thread
        self._streams: dict[int, Stream] = {}  #: by the pid of the process that draws from it
        self._leaving: asyncio.Task[None] | None = None
        self._is_stopped = False
        self._posted: dict[int, Job] = {}  #: that have not begun, by their ids
        if self.is_ours:
            threading.Thread(target=self._serve, name="perdure-effects", daemon=True).start()

    def start(self, jobs: list[Job]) -> None:
        self._posted.update((id(job), job) for job in jobs)
        self._soon(self._start, jobs)

    def cancel(self, job: Job) -> threading.Event:
        """Gives what is set once the loop has heard of it."""
        heard = threading.Event()
        self._soon(self._cancel, job, heard)
        return heard

    def take_back(self) -> list[Job]:
        """The jobs that have not begun; they will not, here."""
        found = []
        while self._posted:
            with contextlib.suppress(KeyError):  # it begins just now
                found.append(self._posted.popitem()[1])
        return found

    def close_streams(self, pids: list[int]) -> None:
        """Close those from which these processes drew."""
        self._soon(self._close_streams, pids)

    def close(self) -> None:
        self._soon(self._stop)

    def _soon(self, function: Callable[..., None], *arguments: Any) -> None:
        # The application's loop may be closed already: then its effects wait for the next.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function, *arguments)

    async def left(self) -> None:
        """On the application's loop, after `close`: wait until all have ended."""
        await asyncio.sleep(0)  # `_stop` is called before
        if self._leaving is not None:
            await self._leaving

    # In the loop's thread

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        while not self._is_stopped:
            # It ends before, too: by a SystemExit of a task that an effect has begun, say.
            is_stopped, error = attempt(self._loop.run_forever)
            if not is_stopped:
                logger.error("a task of an effect: %s", told(error), exc_info=error)
        self._loop.close()

    def _start(self, jobs: list[Job]) -> None:
        for job in jobs:
            if self._posted.pop(id(job), None) is None:
                continue
            self._tasks[job.pid, job.number] = self._loop.create_task(self._await(job))

    async def _await(self, job: Job) -> None:
        telling.set(self._telling_of(job))
        try:
            found = await self._outcome_of(job)
            if found is not None:
                self._deliver(job, *found)
        finally:
            self._tasks.pop((job.pid, job.number), None)

    async def _outcome_of(self, job: Job) -> tuple[bool, Any] | None:
        """The outcome of a job; None where it is to be said later, or never.

        Whatever the coroutine raises is caught here: asyncio would end the loop, and with it
        all other coroutines, after a SystemExit or KeyboardInterrupt.
        """
        conversion, retry, number = self._conversion, job.provided.retry, job.attempt
        given = job.arguments if job.step is None else job.arguments[:-1]
        try:
            arguments, keywords = prepared(job.provided, given, job.key, conversion)
            if job.step is not None:
                count = job.step[1]
                last = conversion.decoded(job.arguments[-1]) if count else None
                news: dict[str, Any] = {"after": count, "last": last}
                keywords |= {name: news[name] for name in job.provided.takes}
        except CannotConvert as error:
            return False, cannot_pass(error)
        try:
            begin = partial(job.provided.function, *arguments, **keywords)
            result = await (begin() if job.step is None else self._next_of(job, begin))
        except asyncio.CancelledError as error:
            if (job.pid, job.number) not in self._tasks:
                raise  # withdrawn: nobody waits for it
            outcome = taken(False, error, conversion, retry, number)
            task = asyncio.current_task()
            if self.is_ours or task is None or not task.cancelling():
                return outcome  # nobody but the function itself has cancelled it
            # The application cancels tasks where its loop ends. If this one goes on for a while
            # it was the function; else it runs again when the image is next opened.
            self._loop.call_later(self.ENDING, self._deliver, job, *outcome)
            return None
        except BaseException as error:
            if is_interrupt(error):
                raise
            return taken(False, error, conversion, retry, number)
        return taken(True, result, conversion, retry, number)

    async def _next_of(self, job: Job, begin: Callable[[], Any]) -> Any:
        """A list of the next value of a stream; it is begun where it does not stand there."""
        assert job.step is not None
        stream, count = self._streams.get(job.pid), job.step[1]
        if stream is None or stream.position != count:
            self._close_streams([job.pid])
            stream = self._streams[job.pid] = Stream(self._loop, begin)
            stream.position = count
        is_result, outcome = await stream.next(self._telling_of(job))
        if not is_result:
            self._close_streams([job.pid])
            raise outcome
        return outcome

    def _close_streams(self, pids: list[int]) -> None:
        for pid in pids:
            stream = self._streams.pop(pid, None)
            if stream is not None:
                stream.task.cancel()

    def _cancel(self, job: Job, heard: threading.Event) -> None:
        heard.set()
        self._posted.pop(id(job), None)
        task = self._tasks.pop((job.pid, job.number), None)
        if task is not None:
            task.cancel()

    def _stop(self) -> None:
        tasks = [*self._tasks.values(), *[stream.task for stream in self._streams.values()]]
        self._streams.clear()
        self._tasks.clear()
        for task in tasks:
            task.cancel()

        async def leave() -> None:
            if tasks:
                with contextlib.suppress(Exception):
                    await asyncio.wait(tasks, timeout=self.LEAVE)
            self._is_stopped = True
            if self.is_ours:
                self._loop.stop()

        self._leaving = self._loop.create_task(leave())
