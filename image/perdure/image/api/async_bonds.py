"""Ends of processes, bonds between them, and supervisors, in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

import asyncio

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.bonding import CHILDREN, ChildInfo, ProcessEnd, children_from, end_of
from perdure.image.errors import NoSuchProcess


class AsyncBonds(AsyncBase):
    """The part of an AsyncImage for what becomes of processes together."""

    async def monitor(self, pid: int) -> ProcessEnd:
        """Wait for the end of a process, and tell what it was. See `Image.monitor`."""
        try:
            await asyncio.wrap_future(await self._ask(BlockingImage.watch, pid))
        except NoSuchProcess:
            return ProcessEnd(pid, "forgotten", None)
        return await self._ask(lambda image: end_of(pid, lambda: image.value(pid)))

    async def link(self, pid: int, other: int) -> None:
        """Have two processes end together. See `Image.link`."""
        await self._ask(BlockingImage.link, pid, other)

    async def unlink(self, pid: int, other: int) -> None:
        """Have the end of either be nothing to the other any more."""
        await self._ask(BlockingImage.unlink, pid, other)

    async def children(self, pid: int) -> list[ChildInfo]:
        """The children of a supervisor, which is not disturbed. See `Image.children`."""
        return children_from(await self._wanted(BlockingImage.answer, pid, CHILDREN, ()))
