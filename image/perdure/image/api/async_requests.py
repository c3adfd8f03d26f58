"""Requests of tasks to processes of an image: queries, signals, updates.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from typing import Any, TypeVar, overload

from perdure.image.api.asking import LIBRARY, NAME, PROCEDURE, check_can_reply, unanswered
from perdure.image.api.async_calling import AsyncCalling
from perdure.image.api.async_listing import AsyncListing
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.requests import ANSWER
from perdure.image.conversion.expected import ANYTHING
from perdure.image.errors import ProcessFailed

T = TypeVar("T")


class AsyncRequests(AsyncCalling, AsyncListing):
    """The part of an AsyncImage for what processes answer."""

    @overload
    async def query(self, pid: int, name: str, *arguments: Any) -> Any: ...
    @overload
    async def query(self, pid: int, name: str, *arguments: Any, type: type[T]) -> T: ...
    async def query(self, pid: int, name: str, *arguments: Any, type: Any = ANYTHING) -> Any:
        """The answer of a process, which is not disturbed. See `Image.query`."""
        return await self._wanted(BlockingImage.answer, pid, name, arguments, ANSWER, type)

    async def signal(self, pid: int, name: str, *arguments: Any) -> None:
        """Have a process handle a signal. See `Image.signal`."""
        await self._ask(BlockingImage.signal, pid, name, *arguments)

    @overload
    async def update(self, pid: int, name: str, *arguments: Any, id: str | None = None) -> Any: ...
    @overload
    async def update(
        self, pid: int, name: str, *arguments: Any, id: str | None = None, type: type[T]
    ) -> T: ...
    async def update(
        self, pid: int, name: str, *arguments: Any, id: str | None = None, type: Any = ANYTHING
    ) -> Any:
        """The result of an update of a process. See `Image.update`.

        Cancelled (by `asyncio.timeout`, say), it leaves the update as it is.
        """
        return await self.result(await self.begin_update(pid, name, *arguments, id=id), type=type)

    async def begin_update(
        self, pid: int, name: str, *arguments: Any, id: str | None = None
    ) -> int:
        """The pid of the process that does an update. See `Image.begin_update`."""
        return await self._wanted(BlockingImage.checked_update, pid, name, arguments, id)

    @overload
    async def request(self, pid: int, value: Any) -> Any: ...
    @overload
    async def request(self, pid: int, value: Any, *, type: type[T]) -> T: ...
    async def request(self, pid: int, value: Any, *, type: Any = ANYTHING) -> Any:
        """Send a process a request, and give its reply. See `Image.request`.

        For a time limit there is `asyncio.timeout`.
        """
        check_can_reply(await self.process(pid))
        asking = await self._ask(BlockingImage.procedure, PROCEDURE, LIBRARY)
        try:
            return await self.call(asking, pid, value, name=NAME, type=type)
        except ProcessFailed as error:
            raise unanswered(error, await self.process(pid)) from error

    async def complete(self, name: str, value: Any = None) -> None:
        """Give a value to the processes that `(await-external name)`; AlreadyCompleted."""
        await self._ask(BlockingImage.complete, name, value)

    async def awaited_names(self) -> list[str]:
        """The names that processes await now, and nobody has completed."""
        return await self._ask(BlockingImage.awaited_names)

    async def is_completed(self, name: str) -> bool:
        """Whether `complete` was called for that name."""
        return await self._ask(BlockingImage.is_completed, name)
