"""The builtins of channels, behind the library `(perdure channels)`.

Importing this registers them; bootstrap/perdure/bootstrap/scheme/channels.sld exports them.
"""

from __future__ import annotations

from perdure.image.engine.builtins import external_name, host
from perdure.image.engine.meeting_builtins import act, checked, count_of, look, until_of, wait_for
from perdure.image.processes.waits import Put, Take, Telling
from perdure.image.processes.waits.names_as_noted import named_as_noted, names_as_noted
from perdure.image.schema.channels import Channel
from perdure.image.schema.named_channels import KEPT, find_channel
from perdure.vm import Capture
from perdure.vm.objects.conditions import fault
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED, boolean
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.registry import control, effectful, predicate

NAMES = "channel-name"  #: the kind of the deeds that give a name and take it away


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


@control("%tell-closed")
def tell_closed(channel: Value) -> Value:
    """Tell some of those that wait at a closed channel, and go on with the rest."""
    raise Capture(*Telling(channel_of("channel-close!", channel)).to_stored())


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


@effectful("name-channel!")
def name_channel(name: Value, channel: Value) -> Value:
    """Have the channel be known by that name; an error of kind `registered` where another is."""
    text = external_name("name-channel!", name)
    given = channel_of("name-channel!", channel)
    found = _named(text)
    if found is not None and found is not given:
        raise fault("name-channel!", f"another channel is called {text!r}", kind="registered")
    if found is None:
        host().do(f"{NAMES}:give", text, given)
    return UNSPECIFIED


@effectful("unname-channel!")
def unname_channel(name: Value) -> Value:
    """Have no channel be known by that name. What refers to it goes on with it."""
    host().do(f"{NAMES}:take", external_name("unname-channel!", name))
    return UNSPECIFIED


@effectful("channel-named")
def channel_named(name: Value) -> Value:
    """The channel that is known by that name; #f where none is."""
    found = _named(external_name("channel-named", name))
    return FALSE if found is None else found


@effectful("channel-names")
def channel_names() -> Value:
    """The names of channels, in their order."""
    return list_from([new_string(name) for name in names_as_noted(host().ledger, NAMES, KEPT)])


def _named(name: str) -> Channel | None:
    """As the program has to see it: a slice that is run apart has only noted what it does."""
    ledger = host().ledger
    found: Channel | None = named_as_noted(ledger, NAMES, name, find_channel(ledger.root, name))
    return found
