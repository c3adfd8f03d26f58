"""The phase that a worker is in, in bytes that outlive it.

A file mapped into the worker's memory and the tester's: the first byte is what the
driver does, the second how many effects run. So the tester can wait until a worker
is really driving, and say afterwards where each kill struck.

Read by: tests.kill.worker (writes), tests.kill.incarnations.
"""

from __future__ import annotations

import mmap
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

from perdure.image import Image

STARTING, OPENING, DRIVING, SLICE, COMMIT, COMMITTED, IDLE = range(7)
NAMES = (
    "starting",
    "opening the image",
    "between slices",
    "in a slice",
    "in a commit",
    "between a commit and what follows",
    "waiting",
)


class Phases:
    """The two bytes."""

    def __init__(self, file: Path) -> None:
        if not file.exists():
            file.write_bytes(bytes(2))
        with file.open("r+b") as opened:
            self._bytes = mmap.mmap(opened.fileno(), 2)

    @property
    def driver(self) -> int:
        return self._bytes[0]

    @driver.setter
    def driver(self, phase: int) -> None:
        self._bytes[0] = phase

    @property
    def effects(self) -> int:
        return self._bytes[1]

    @effects.setter
    def effects(self, count: int) -> None:
        self._bytes[1] = count

    def reset(self) -> None:
        """Before a worker is started."""
        self.driver, self.effects = STARTING, 0

    def name(self) -> str:
        """Where the driver is; where it only waits for effects, so says the name."""
        if self.driver == IDLE and self.effects:
            return "in an effect"
        return NAMES[self.driver]

    def close(self) -> None:
        self._bytes.close()


def watch(image: Image, phases: Phases) -> None:
    """Let an open image say what it does, by wrapping the steps of its driver."""

    def within(during: int, after: int, function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any) -> Any:
            phases.driver = during
            try:
                return function(*arguments)
            finally:
                phases.driver = after

        return step

    def set_(holder: Any, name: str, during: int, after: int) -> None:
        setattr(holder, name, within(during, after, getattr(holder, name)))

    set_(image.machine, "run", SLICE, DRIVING)
    set_(image.scheduler.transactions, "commit", COMMIT, COMMITTED)
    set_(image.clock, "wait", IDLE, DRIVING)
    wrap_effects(image, lambda: count(phases, 1), lambda: count(phases, -1))


def count(phases: Phases, change: int) -> None:
    """About right will do: effects run in several threads."""
    phases.effects = max(0, min(255, phases.effects + change))


def wrap_effects(image: Image, before: Callable[[], None], after: Callable[[], None]) -> None:
    """Call these before and after each effect, whether it gives a result or raises."""
    for key, provided in image.host.provided.items():
        if provided.is_effect:
            wrap = around_coroutine if provided.is_async else around
            if provided.is_stream:
                wrap = around_values
            wrapped = wrap(provided.function, before, after)
            image.host.provided[key] = replace(provided, function=wrapped)


def around(
    function: Callable[..., Any], before: Callable[[], None], after: Callable[[], None]
) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        before()
        try:
            return function(*arguments, **named)
        finally:
            after()

    return call


def around_coroutine(
    function: Callable[..., Any], before: Callable[[], None], after: Callable[[], None]
) -> Callable[..., Any]:
    async def call(*arguments: Any, **named: Any) -> Any:
        before()
        try:
            return await function(*arguments, **named)
        finally:
            after()

    return call


def around_values(
    function: Callable[..., Any], before: Callable[[], None], after: Callable[[], None]
) -> Callable[..., Any]:
    """The same for each value of an asynchronous generator."""

    async def call(*arguments: Any, **named: Any) -> AsyncGenerator[Any, None]:
        async with aclosing(function(*arguments, **named)) as generator:
            while True:
                before()
                try:
                    value = await generator.__anext__()
                except StopAsyncIteration:
                    return
                finally:
                    after()
                yield value

    return call
