"""Restarts of processes in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.engine.restarting import Restart
from perdure.image.engine.upgrading import Upgraded


class AsyncRestarts(AsyncBase):
    """The part of an AsyncImage for what has failed, or is parked by an error."""

    async def restarts(self, pid: int) -> list[Restart]:
        """The ways in which a process can go on. See `Image.restarts`."""
        return await self._ask(BlockingImage.restarts, pid)

    async def restart(self, pid: int, which: str | int, *values: Any) -> None:
        """Have it go on by one of them. See `Image.restart`."""
        await self._ask(BlockingImage.restart, pid, which, *values)

    async def upgrade(self, pid: int, texts: Mapping[str, str] | None = None) -> list[str]:
        """Move it to the new version of its program. See `Image.upgrade`."""
        return await self._ask(BlockingImage.upgrade, pid, texts)

    async def upgrade_all(self, texts: Mapping[str, str] | None = None) -> list[Upgraded]:
        """The same of all that stand. See `Image.upgrade_all`."""
        return await self._ask(BlockingImage.upgrade_all, texts)

    async def error_policy(self, pid: int | None = None) -> str:
        """The policy for errors that nobody handles. See `Image.error_policy`."""
        return await self._ask(BlockingImage.error_policy, pid)

    async def set_error_policy(self, policy: str | None, pid: int | None = None) -> None:
        """Set that. See `Image.set_error_policy`."""
        await self._ask(BlockingImage.set_error_policy, policy, pid)
