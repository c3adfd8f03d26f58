"""Streams: asynchronous generators of the application, from which values are drawn one by one.

Each runs in a task of its own from its beginning to its end, as what it has open (a connection, a
scope of a library's) expects; a job that wants its next value asks the task for that.

Imports asyncio. Read by: perdure.image.effects.loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any

from perdure.image.conversion.foreign import is_interrupt
from perdure.image.effects.telling import Telling, telling

Outcome = tuple[bool, Any]  #: (True, a list of the value, or an empty one at the end), or an error


class Stream:
    """One generator that is open; used in the loop's thread."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, begin: Callable[[], AsyncGenerator[Any, Any]]
    ) -> None:
        self.position = 0  #: how many values it had given, with those before it was begun
        self._begin = begin
        self._wanted: asyncio.Queue[tuple[asyncio.Future[Outcome], Telling]] = asyncio.Queue()
        self.task = loop.create_task(self._run())

    async def next(self, told: Telling) -> Outcome:
        """The next value; the stream ends with the job that waits for it, if that is cancelled."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._wanted.put_nowait((future, told))
        try:
            return await future
        except asyncio.CancelledError:
            self.task.cancel()
            raise

    async def _run(self) -> None:
        generator: AsyncGenerator[Any, Any] | None = None
        future: asyncio.Future[Outcome] | None = None
        try:
            while True:
                future, told = await self._wanted.get()
                telling.set(told)
                if generator is None:
                    generator = self._begin()
                value = await generator.__anext__()
                self.position += 1
                self._answer(future, True, [value])
        except StopAsyncIteration:
            self._answer(future, True, [])
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                if future is not None:
                    future.cancel()
                raise
            self._answer(future, False, error)  # the generator itself has raised it
        except BaseException as error:
            if is_interrupt(error):
                raise
            self._answer(future, False, error)
        finally:
            if generator is not None:
                with suppress(Exception, GeneratorExit):
                    await generator.aclose()

    def _answer(
        self, future: asyncio.Future[Outcome] | None, is_result: bool, outcome: Any
    ) -> None:
        if future is not None and not future.done():
            future.set_result((is_result, outcome))
