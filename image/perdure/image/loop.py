"""Coroutines of effects: on the application's asyncio loop, or one in a thread of its own.

Read by: perdure.image.effects.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

from perdure.image.effects import Job

Deliver = Callable[[Job, bool, Any], None]  #: (job, whether a result, result or exception)


class EventLoop:
    """Runs jobs that are coroutines. Its methods may be called from any thread."""

    LEAVE = 1.0  #: seconds that cancelled coroutines have to end

    def __init__(
        self, deliver: Deliver, application_loop: asyncio.AbstractEventLoop | None = None
    ) -> None:
        self._deliver = deliver
        self._is_ours = application_loop is None
        self._loop = application_loop or asyncio.new_event_loop()
        self._tasks: dict[tuple[int, int], asyncio.Task[None]] = {}  #: of the loop's thread
        self._leaving: asyncio.Task[None] | None = None
        if self._is_ours:
            threading.Thread(target=self._serve, name="perdure-effects", daemon=True).start()

    def start(self, jobs: list[Job]) -> None:
        self._loop.call_soon_threadsafe(self._start, jobs)

    def cancel(self, job: Job) -> None:
        self._loop.call_soon_threadsafe(self._cancel, job.pid, job.number)

    def close(self) -> None:
        with contextlib.suppress(RuntimeError):  # the application's loop is closed already
            self._loop.call_soon_threadsafe(self._stop)

    async def left(self) -> None:
        """On the application's loop, after `close`: wait until all have ended."""
        await asyncio.sleep(0)  # `_stop` is called before
        if self._leaving is not None:
            await self._leaving

    # In the loop's thread

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.close()

    def _start(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._tasks[job.pid, job.number] = self._loop.create_task(self._await(job))

    async def _await(self, job: Job) -> None:
        provided = job.provided
        try:
            if provided.takes_key:
                outcome = await provided.function(*job.arguments, key=job.key)
            else:
                outcome = await provided.function(*job.arguments)
        except asyncio.CancelledError as error:
            if (job.pid, job.number) not in self._tasks:
                raise  # withdrawn: nobody waits for it
            self._deliver(job, False, error)
        except Exception as error:  # noqa: BLE001  (it goes to the program)
            self._deliver(job, False, error)
        else:
            self._deliver(job, True, outcome)
        finally:
            self._tasks.pop((job.pid, job.number), None)

    def _cancel(self, pid: int, number: int) -> None:
        task = self._tasks.pop((pid, number), None)
        if task is not None:
            task.cancel()

    def _stop(self) -> None:
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()

        async def leave() -> None:
            if tasks:
                with contextlib.suppress(Exception):
                    await asyncio.wait(tasks, timeout=self.LEAVE)
            if self._is_ours:
                self._loop.stop()

        self._leaving = self._loop.create_task(leave())
