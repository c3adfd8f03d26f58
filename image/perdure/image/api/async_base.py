"""The ground that the parts of an AsyncImage stand upon.

Read by: perdure.image.api.aio, and the parts beside it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from perdure.image.api.begun import BEGUN, Begun
from perdure.image.api.blocking import BlockingImage
from perdure.image.errors import ImageError

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

    async def _wanted(self, method: Callable[..., T], *arguments: Any) -> T:
        """The result of a method that has several turns, called in a thread of its own.

        It is given the image, and a function that says whether it is still wanted: once the task
        that waits for it is cancelled, it is not, and it ends after its present turn.
        """
        is_given_up = threading.Event()

        def is_wanted() -> bool:
            return not is_given_up.is_set()

        try:
            return await asyncio.to_thread(method, self.driven(), is_wanted, *arguments)
        finally:
            is_given_up.set()

    async def _called(
        self, submit: Callable[[BlockingImage], tuple[Future[int], Future[Any]]], expected: Any
    ) -> Any:
        """The result of the process that is begun so; cancelled, it cancels the process."""
        raise NotImplementedError


async def in_thread(image: BlockingImage, work: Callable[[], T]) -> T:
    """Do that in a thread; what is evaluated for it is cancelled where the task is."""
    begun = Begun(lambda pid: image.ask_soon(_cancel, pid))
    token = BEGUN.set(begun)
    try:
        return await asyncio.to_thread(work)
    except asyncio.CancelledError:
        begun.leave()
        raise
    finally:
        BEGUN.reset(token)


def _cancel(image: BlockingImage, pid: int) -> None:
    try:
        image.cancel(pid)
    except ImageError:
        return  # it has ended, and is forgotten
