"""The builtins of channels, behind the library `(perdure channels)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/channels.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.meeting_builtins import act, checked, count_of, look, until_of, wait_for
from perdure.image.processes.waits import Put, Take
from perdure.image.schema.channels import Channel
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, FALSE, boolean
from perdure.vm.primitives.registry import control, effectful, predicate


def channel_of(who: str, given: Value) -> Channel:
    return checked(who, Channel, "a channel", given)


@effectful("make-channel")
def make_channel(capacity: Value = DEFAULT) -> Value:
    """A channel of any number of values, or of so many at most; with 0 each is handed over."""
    is_any = capacity is DEFAULT or capacity is FALSE
    return Channel(None if is_any else count_of("make-channel", capacity))


@predicate("channel?", may_fail=False)
def is_channel(x: Value) -> bool:
    return type(x) is Channel


@control("channel-put!")
def channel_put(
    channel: Value, value: Value, seconds: Value = DEFAULT, default: Value = DEFAULT
) -> Value:
    """Put a value in, waiting for room."""
    found = channel_of("channel-put!", channel)
    until = until_of("channel-put!", seconds)
    if found.capacity is None:
        return act("channel:put", found, value)
    return wait_for(Put(found, value, until, default), found)


@control("channel-take!")
def channel_take(channel: Value, seconds: Value = DEFAULT, default: Value = DEFAULT) -> Value:
    """The next value, waiting for one; an end-of-file object where it is closed and empty."""
    found = channel_of("channel-take!", channel)
    return wait_for(Take(found, until_of("channel-take!", seconds), default), found)


@effectful("channel-close!")
def channel_close(channel: Value, error: Value = DEFAULT) -> Value:
    """Let nobody put anything more. The error is for those that take when it is empty."""
    found = channel_of("channel-close!", channel)
    return act("channel:close", found, None if error is DEFAULT else error)


@effectful("channel-closed?")
def channel_closed(channel: Value) -> Value:
    return boolean(look(channel_of("channel-closed?", channel)).is_closed)


@effectful("channel-length")
def channel_length(channel: Value) -> Value:
    """How many values are in it."""
    return len(look(channel_of("channel-length", channel)).values)


@effectful("channel-capacity")
def channel_capacity(channel: Value) -> Value:
    """How many values it holds at most; #f for any number."""
    found = channel_of("channel-capacity", channel).capacity
    return FALSE if found is None else found
