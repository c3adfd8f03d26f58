"""The board in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.boarding import AUTHOR
from perdure.image.processes.board import MOST, Said


class AsyncBoarding(AsyncBase):
    """The part of an AsyncImage for its board."""

    async def say(self, text: str, author: str = AUTHOR) -> None:
        """Put a text on the board. See `Image.say`."""
        await self._ask(BlockingImage.say, text, author)

    async def said(self, after: int | None = None, limit: int = MOST) -> list[Said]:
        """The last entries of the board. See `Image.said`."""
        return await self._ask(BlockingImage.said, after, limit)
