"""Schedules and queues of an image in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage

if TYPE_CHECKING:
    from perdure.image.processes.queue_listing import QueueInfo
    from perdure.image.processes.schedule_listing import ScheduleInfo


class AsyncScheduling(AsyncBase):
    """The part of an AsyncImage for schedules and queues."""

    async def schedule(
        self,
        name: str,
        what: Any,
        *arguments: Any,
        every: float | timedelta | None = None,
        days: int | None = None,
        cron: str | None = None,
        zone: str | None = None,
        anchor: float | datetime | None = None,
        missed: str | None = None,
        late: float | timedelta | None = None,
        overlap: str | None = None,
        jitter: float | timedelta | None = None,
        until: float | datetime | None = None,
        times: int | None = None,
        moment: bool = False,
    ) -> None:
        """Have processes started again and again. See `Image.schedule`."""
        await self._ask(
            BlockingImage.schedule,
            name,
            what,
            *arguments,
            every=every,
            days=days,
            cron=cron,
            zone=zone,
            anchor=anchor,
            missed=missed,
            late=late,
            overlap=overlap,
            jitter=jitter,
            until=until,
            times=times,
            moment=moment,
        )

    async def schedules(self) -> list[ScheduleInfo]:
        """All schedules, with their next times and last runs."""
        return await self._ask(BlockingImage.schedules)

    async def pause_schedule(self, name: str) -> None:
        """Have it start nothing until it is resumed."""
        await self._ask(BlockingImage.pause_schedule, name)

    async def resume_schedule(self, name: str) -> None:
        """Have it start runs again."""
        await self._ask(BlockingImage.resume_schedule, name)

    async def remove_schedule(self, name: str) -> None:
        """Forget it. Runs that have begun go on."""
        await self._ask(BlockingImage.remove_schedule, name)

    async def trigger_schedule(self, name: str) -> int:
        """Start a run at once, by hand; gives its pid."""
        return await self._ask(BlockingImage.trigger_schedule, name)

    async def queue(
        self,
        name: str,
        *,
        limit: int | None = None,
        key_limit: int | None = None,
        worker_limit: int | None = None,
        rate: tuple[int, float] | None = None,
        key_rate: tuple[int, float] | None = None,
    ) -> None:
        """Have a queue of that name, with these limits. See `Image.queue`."""
        await self._ask(
            BlockingImage.queue,
            name,
            limit=limit,
            key_limit=key_limit,
            worker_limit=worker_limit,
            rate=rate,
            key_rate=key_rate,
        )

    async def enqueue(
        self,
        queue: str,
        what: Any,
        *arguments: Any,
        key: str | None = None,
        priority: int = 0,
        delay: float | timedelta | None = None,
        dedup: str | None = None,
        dedup_for: float | timedelta | None = None,
        name: str = "",
        labels: Mapping[str, str | int] | None = None,
    ) -> int:
        """Make a job, a process that waits for its turn; gives its pid. See `Image.enqueue`."""
        return await self._ask(
            BlockingImage.enqueue,
            queue,
            what,
            *arguments,
            key=key,
            priority=priority,
            delay=delay,
            dedup=dedup,
            dedup_for=dedup_for,
            name=name,
            labels=labels,
        )

    async def remove_queue(self, name: str) -> None:
        """Forget a queue; ImageError where it has jobs."""
        await self._ask(BlockingImage.remove_queue, name)

    async def queues(self) -> list[QueueInfo]:
        """All queues, with how many jobs wait and run."""
        return await self._ask(BlockingImage.queues)
