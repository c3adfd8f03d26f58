"""Breakpoints in an asyncio application.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

from perdure.image.api.async_base import AsyncBase
from perdure.image.api.blocking import BlockingImage
from perdure.image.processes.breakpoints import ANY, Breakpoint


class AsyncBreakpoints(AsyncBase):
    """The part of an AsyncImage for breakpoints."""

    async def breakpoints(self) -> list[Breakpoint]:
        """The breakpoints of the image. See `Image.breakpoints`."""
        return await self._ask(BlockingImage.breakpoints)

    async def set_breakpoint(self, where: str, condition: str = "") -> int:
        """Have processes stop there. See `Image.set_breakpoint`."""
        return await self._ask(BlockingImage.set_breakpoint, where, condition)

    async def break_on(self, kind: str = ANY, predicate: str = "") -> int:
        """Have processes stop where such a condition is raised. See `Image.break_on`."""
        return await self._ask(BlockingImage.break_on, kind, predicate)

    async def delete_breakpoint(self, number: int) -> None:
        """Have none stop there any more. See `Image.delete_breakpoint`."""
        await self._ask(BlockingImage.delete_breakpoint, number)
