"""An open image in an asyncio application.

    async with Image.open_async("shop.image", provides=[shop]) as image:
        total = await image.call("total", [3, 4, 5])

The image is driven by a thread of its own, so that neither the program nor a commit ever
keeps the loop waiting; what is asked of the image goes to that thread, and comes back as
a future. Effects that are coroutines run as tasks of the application's own loop.

Cancelling works both ways. Who waits for `call` and is cancelled has its process
cancelled before it goes on; a process that is cancelled raises ProcessCancelled where it is
waited for, and an effect of it that is running is cancelled.

Reads: perdure.image.image. Read by: whoever calls `Image.open_async`.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from perdure.image.conversion import Converter
from perdure.image.driver import Output
from perdure.image.errors import ImageClosed, ImageError, image_closed
from perdure.image.handles import Handle
from perdure.image.image import Image
from perdure.image.listing import FrameInfo, ProcessInfo
from perdure.image.uris import shown
from perdure.vm.values.data import Value

T = TypeVar("T")


class AsyncProcedure(Handle):
    """A procedure of an image: `await` its `call`, or `spawn` a process that calls it."""

    __slots__ = ("_asynchronous",)

    def __init__(self, image: AsyncImage, blocking: Image, procedure: Value) -> None:
        super().__init__(blocking, procedure)
        self._asynchronous = image

    async def call(self, *arguments: Any) -> Any:
        """Call it in a new process, and give the result."""
        return await self._asynchronous.call(self, *arguments)

    async def spawn(self, *arguments: Any) -> int:
        """Start a process that calls it; gives the pid."""
        return await self._asynchronous.spawn(self, *arguments)


class AsyncImage:
    """An image, for one asyncio loop: that on which it is opened. See `Image.open_async`."""

    def __init__(
        self, path: str | os.PathLike[str], provides: Iterable[Any] = (), **options: Any
    ) -> None:
        self._open = partial(Image.open, path, provides, **options)
        self._image: Image | None = None
        self._path = shown(os.fspath(path))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_output: Output | None = None

    # Opening and closing

    async def __aenter__(self) -> AsyncImage:
        self._loop = asyncio.get_running_loop()
        opening = asyncio.create_task(asyncio.to_thread(self._open))
        try:
            image = await asyncio.shield(opening)
        except asyncio.CancelledError:
            with suppress(ImageError):
                (await opening).close()
            raise
        self._image = image
        image.conversion.handle = partial(AsyncProcedure, self, image)
        image.effects.application_loop = self._loop
        if not image.read_only:
            image.start()
            await asyncio.to_thread(image.wait_started)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self, grace: float | None = None) -> None:
        """Put the image to sleep: let the effects that run end, commit, release it.

        After `grace` seconds (see `Image.open`) coroutines are cancelled. Effects that are cut
        off run again, under the same key, when it is next opened. Tasks that wait for a
        process get ImageClosed.
        """
        image, self._image = self._image, None
        if image is not None:
            await asyncio.shield(self._close(image, grace))

    async def _close(self, image: Image, grace: float | None) -> None:
        await asyncio.to_thread(image.close, grace)
        await image.effects.left()

    @property
    def blocking(self) -> Image:
        """The same image with blocking methods, for other threads than the loop's."""
        if self._image is None and self._loop is None:
            raise ImageClosed(
                f"image {self._path!r} is not open yet: `async with Image.open_async(...) as image`"
            )
        if self._image is None:
            raise image_closed(self._path)
        self._image.check_process()
        return self._image

    # Processes

    async def spawn(self, what: Any, *arguments: Any, name: str = "") -> int:
        """Start a process; gives its pid. See `Image.spawn`."""
        return await self._ask(Image.spawn, what, *arguments, name=name)

    async def spawn_many(
        self, what: Any, calls: Iterable[Iterable[Any]], *, name: str = ""
    ) -> list[int]:
        """Start a process for each of `calls`; gives the pids. See `Image.spawn_many`."""
        return await self._ask(Image.spawn_many, what, calls, name=name)

    async def call(self, what: Any, *arguments: Any, name: str = "") -> Any:
        """Start a process and wait for its result; cancelled, it cancels the process."""
        image = self.blocking
        image.check_driven()
        begun, ended = image.submit(what, *arguments, name=name)
        try:
            await asyncio.shield(asyncio.wrap_future(begun))
            return await asyncio.wrap_future(ended)
        except asyncio.CancelledError:
            if self._image is not None:
                pid = await asyncio.shield(asyncio.wrap_future(begun))
                await asyncio.shield(self._ask(Image.cancel, pid))
            raise

    async def result(self, pid: int) -> Any:
        """The result of a process, once it has ended.

        Raises ProcessFailed, ProcessCancelled, CannotConvert. Cancelled (by
        `asyncio.timeout`, say), it leaves the process as it is.
        """
        await asyncio.wrap_future(await self._ask(Image.watch, pid))
        return await self._ask(Image.value, pid)

    async def eval(self, text: str) -> Any:
        """The Python counterpart of the value of the text's last expression. Like `call`."""
        return await self.call(text)

    async def load(
        self,
        file: str | os.PathLike[str],
        search_path: Sequence[str | os.PathLike[str]] = (),
        *,
        again: bool = False,
    ) -> None:
        """Evaluate a file in the interaction environment, unless it is as it was loaded last.

        See `Image.load`.
        """
        await asyncio.to_thread(self.blocking.load, file, search_path, again=again)

    async def send(self, pid: int, message: Any) -> None:
        """Put a message into the mailbox of a process; ProcessEnded where it has ended."""
        await self._ask(Image.send, pid, message)

    async def complete(self, name: str, value: Any = None) -> None:
        """Give a value to the processes that `(await-external name)`; AlreadyCompleted."""
        await self._ask(Image.complete, name, value)

    async def awaited_names(self) -> list[str]:
        """The names that processes await now, and nobody has completed."""
        return await self._ask(Image.awaited_names)

    async def is_completed(self, name: str) -> bool:
        """Whether `complete` was called for that name."""
        return await self._ask(Image.is_completed, name)

    async def cancel(self, pid: int) -> None:
        """End the process where it stands. Who waits for it gets ProcessCancelled."""
        await self._ask(Image.cancel, pid)

    async def retry(self, pid: int, **value: Any) -> None:
        """Have a failed process go on. See `Image.retry`."""
        await self._ask(Image.retry, pid, **value)

    async def retry_all(self, *, name: str | None = None, error: str | None = None) -> list[int]:
        """The same for all that failed so. See `Image.retry_all`."""
        return await self._ask(Image.retry_all, name=name, error=error)

    async def register_converter(self, converter: Converter[Any]) -> None:
        """Let objects of a class come and go; see `Image.register_converter`."""
        await self._ask(Image.register_converter, converter)

    async def follow(self, pid: int) -> None:
        """Have `on_output` told what a process prints, also where others run it."""
        await self._ask(Image.follow, pid)

    async def unfollow(self, pid: int) -> None:
        """The end of `follow`, after what has been printed by now."""
        await self._ask(Image.unfollow, pid)

    # Looking

    async def processes(self) -> list[ProcessInfo]:
        """All processes, the oldest first."""
        return await self._ask(Image.processes)

    async def process(self, pid: int) -> ProcessInfo:
        """NoSuchProcess where there is none of that pid."""
        return await self._ask(Image.process, pid)

    async def backtrace(self, pid: int) -> list[FrameInfo]:
        """What the process is doing, innermost procedure first, in words."""
        return await self._ask(Image.backtrace, pid)

    async def transcript(self, pid: int) -> str:
        """All that the process has printed."""
        return await self._ask(Image.transcript, pid)

    async def changes(self, pause: float = 0.1) -> AsyncIterator[None]:
        """Goes on after something was committed, at most once in `pause` seconds.

        The first time is at once, so that the loop's body shows what there is.
        """
        loop, changed = asyncio.get_running_loop(), asyncio.Event()
        changed.set()

        def note() -> None:
            if not changed.is_set():
                loop.call_soon_threadsafe(changed.set)

        listener: Callable[[], None] = note
        image = self.blocking
        await self._ask(lambda image: image.watchers.listen(listener))
        try:
            while True:
                await changed.wait()
                changed.clear()
                if self._image is None:
                    return
                yield
                await asyncio.sleep(pause)
        finally:
            image.watchers.forget(listener)

    @property
    def on_output(self) -> Output | None:
        """Called on the loop with (pid, text) after each commit."""
        return self._on_output

    @on_output.setter
    def on_output(self, deliver: Output | None) -> None:
        loop = self._loop
        self._on_output = deliver
        if deliver is None or loop is None:
            self.blocking.on_output = None
            return
        self.blocking.on_output = lambda pid, text: discard(
            loop.call_soon_threadsafe(deliver, pid, text)
        )

    # Helpers

    async def _ask(self, method: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Have the thread that drives the image call it with the image."""
        image = self.blocking
        image.check_driven()
        return await asyncio.wrap_future(image.ask_soon(method, *arguments, **options))


def discard(result: object) -> None:
    """What a callback gives that gives nothing."""
