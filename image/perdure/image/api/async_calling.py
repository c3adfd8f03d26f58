"""Starting processes of an image in an asyncio application, and their results.

Read by: perdure.image.api.aio.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar, overload

from perdure.image.api.async_base import AsyncBase, in_thread
from perdure.image.api.blocking import BlockingImage
from perdure.image.conversion.convert import NOTHING
from perdure.image.conversion.expected import ANYTHING, checked_result
from perdure.image.processes.names import ALWAYS, EXISTING

T = TypeVar("T")


class AsyncCalling(AsyncBase):
    """The part of an AsyncImage that starts processes, and waits for them."""

    async def spawn(
        self,
        what: Any,
        *arguments: Any,
        name: str = "",
        unique: str | None = None,
        policy: str = EXISTING,
        reuse: str = ALWAYS,
        labels: Mapping[str, str | int] | None = None,
    ) -> int:
        """Start a process; gives its pid. See `Image.spawn`."""
        return await self._ask(
            BlockingImage.spawn,
            what,
            *arguments,
            name=name,
            unique=unique,
            policy=policy,
            reuse=reuse,
            labels=labels,
        )

    async def spawn_many(
        self, what: Any, calls: Iterable[Iterable[Any]], *, name: str = ""
    ) -> list[int]:
        """Start a process for each of `calls`; gives the pids. See `Image.spawn_many`."""
        return await self._ask(BlockingImage.spawn_many, what, calls, name=name)

    @overload
    async def call(self, what: Any, *arguments: Any, name: str = "") -> Any: ...
    @overload
    async def call(
        self,
        what: Any,
        *arguments: Any,
        name: str = "",
        type: type[T],
    ) -> T: ...
    async def call(
        self,
        what: Any,
        *arguments: Any,
        name: str = "",
        type: Any = ANYTHING,
    ) -> Any:
        """Start a process and wait for its result; cancelled, it cancels the process.

        For a time limit there is `asyncio.timeout`. See `Image.call`.
        """
        return await self._called(lambda image: image.submit(what, *arguments, name=name), type)

    @overload
    async def eval(self, text: str) -> Any: ...
    @overload
    async def eval(self, text: str, *, type: type[T]) -> T: ...
    async def eval(self, text: str, *, type: Any = ANYTHING) -> Any:
        """The Python counterpart of the value of the text's last expression.

        Cancelled, it cancels the process.
        """
        return await self._called(lambda image: image.submit_eval(text), type)

    @overload
    async def result(self, pid: int) -> Any: ...
    @overload
    async def result(self, pid: int, *, type: type[T]) -> T: ...
    async def result(self, pid: int, *, type: Any = ANYTHING) -> Any:
        """The result of a process, once it has ended. See `Image.result`.

        Cancelled (by `asyncio.timeout`, say), it leaves the process as it is.
        """
        await asyncio.wrap_future(await self._ask(BlockingImage.watch, pid))
        return checked_result(await self._ask(BlockingImage.value, pid), type, pid)

    async def load(
        self,
        file: str | os.PathLike[str],
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        again: bool = False,
        version: str = "",
    ) -> None:
        """Evaluate a file in the interaction environment, unless it is as it was loaded last.

        See `Image.load`.
        """
        load = partial(self.blocking.load, again=again, version=version)
        await asyncio.to_thread(load, file, search_path)

    async def set_labels(self, pid: int, labels: Mapping[str, str | int | None]) -> None:
        """Let the process have these labels, too. See `Image.set_labels`."""
        await self._ask(BlockingImage.set_labels, pid, labels)

    async def whereis(self, name: str, *, ended: bool = False) -> int | None:
        """The pid of the process that is registered under the name. See `Image.whereis`."""
        return await self._ask(BlockingImage.whereis, name, ended=ended)

    async def send(self, pid: int, message: Any) -> None:
        """Put a message into the mailbox of a process; ProcessEnded where it has ended."""
        await self._ask(BlockingImage.send, pid, message)

    async def retry(self, pid: int, *, value: Any = NOTHING) -> None:
        """Have a failed process go on. See `Image.retry`."""
        await self._ask(BlockingImage.retry, pid, value=value)

    async def retry_all(
        self,
        *,
        name: str | None = None,
        error: str | None = None,
        like: int | None = None,
        value: Any = NOTHING,
        text: str | None = None,
    ) -> list[int]:
        """The same for all that failed so. See `Image.retry_all`.

        Cancelled while a `text` is evaluated, it has none go on.
        """
        wanted: dict[str, Any] = {"name": name, "error": error, "like": like, "value": value}
        if text is None:
            return await self._ask(BlockingImage.retry_all, **wanted)
        image = self.driven()
        return await in_thread(image, lambda: image.retry_all(text=text, **wanted))
