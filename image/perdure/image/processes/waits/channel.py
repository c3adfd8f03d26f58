"""Waiting at a channel: `(channel-take! channel)`, `(channel-put! channel value)`.

A process that waits stands in a line of the channel, at its wait's place. So each is found by the
other side, in the order in which they came, and takes itself out whatever else becomes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from BTrees.OOBTree import OOBTree

from perdure.image.processes.waits.deeds import Overtaken, deed
from perdure.image.processes.waits.kinds import find_part, register, wait_of
from perdure.image.processes.waits.places import NOTED, Place, first_waiting, timeout_of
from perdure.image.processes.waits.wait import Changes, Indices, Outcome, Wait
from perdure.image.schema.channels import Channel
from perdure.image.schema.lines import Line
from perdure.image.schema.named_channels import KEPT, find_channel
from perdure.image.schema.processes import INVOKE, RAISE, RETURN, Process
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import builtin_named
from perdure.vm.objects.singletons import DEFAULT, EOF, UNSPECIFIED

TELL = "%tell-closed"  #: the builtin
AT_ONCE = 100  #: processes that are told in one slice that a channel is closed


class AtChannel(Place):
    """A place in a line of a channel."""

    __slots__ = ()

    def wrong(self, indices: Indices, pid: int) -> str:
        found = Place.wrong(self, indices, pid)
        is_told = is_alive(indices.root.find_process(self.thing.teller))
        return "" if is_told and self.place in self.line(self.thing) else found


@register
@dataclass(slots=True)
class Take(AtChannel):
    """Until there is a value in a channel, or that is closed; or a moment."""

    kind = "take"
    called = "channel-take!"

    thing: Channel
    until: float | None = None  #: seconds since 1970; 0: no time at all
    default: Value = DEFAULT  #: what it gives then; DEFAULT: an error is raised
    place: int = 0

    def text(self) -> str:
        return "a value of a channel"

    def line(self, thing: Channel) -> Line:
        return thing.takers

    def deed(self, process: Process) -> tuple[Any, ...]:
        return ("channel:take",)

    def timed_out(self) -> Outcome:
        return timeout_of(self, "nobody put a value in time")

    def again(self) -> Take:
        return Take(self.thing)

    def is_over(self) -> str:
        has_some = self.thing.values or self.thing.is_closed
        return "which has one" if has_some else ""


@register
@dataclass(slots=True)
class Put(AtChannel):
    """Until there is room in a channel, or somebody takes; or a moment."""

    kind = "put"
    called = "channel-put!"

    thing: Channel
    value: Value
    until: float | None = None  #: seconds since 1970; 0: no time at all
    default: Value = DEFAULT  #: what it gives then; DEFAULT: an error is raised
    place: int = 0

    def text(self) -> str:
        return "room in a channel"

    def line(self, thing: Channel) -> Line:
        return thing.putters

    def deed(self, process: Process) -> tuple[Any, ...]:
        return ("channel:put", self.value)

    def timed_out(self) -> Outcome:
        return timeout_of(self, "nobody took a value in time")

    def again(self) -> Put:
        return Put(self.thing, self.value)

    def is_over(self) -> str:
        return "which has some" if self.thing.has_room or self.thing.is_closed else ""


@register
@dataclass(slots=True)
class Closing(AtChannel):
    """Until a channel is closed; for a process that puts values into it, and is busy elsewhere."""

    kind = "closing"
    called = "on-close"

    thing: Channel
    until: float | None = None  #: None: it may take any time
    place: int = 0

    def text(self) -> str:
        return "the closing of a channel"

    def line(self, thing: Channel) -> Line:
        return thing.watchers

    def deed(self, process: Process) -> tuple[Any, ...]:
        return ("channel:see-closed",)

    def again(self) -> Closing:
        return Closing(self.thing)

    def is_over(self) -> str:
        return "which is closed" if self.thing.is_closed else ""


@deed("channel:see-closed")
def see_closed(ledger: Changes, channel: Channel) -> Outcome | None:
    """That it is closed; None where it is not."""
    return NOTED if ledger.view(channel).is_closed else None


@deed("channel:put")
def put(ledger: Changes, channel: Channel, value: Value) -> Outcome | None:
    """Put a value in, or hand it over; None where that has to wait."""
    seen = ledger.view(channel)
    if seen.is_closed:
        return RAISE, closed_condition()
    for place, process in first_waiting(ledger, seen, seen.takers):
        if ledger.fire(process, Take, RETURN, value, key=(channel, place)):
            return RETURN, UNSPECIFIED
    if not seen.has_room:
        return None
    seen.values.append(value)
    seen.changed()
    return RETURN, UNSPECIFIED


@deed("channel:take")
def take(ledger: Changes, channel: Channel) -> Outcome | None:
    """The first value, taken out; None where that has to wait."""
    seen = ledger.view(channel)
    if not seen.values:
        if seen.is_closed:
            return end_of(seen)
        for value in _let_put(ledger, channel, seen):
            return RETURN, value
        return None
    place, value = seen.values.first()
    seen.values.take(place)
    seen.changed()
    for following in () if seen.is_closed else _let_put(ledger, channel, seen):
        seen.values.append(following)
        break
    return RETURN, value


@deed("channel:close")
def close(ledger: Changes, channel: Channel, error: Value = None) -> Outcome:
    """Let nobody put any more. What is in it can be taken; all that wait are told.

    Of many the first are told here, and the rest by a process of its own, some at a time. Where
    that has been killed, closing the channel again tells the rest.
    """
    seen = ledger.view(channel)
    if seen.closed is True or is_alive(ledger.find_process(seen.teller)):
        return NOTED
    if not seen.closed:
        seen.closed, seen.error = True, error
    _tell(ledger, channel, seen)
    if seen.has_waiting:
        procedure, arguments = builtin_named(TELL), (channel,)
        seen.closed = ledger.attend(procedure, arguments, name="channel-close!") or True
    return NOTED


@register
@dataclass(slots=True)
class Telling(Wait):
    """A wait that is over as it begins: some that wait at a closed channel are told."""

    kind = "telling"
    called = "channel-close!"

    thing: Channel

    def begin(self, ledger: Changes, process: Process) -> Outcome | None:
        _tell(ledger, self.thing, self.thing)
        if self.thing.has_waiting:
            return INVOKE, builtin_named(TELL), (self.thing,)
        self.thing.closed = True
        return NOTED


def _tell(ledger: Changes, channel: Channel, seen: Channel) -> None:
    """Tell the first of those that wait that it is closed."""
    left = AT_ONCE
    for line, kind, outcome in (
        (seen.takers, Take, end_of(seen)),
        (seen.putters, Put, (RAISE, closed_condition())),
        (seen.watchers, Closing, NOTED),
    ):
        for place, process in islice(first_waiting(ledger, seen, line), left):
            ledger.fire(process, kind, *outcome, key=(channel, place))
            left -= 1


def is_alive(process: Process | None) -> bool:
    return process is not None and not process.has_ended


@deed("channel-name:give")
def give_name(ledger: Changes, name: str, channel: Channel) -> None:
    """Have the channel be known by that name; Overtaken where another is by now."""
    if find_channel(ledger.root, name) not in (None, channel):
        raise Overtaken("channel-name:give")
    ledger.root.keep(KEPT, OOBTree)[name] = channel


@deed("channel-name:take")
def take_name(ledger: Changes, name: str) -> None:
    """Have no channel be known by that name."""
    if find_channel(ledger.root, name) is not None:
        assert ledger.root.kept is not None
        del ledger.root.kept[KEPT][name]


def end_of(channel: Channel) -> Outcome:
    """How those go on that take from it when it is closed and empty."""
    return (RETURN, EOF) if channel.error is None else (RAISE, channel.error)


def _let_put(ledger: Changes, channel: Channel, seen: Channel) -> Iterator[Value]:
    """The values of those that wait to put, the first first; each goes on as its value is drawn."""
    for place, process in first_waiting(ledger, seen, seen.putters):
        key = (channel, place)
        found = find_part(wait_of(process), Put, key)
        if found is not None and ledger.fire(process, Put, RETURN, UNSPECIFIED, key=key):
            yield found.value


def closed_condition() -> Condition:
    return Condition("the channel is closed", kind="closed", who="channel-put!")
