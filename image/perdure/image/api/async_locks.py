"""Mutexes and semaphores of an open image in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from types import TracebackType
from typing import Any, Self

from perdure.image.api.async_calling import AsyncCalling
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.locking import RELEASE, lock_info_of, not_held, refuse
from perdure.image.conversion.expected import ANYTHING
from perdure.image.errors import ImageError, ProcessEnded, ProcessFailed
from perdure.image.processes.lock_listing import LockInfo


class AsyncLocks(AsyncCalling):
    """The part of an AsyncImage for mutexes and semaphores that have a name."""

    async def mutex(self, name: str) -> AsyncLockHandle:
        """The mutex of that name, made where there is none. See `Image.mutex`."""
        found = await self._ask(BlockingImage.mutex, name)
        return AsyncLockHandle(self, name, found.kind)

    async def semaphore(self, name: str, permits: int = 1) -> AsyncLockHandle:
        """The semaphore of that name, made where there is none. See `Image.semaphore`."""
        found = await self._ask(BlockingImage.semaphore, name, permits)
        return AsyncLockHandle(self, name, found.kind)

    async def remove_lock(self, name: str) -> None:
        """Have no lock be known by that name. See `Image.remove_lock`."""
        await self._ask(BlockingImage.remove_lock, name)

    async def locks(self) -> list[LockInfo]:
        """The mutexes and semaphores that have names, in the order of these."""
        return await self._ask(BlockingImage.locks)

    async def release_lock(self, name: str, pid: int) -> None:
        """Have the process that holds the lock give it back. See `Image.release_lock`."""
        try:
            await self.send(pid, RELEASE)
            was_told = await self.result(pid)
        except (ProcessEnded, ProcessFailed):
            was_told = False
        if not was_told:
            refuse(name, pid)


class AsyncLockHandle:
    """A lock of an image, in the hands of a task: `AsyncImage.mutex` and `semaphore` give one."""

    __slots__ = ("_image", "kind", "name")

    def __init__(self, image: AsyncLocks, name: str, kind: str) -> None:
        self._image = image
        self.name = name
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name!r}>"

    async def acquire(
        self,
        timeout: float | None = None,  # noqa: ASYNC109  (the image's time, not the loop's)
        *,
        lease: float | None = None,
    ) -> AsyncHold:
        """Wait for the mutex, or a permit. See `LockHandle.acquire`.

        A task that is cancelled while it waits has nothing of the lock.
        """

        def submit(image: BlockingImage) -> tuple[Future[int], Future[Any]]:
            return image.submit_hold(self.name, timeout, lease)

        try:
            pid, was_abandoned = await self._image._called(submit, ANYTHING)
        except ProcessFailed as error:
            raise not_held(error) from error
        return AsyncHold(self._image, self.name, pid, was_abandoned)

    async def info(self) -> LockInfo:
        """The description of it, as of now. See `LockHandle.info`."""
        return lock_info_of(await self._image.locks(), self.name)


class AsyncHold:
    """A mutex or a permit that was acquired; an `async with` releases it at its end."""

    __slots__ = ("_image", "name", "pid", "was_abandoned")

    def __init__(self, image: AsyncLocks, name: str, pid: int, was_abandoned: bool) -> None:
        self._image = image
        self.name = name
        self.pid = pid
        self.was_abandoned = was_abandoned

    def __repr__(self) -> str:
        return f"<held {self.name!r} by process {self.pid}>"

    async def release(self) -> None:
        """Give it back. See `Hold.release`."""
        await self._image.release_lock(self.name, self.pid)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            await self.release()
        else:
            with suppress(ImageError):
                await self.release()
