"""Channels of an open image that have a name, for applications: docs/concurrency.md.

What may have to wait is done by a process of its own, `<channel NAME>`, so it is done also where
another thread, or another member, drives the image.

Read by: perdure.image.api.blocking; perdure.image.api.async_channels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

from perdure.image.api.commands import Commands
from perdure.image.api.turns import gathered, in_turn
from perdure.image.conversion.convert import checked_text
from perdure.image.conversion.expected import ANYTHING, checked_result
from perdure.image.errors import ChannelClosed, ImageError, NotDone, ProcessFailed
from perdure.image.processes.channel_listing import ChannelInfo, channel_informations
from perdure.image.schema.channels import Channel
from perdure.image.schema.named_channels import find_channel
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value, new_string

LIBRARY = "(perdure doors)"


class Channeling(Commands):
    """The part of the interface for channels that have a name."""

    @gathered
    def channel(self, name: str, *, capacity: int | None = None) -> Callable[[], ChannelHandle]:
        """The channel of that name; made where there is none, to hold so as to hold so many values.

        Programs have it as `(channel-named name)`, and give names by `name-channel!`.
        """
        text = checked_text(name)
        if not text:
            raise ImageError("a channel is known by a text that is not empty")
        if capacity is not None and (type(capacity) is not int or capacity < 0):
            raise ImageError(f"the capacity of a channel is a number from 0, not {capacity!r}")

        def find() -> ChannelHandle:
            if find_channel(self.root, text) is None:
                self.ledger.do("channel-name:give", text, Channel(capacity))
            return ChannelHandle(self, text)

        return find

    @gathered
    def remove_channel(self, name: str) -> Callable[[], None]:
        """Have no channel be known by that name. Programs that have it go on with it."""
        return lambda: self.ledger.do("channel-name:take", name)

    @in_turn
    def channels(self) -> list[ChannelInfo]:
        """The channels that have names, in the order of these, as they are now."""
        self.refresh()
        return channel_informations(self.root)

    @gathered
    def channel_values(self, doing: str, name: str, values: tuple[Value, ...]) -> Callable[[], int]:
        """Start a process that does "put", "take" or "close" at a channel; gives its pid."""
        return self._spawn_at(doing, name, lambda: values)

    @gathered
    def _use(self, doing: str, name: str, *arguments: Any) -> Callable[[], int]:
        given, entered = self.conversion.copied(arguments), self.conversion.entered
        return self._spawn_at(doing, name, lambda: tuple([entered(each) for each in given]))

    def submit_use(self, doing: str, name: str, *arguments: Any) -> tuple[Future[int], Future[Any]]:
        """The same with objects of Python's; futures of the pid and of the result."""
        begun: Future[int] = Future()
        ended: Future[Any] = Future()
        self._submit(begun, ended, Channeling._use, doing, name, *arguments)
        return begun, ended

    def _spawn_at(
        self, doing: str, name: str, values: Callable[[], tuple[Value, ...]]
    ) -> Callable[[], int]:
        procedure = self.procedure(f"door-{doing}!", LIBRARY)
        text = checked_text(name)
        return self._spawn(lambda: (procedure, (new_string(text), *values())), f"<channel {text}>")

    def _begun(
        self, doing: str, method: Any, *arguments: Any, timeout: float | None, type: Any
    ) -> Any:
        raise NotImplementedError


class ChannelHandle:
    """A channel of an image, in the hands of an application: `Image.channel` gives one."""

    __slots__ = ("_image", "name")

    def __init__(self, image: Channeling, name: str) -> None:
        self._image = image
        self.name = name

    def __repr__(self) -> str:
        return f"<channel {self.name!r}>"

    def put(self, value: Any, timeout: float | None = None) -> None:
        """Put a value in, waiting for room; ChannelClosed, or NotDone after `timeout` seconds."""
        self._do("put", value, *seconds(timeout))

    def get(self, timeout: float | None = None, *, type: Any = ANYTHING) -> Any:
        """The next value, waiting for one; NotDone after `timeout` seconds of the image's time.

        ChannelClosed where it is closed and empty; where it was closed with an error, that.
        """
        return taken(self._do("take", *seconds(timeout)), self.name, type)

    def close(self) -> None:
        """Let nobody put any more; what is in it can still be taken."""
        self._do("close")

    def info(self) -> ChannelInfo:
        """The description of it, as of now; ImageError where it has the name no longer."""
        return info_of(self._image.channels(), self.name)

    def __iter__(self) -> Iterator[Any]:
        """The values, as they come, until it is closed and empty."""
        while True:
            try:
                value = self.get()
            except ChannelClosed:
                return
            yield value

    def _do(self, doing: str, *arguments: Any) -> Any:
        try:
            return self._image._begun(
                "channel",
                Channeling._use,
                doing,
                self.name,
                *arguments,
                timeout=None,
                type=ANYTHING,
            )
        except ProcessFailed as error:
            raise untaken(error, self.name) from error


def seconds(timeout: float | None) -> tuple[float, ...]:
    """The operand that gives a time, if one is given."""
    return () if timeout is None else (timeout,)


def taken(found: Any, name: str, type: Any) -> Any:
    """The value that a process has taken; ChannelClosed where there is none any more."""
    if not found:
        raise ChannelClosed(name)
    return checked_result(found[0], type, 0)


def untaken(error: ProcessFailed, name: str) -> Exception:
    """The error for the caller whose process has failed so."""
    raised: Any = error.payload
    if type(raised) is not Condition or raised.who not in ("channel-put!", "channel-take!"):
        return error
    if raised.kind == "closed":
        return ChannelClosed(name)
    return NotDone(raised.message, error.pid) if raised.kind == "timeout" else error


def info_of(found: list[ChannelInfo], name: str) -> ChannelInfo:
    """The one of that name; ImageError where there is none."""
    for each in found:
        if each.name == name:
            return each
    raise ImageError(f"no channel is called {name!r}")
