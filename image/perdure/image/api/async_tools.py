"""Debuggers, inspectors and browsers in an asyncio application.

Each of their methods is called in a thread of its own, which asks the one that drives the image. A
task that is cancelled meanwhile has the process cancelled that evaluates a text for it.

Reads: perdure.image.api.debugger, perdure.image.api.inspector, perdure.image.api.browser. Read by:
perdure.image.api.aio.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from time import monotonic
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from perdure.image.api.async_base import AsyncBase, in_thread
from perdure.image.api.blocking import BlockingImage
from perdure.image.api.browser import Browser
from perdure.image.api.debugger import SHORT, Debugger
from perdure.image.api.inspector import PAGE, Inspector, Page, subject
from perdure.image.api.looking import LOOK_AGAIN
from perdure.image.api.relating import CLASSES, LIMIT, Related
from perdure.image.errors import NotDone
from perdure.image.inspecting.stored import Stored
from perdure.image.seconds import until_of

H = TypeVar("H")
H_co = TypeVar("H_co", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")


class Tool(Generic[H_co]):
    """A tool of a blocking image, in the hands of tasks."""

    def __init__(self, image: BlockingImage, held: H_co) -> None:
        self._image = image
        self._held = held

    def __repr__(self) -> str:
        return repr(self._held)


def threaded(
    method: Callable[Concatenate[H, P], T],
) -> Callable[Concatenate[Tool[H], P], Coroutine[Any, Any, T]]:
    """The method of a tool that calls the blocking one."""

    @wraps(method)
    async def call(tool: Tool[H], /, *arguments: P.args, **options: P.kwargs) -> T:
        return await in_thread(tool._image, lambda: method(tool._held, *arguments, **options))

    return call


class AsyncDebugger(Tool[Debugger]):
    """A debugger of one process; see Debugger. `AsyncImage.debug` makes it.

    `await debugger.problem` and `await debugger.is_stopped` look, as its methods do.
    """

    @property
    def pid(self) -> int:
        return self._held.pid

    @property
    def is_stopped(self) -> Coroutine[Any, Any, bool]:
        """Whether it stands until somebody says how it goes on."""
        return in_thread(self._image, lambda: self._held.is_stopped)

    @property
    def problem(self) -> Coroutine[Any, Any, str]:
        """The error that it raised, or for what it was stopped. See `Debugger.problem`."""
        return in_thread(self._image, lambda: self._held.problem)

    frames = threaded(Debugger.frames)
    frame = threaded(Debugger.frame)
    excerpt = threaded(Debugger.excerpt)
    definition = threaded(Debugger.definition)
    variables = threaded(Debugger.variables)
    restarts = threaded(Debugger.restarts)
    evaluate = threaded(Debugger.evaluate)
    set = threaded(Debugger.set)
    restart = threaded(Debugger.restart)
    return_from = threaded(Debugger.return_from)
    restart_frame = threaded(Debugger.restart_frame)
    define = threaded(Debugger.define)
    step = threaded(Debugger.step)
    undo_step = threaded(Debugger.undo_step)
    go_on = threaded(Debugger.go_on)
    watch = threaded(Debugger.watch)
    has_settled = threaded(Debugger.has_settled)

    async def settle(self, timeout: float | None = None) -> str:  # noqa: ASYNC109  (as Debugger's)
        """Wait until it stops, ends or waits for something long. See `Debugger.settle`."""
        end, soon = until_of(timeout), self._image.clock.now() + SHORT
        while not await self.has_settled(soon):
            if end is not None and monotonic() > end:
                raise NotDone(f"process {self.pid} still runs", self.pid)
            await asyncio.sleep(LOOK_AGAIN)
        process = await asyncio.to_thread(self._image.process, self.pid)
        return process.state


class AsyncInspector(Tool[Inspector]):
    """An inspector of one value; see Inspector. `AsyncImage.inspect` makes it."""

    @property
    def is_raw(self) -> bool:
        """Whether values are shown as they are where the program has a view for them, too."""
        return self._held.is_raw

    @is_raw.setter
    def is_raw(self, is_it: bool) -> None:
        self._held.is_raw = is_it

    def stop(self) -> None:
        """Have a page that is on a long way end. See `Inspector.stop`."""
        self._held.stop()

    async def page(
        self, start: int = 0, limit: int = PAGE, told: Callable[[int], None] | None = None
    ) -> Page:
        """The value's fields from that number on; cancelled, it stops. See `Inspector.page`.

        `told` is called in a thread of the inspector's.
        """
        try:
            return await in_thread(self._image, lambda: self._held.page(start, limit, told))
        except asyncio.CancelledError:
            self._held.stop()
            raise

    @property
    def way(self) -> list[str]:
        """The labels of the values from the first to this one."""
        return self._held.way

    @property
    def stored(self) -> Coroutine[Any, Any, Stored | None]:
        """The value's record. See `Inspector.stored`."""
        return in_thread(self._image, lambda: self._held.stored)

    referrers = threaded(Inspector.referrers)
    path = threaded(Inspector.path)
    instances = threaded(Inspector.instances)
    become = threaded(Inspector.become)
    follow = threaded(Inspector.follow)
    go_to = threaded(Inspector.go_to)
    back = threaded(Inspector.back)
    set = threaded(Inspector.set)
    evaluate = threaded(Inspector.evaluate)
    look = threaded(Inspector.look)


class AsyncBrowser(Tool[Browser]):
    """A browser of definitions; see Browser. `AsyncImage.browse` makes it."""

    modules = threaded(Browser.modules)
    module = threaded(Browser.module)
    definitions = threaded(Browser.definitions)
    definition = threaded(Browser.definition)
    meaning = threaded(Browser.meaning)
    callers = threaded(Browser.callers)
    callees = threaded(Browser.callees)
    sleepers = threaded(Browser.sleepers)
    history = threaded(Browser.history)
    changes = threaded(Browser.changes)
    change = threaded(Browser.change)
    diff = threaded(Browser.diff)
    keep_changes = threaded(Browser.keep_changes)
    define = threaded(Browser.define)
    revert = threaded(Browser.revert)
    find_name = threaded(Browser.find_name)
    find_text = threaded(Browser.find_text)
    is_known = threaded(Browser.is_known)
    why_no_stop = threaded(Browser.why_no_stop)
    why_not_raised = threaded(Browser.why_not_raised)
    find_by_example = threaded(Browser.find_by_example)
    file_out = threaded(Browser.file_out)


class AsyncTools(AsyncBase):
    """The part of an AsyncImage for what looks into it."""

    async def debug(self, pid: int) -> AsyncDebugger:
        """A debugger of a process. See `Image.debug`."""
        image = self.driven()
        return AsyncDebugger(image, await in_thread(image, lambda: Debugger(image, pid)))

    async def inspect(self, what: str | int | None = None) -> AsyncInspector:
        """An inspector of a value. See `Image.inspect`."""
        image = self.driven()
        made = await in_thread(image, lambda: Inspector(image, *subject(image, what)))
        return AsyncInspector(image, made)

    async def instances(self, of: str, limit: int = LIMIT) -> list[Related]:
        """Objects of a record type, or of a kind. See `Image.instances`."""
        image = self.driven()

        def found() -> list[Related]:
            return image._instances_of(of if of in CLASSES else subject(image, of)[1], limit)

        return await in_thread(image, found)

    async def referrers(self, what: str | int, limit: int = LIMIT) -> list[Related]:
        """The objects that refer to one. See `Image.referrers`."""
        image = self.driven()
        return await in_thread(image, lambda: image._referrers_of(subject(image, what)[1], limit))

    async def path_to(self, what: str | int) -> list[Related]:
        """The objects that keep one alive. See `Image.path_to`."""
        image = self.driven()
        return await in_thread(image, lambda: image._path_to(subject(image, what)[1]))

    async def become(self, old: str | int, new: str | int) -> int:
        """Have all that refers to one object refer to another. See `Image.become`."""
        image = self.driven()

        def change() -> int:
            return image._become(subject(image, old)[1], subject(image, new)[1])

        return await in_thread(image, change)

    async def browse(self) -> AsyncBrowser:
        """A browser of the image's definitions. See `Image.browse`."""
        image = self.driven()
        return AsyncBrowser(image, Browser(image))
