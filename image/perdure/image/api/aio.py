"""An open image in an asyncio application.

    async with Image.open_async("shop.image", provides=[shop]) as image:
        total = await image.call("total", [3, 4, 5])

The image is driven by a thread of its own, so that neither the program nor a commit ever
keeps the loop waiting; what is asked of the image goes to that thread, and comes back as
a future. Effects that are coroutines run as tasks of the application's own loop.

Cancelling works both ways. A task that waits for `call` and is cancelled has its process
cancelled before it goes on; a process that is cancelled raises ProcessCancelled where it is
waited for, and an effect of it that is running is cancelled.

Reads: perdure.image.api.blocking. Read by: perdure.image.api.image.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import Future
from contextlib import AbstractContextManager, suppress
from functools import partial
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, overload

from perdure.image.api.arguments import with_told_arguments
from perdure.image.api.async_boarding import AsyncBoarding
from perdure.image.api.async_bonds import AsyncBonds
from perdure.image.api.async_breakpoints import AsyncBreakpoints
from perdure.image.api.async_channels import AsyncChannels
from perdure.image.api.async_locks import AsyncLocks
from perdure.image.api.async_monitoring import AsyncMonitoring
from perdure.image.api.async_requests import AsyncRequests
from perdure.image.api.async_restarts import AsyncRestarts
from perdure.image.api.async_scheduling import AsyncScheduling
from perdure.image.api.async_tools import AsyncTools
from perdure.image.api.blocking import LOOK_AGAIN, BlockingImage
from perdure.image.api.loop_calls import LoopCalls
from perdure.image.api.session import Application
from perdure.image.conversion.converters import Converter
from perdure.image.conversion.expected import ANYTHING, checked_result
from perdure.image.conversion.handles import Handle
from perdure.image.engine.driver import Output
from perdure.image.errors import ImageClosed, ImageError, image_closed
from perdure.image.processes.cancelling import CLEANUP
from perdure.image.processes.requests import Progress
from perdure.image.storage.uris import shown
from perdure.vm.objects.data import Value

T = TypeVar("T")
P = ParamSpec("P")


class AsyncProcedure(Handle):
    """A procedure of an image: `await` its `call`, or `spawn` a process that calls it."""

    __slots__ = ("_asynchronous",)

    def __init__(self, image: AsyncImage, blocking: BlockingImage, procedure: Value) -> None:
        super().__init__(blocking, procedure)
        self._asynchronous = image

    @overload
    async def call(self, *arguments: Any) -> Any: ...
    @overload
    async def call(self, *arguments: Any, type: type[T]) -> T: ...

    async def call(self, *arguments: Any, type: Any = ANYTHING) -> Any:
        """Call it in a new process, and give the result. See `Image.result`."""
        return await self._asynchronous.call(self, *arguments, type=type)

    async def spawn(self, *arguments: Any) -> int:
        """Start a process that calls it; gives the pid."""
        return await self._asynchronous.spawn(self, *arguments)


@with_told_arguments
class AsyncImage(
    AsyncRequests,
    AsyncScheduling,
    AsyncChannels,
    AsyncLocks,
    AsyncBonds,
    AsyncRestarts,
    AsyncBreakpoints,
    AsyncBoarding,
    AsyncMonitoring,
    AsyncTools,
):
    """An image, for one asyncio loop: that on which it is opened. See `Image.open_async`."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        opening: Callable[..., BlockingImage],
        *given: Any,
        **options: Any,
    ) -> None:
        """`opening` opens an image for an Application; with its other arguments."""
        self._open = partial(opening, path, *given, **options)
        self._image: BlockingImage | None = None
        self._path = shown(os.fspath(path))
        self._loop: asyncio.AbstractEventLoop | None = None
        self._calls: LoopCalls | None = None
        self._on_output: Output | None = None
        self._on_input: Callable[[int], None] | None = None
        self._on_end: Callable[[int], None] | None = None
        self._on_progress: Callable[[int, Progress], None] | None = None

    def __repr__(self) -> str:
        missing = "" if self._image is not None else ", closed" if self._loop else ", not open yet"
        return f"<{type(self).__name__} {self._path!r}{missing}>"

    # Opening and closing

    def __await__(self) -> Generator[Any, None, AsyncImage]:
        """Open it; for where no `async with` can stand, as in a notebook."""
        return self.__aenter__().__await__()

    async def __aenter__(self) -> AsyncImage:
        if self._loop is not None:
            raise ImageError(
                f"image {self._path!r} was opened by this already; "
                "`Image.open_async` opens it once more"
            )
        self._loop = asyncio.get_running_loop()
        self._calls = LoopCalls(self._loop)
        application = Application(partial(AsyncProcedure, self), self._loop)
        opening = asyncio.create_task(asyncio.to_thread(self._open, application=application))
        try:
            image = await asyncio.shield(opening)
        except asyncio.CancelledError:
            with suppress(ImageError):
                (await opening).close()
            raise
        self._image = image
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

    async def _close(self, image: BlockingImage, grace: float | None) -> None:
        await asyncio.to_thread(image.close, grace)
        await image.effects.left()

    async def crash(self) -> None:
        """End here and now, as if this Python process had been killed. See `Image.crash`."""
        image = self.blocking
        self._image = None
        await asyncio.to_thread(image.crash)
        await image.effects.left()

    async def advance(self, **duration: float) -> None:
        """Let a simulated clock's time pass; best one that stands. See `Image.advance`."""
        await asyncio.to_thread(partial(self.driven().advance, **duration))

    def replace(
        self, library: str = "", /, **functions: Callable[..., Any]
    ) -> AbstractContextManager[None]:
        """While inside, a plain `with`, call these functions instead. See `Image.replace`."""
        return self.blocking.replace(library, **functions)

    @property
    def blocking(self) -> BlockingImage:
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

    async def _called(
        self,
        submit: Callable[[BlockingImage], tuple[Future[int], Future[Any]]],
        expected: Any,
    ) -> Any:
        image = self.blocking
        image.check_driven()
        begun, ended = submit(image)
        try:
            with image.storage_told("call"):
                pid = await asyncio.shield(self._awaited(begun))
                # In its turn, also where it is there: what was printed before is told before.
                return checked_result(await self._awaited(ended), expected, pid)
        except asyncio.CancelledError:
            if self._image is not None:
                pid = await asyncio.shield(self._awaited(begun))
                await asyncio.shield(self._ask(BlockingImage.cancel, pid))
            raise

    async def cancel(self, pid: int, grace: float = CLEANUP) -> None:
        """Have the process clean up, within `grace` seconds, and end. See `Image.cancel`."""
        await self._ask(BlockingImage.cancel, pid, grace)

    async def kill(self, pid: int) -> None:
        """End the process where it stands; it cleans up nothing."""
        await self._ask(BlockingImage.kill, pid)

    async def park(self, pid: int) -> None:
        """Let the process stand where it is until `resume`. See `Image.park`."""
        await self._ask(BlockingImage.park, pid)

    async def resume(self, pid: int) -> None:
        """Let a parked process go on. Nothing where it is not parked."""
        await self._ask(BlockingImage.resume, pid)

    async def supply_input(self, pid: int, text: str | None) -> None:
        """Type text for the process; None: the input has ended. See `Image.supply_input`."""
        await self._ask(BlockingImage.supply_input, pid, text)

    async def run_until_idle(self) -> None:
        """Wait until nothing is ready, nothing sleeps, and no effect is running."""
        while not await self._ask(lambda image: image.driver.is_idle()):  # noqa: ASYNC110
            await asyncio.sleep(LOOK_AGAIN)

    async def register_converter(self, converter: Converter[Any]) -> None:
        """Let objects of a class come and go; see `Image.register_converter`."""
        await self._ask(BlockingImage.register_converter, converter)

    async def follow(self, pid: int) -> None:
        """Have `on_output` told what a process prints, also where another member runs it."""
        await self._ask(BlockingImage.follow, pid)

    async def unfollow(self, pid: int) -> None:
        """The end of `follow`, after what has been printed by now."""
        await self._ask(BlockingImage.unfollow, pid)

    # Queries

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
        self._on_output = deliver
        self.blocking.on_output = self._on_loop(deliver)

    @property
    def on_input(self) -> Callable[[int], None] | None:
        """Called on the loop with the pid of a process that wants input.

        Where it is set, processes wait for `supply_input`, and the image is not idle.
        """
        return self._on_input

    @on_input.setter
    def on_input(self, ask: Callable[[int], None] | None) -> None:
        self._on_input = ask
        tell = self._on_loop(ask)
        self.blocking.on_input = None if tell is None else lambda pid: tell(pid) is None

    @property
    def on_end(self) -> Callable[[int], None] | None:
        """Called on the loop with the pid of each process that has ended here."""
        return self._on_end

    @on_end.setter
    def on_end(self, tell: Callable[[int], None] | None) -> None:
        self._on_end = tell
        self.blocking.on_end = self._on_loop(tell)

    @property
    def on_progress(self) -> Callable[[int, Progress], None] | None:
        """Called on the loop with the pid and Progress of processes. See `Image.on_progress`."""
        return self._on_progress

    @on_progress.setter
    def on_progress(self, tell: Callable[[int, Progress], None] | None) -> None:
        self._on_progress = tell
        self.blocking.on_progress = self._on_loop(tell)

    @property
    def id(self) -> str:
        """The image's own id, which all keys of its effects begin with."""
        return self.blocking.id

    @property
    def member(self) -> str | None:
        """Which opening of a shared image this is; None where it is not shared."""
        return self.blocking.member

    @property
    def path(self) -> str:
        """The path or address that it was opened by, without a password."""
        return self._path

    # Helpers

    def _on_loop(self, function: Callable[P, object] | None) -> Callable[P, None] | None:
        """The same function, to be called in another thread."""
        calls = self._calls
        if function is None or calls is None:
            return None
        called = function  # for the type checker

        def call(*arguments: P.args, **options: P.kwargs) -> None:
            calls.call(partial(called, *arguments, **options))

        return call

    def _awaited(self, future: Future[T]) -> asyncio.Future[T]:
        """The same for a task of this loop, which is woken once for many."""
        assert self._calls is not None
        return self._calls.awaited(future)

    def driven(self) -> BlockingImage:
        """The image, whose driver is there; for a thread that has several turns."""
        image = self.blocking
        image.check_driven()
        return image

    async def _ask(self, method: Callable[..., T], *arguments: Any, **options: Any) -> T:
        """Have the thread that drives the image call it with the image."""
        image = self.driven()
        with image.storage_told(getattr(method, "__name__", "")):
            return await self._awaited(image.ask_soon(method, *arguments, **options))
