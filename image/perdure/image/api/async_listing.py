"""The processes of an image as tasks see them, and those that are kept when they have ended.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.processes.listing import FrameInfo, ProcessInfo
from perdure.image.processes.versions import VersionInfo
from perdure.image.schema.history import Limit


class AsyncListing(AsyncBase):
    """The part of an AsyncImage for lists of processes, versions and limits."""

    async def processes(
        self,
        *,
        state: str | None = None,
        name: str | None = None,
        since: float | None = None,
        after: int | None = None,
        before: int | None = None,
        limit: int | None = None,
        label: Mapping[str, str | int] | None = None,
    ) -> list[ProcessInfo]:
        """Processes, the oldest first, a page of them where a limit is given; see Image."""

        def look(image: BlockingImage) -> list[ProcessInfo]:
            return image.processes(
                state=state,
                name=name,
                since=since,
                after=after,
                before=before,
                limit=limit,
                label=label,
            )

        return await asyncio.to_thread(look, self.driven())

    async def limits(self) -> dict[str, Limit]:
        """For how long, and how many, ended processes are kept of each kind."""
        return await self._ask(BlockingImage.limits)

    async def keep(self, kind: str, seconds: float | None = None, count: int | None = None) -> None:
        """Say so; see `Image.keep`."""
        await self._ask(BlockingImage.keep, kind, seconds, count)

    async def forget(self, *pids: int) -> None:
        """Have the image forget processes that have ended, at once; CannotForget."""
        await self._ask(BlockingImage.forget, *pids)

    async def forget_all(
        self, *, state: str | None = None, name: str | None = None, older: float = 0.0
    ) -> int:
        """Forget all that have ended, or those of a state and name; gives how many."""

        def forget(image: BlockingImage) -> int:
            return image.forget_all(state=state, name=name, older=older)

        return await asyncio.to_thread(forget, self.driven())

    async def process(self, pid: int) -> ProcessInfo:
        """NoSuchProcess where there is none of that pid."""
        return await self._ask(BlockingImage.process, pid)

    async def backtrace(self, pid: int) -> list[FrameInfo]:
        """The stack of the process: what it is doing, innermost procedure first, in words."""
        return await self._ask(BlockingImage.backtrace, pid)

    async def transcript(self, pid: int) -> str:
        """All that the process has printed."""
        return await self._ask(BlockingImage.transcript, pid)

    async def versions(self) -> list[VersionInfo]:
        """The versions of the program that have processes, and the current one."""
        return await asyncio.to_thread(self.driven().versions)

    async def drain(self, name: str | None = None) -> bool:
        """Wait until no process of an old version is left. See `Image.drain`."""
        while pids := await self._ask(BlockingImage.pids_of_version, name):
            for pid in pids:  # and once more, for what these have begun
                leaving = await self._ask(BlockingImage.watch_leaving, pid, name)
                await asyncio.wrap_future(leaving)
        return True
