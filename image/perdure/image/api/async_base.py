"""The ground that the parts of an AsyncImage stand upon.

Read by: perdure.image.api.aio, and the parts beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from perdure.image.api.blocking import BlockingImage

T = TypeVar("T")


class AsyncBase:
    """The image beneath, as its parts reach it; AsyncImage has the rest."""

    @property
    def blocking(self) -> BlockingImage:
        """The same image with blocking methods, for other threads than the loop's."""
        raise NotImplementedError

    def driven(self) -> BlockingImage:
        """The image, whose driver is there; for a thread that has several turns."""
        raise NotImplementedError

    async def _ask(self, method: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Have the thread that drives the image call it with the image."""
        raise NotImplementedError

    async def _called(
        self, submit: Callable[[BlockingImage], tuple[Future[int], Future[Any]]], expected: Any
    ) -> Any:
        """The result of the process that is begun so; cancelled, it cancels the process."""
        raise NotImplementedError
