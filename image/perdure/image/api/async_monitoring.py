"""Monitors in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import Mapping

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.monitoring import PAGE
from perdure.image.monitoring.members import MemberInfo
from perdure.image.monitoring.sampling import NEWEST, Counts, Place, Sample, Timer


class AsyncMonitoring(AsyncBase):
    """The part of an AsyncImage for monitors."""

    async def sample(
        self,
        *,
        order: str = NEWEST,
        state: str | None = None,
        name: str | None = None,
        label: Mapping[str, str | int] | None = None,
        start: Place | None = None,
        limit: int = PAGE,
    ) -> Sample:
        """A page of processes. See `Image.sample`."""
        return await self._ask(
            BlockingImage.sample,
            order=order,
            state=state,
            name=name,
            label=label,
            start=start,
            limit=limit,
        )

    async def counts(self) -> Counts:
        """How many processes there are. See `Image.counts`."""
        return await self._ask(BlockingImage.counts)

    async def timers(self, limit: int = PAGE) -> list[Timer]:
        """The next moments at which processes are due. See `Image.timers`."""
        return await self._ask(BlockingImage.timers, limit)

    async def members(self) -> list[MemberInfo]:
        """The openings of a shared image. See `Image.members`."""
        return await self._ask(BlockingImage.members)
