"""Channels of an open image in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Any

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.channeling import info_of, seconds, taken, untaken
from perdure.image.conversion.expected import ANYTHING
from perdure.image.errors import ChannelClosed, ProcessFailed
from perdure.image.processes.channel_listing import ChannelInfo


class AsyncChannels(AsyncBase):
    """The part of an AsyncImage for channels that have a name."""

    async def channel(self, name: str, *, capacity: int | None = None) -> AsyncChannelHandle:
        """The channel of that name, made where there is none. See `Image.channel`."""
        await self._ask(BlockingImage.channel, name, capacity=capacity)
        return AsyncChannelHandle(self, name)

    async def remove_channel(self, name: str) -> None:
        """Have no channel be known by that name. See `Image.remove_channel`."""
        await self._ask(BlockingImage.remove_channel, name)

    async def channels(self) -> list[ChannelInfo]:
        """The channels that have names, in the order of these."""
        return await self._ask(BlockingImage.channels)


class AsyncChannelHandle:
    """A channel of an image, in the hands of a task: `AsyncImage.channel` gives one.

    A task that is cancelled while it waits, by `asyncio.timeout` say, has its process cancelled.
    One that has just taken a value then has lost it, so a `timeout` is better given to `get`.
    """

    __slots__ = ("_image", "name")

    def __init__(self, image: AsyncChannels, name: str) -> None:
        self._image = image
        self.name = name

    def __repr__(self) -> str:
        return f"<channel {self.name!r}>"

    async def put(self, value: Any, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Put a value in, waiting for room. See `ChannelHandle.put`."""
        await self._do("put", value, *seconds(timeout))

    async def get(
        self,
        timeout: float | None = None,  # noqa: ASYNC109  (the image's time, not the loop's)
        *,
        type: Any = ANYTHING,
    ) -> Any:
        """The next value, waiting for one. See `ChannelHandle.get`."""
        return taken(await self._do("take", *seconds(timeout)), self.name, type)

    async def close(self) -> None:
        """Let nobody put any more; what is in it can still be taken."""
        await self._do("close")

    async def info(self) -> ChannelInfo:
        """The description of it, as of now. See `ChannelHandle.info`."""
        return info_of(await self._image.channels(), self.name)

    async def __aiter__(self) -> AsyncIterator[Any]:
        """The values, as they come, until it is closed and empty."""
        while True:
            try:
                value = await self.get()
            except ChannelClosed:
                return
            yield value

    async def _do(self, doing: str, *arguments: Any) -> Any:
        def submit(image: BlockingImage) -> tuple[Future[int], Future[Any]]:
            return image.submit_use(doing, self.name, *arguments)

        try:
            return await self._image._called(submit, ANYTHING)
        except ProcessFailed as error:
            raise untaken(error, self.name) from error
