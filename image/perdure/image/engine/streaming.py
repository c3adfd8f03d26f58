"""Streams as programs see them: a channel, and a process that puts the values into it.

A call of a function that is an asynchronous generator gives a channel at once. A process of its
own asks the generator for one value after the other, each by an effect, and puts it in; the
value and that it was taken from the generator are committed together. So what is in the channel
is there once, whatever becomes of the generator, which is begun anew with how many values it gave.

Reads: perdure.image.effects.provided. Read by: perdure.image.engine.batches.
"""

from __future__ import annotations

from typing import Any

from perdure.image.effects.provided import argument_out, provided_function
from perdure.image.effects.runner import Completion, Opened
from perdure.image.host.host import Host
from perdure.image.processes.waits import Closing, Effect, Within
from perdure.image.schema.channels import Channel
from perdure.image.schema.processes import Process
from perdure.vm import Capture, current
from perdure.vm.objects.data import Value, new_string
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.registry import control

LIBRARY, FEED = "(perdure streams)", "feed-stream"


def channel_of(host: Host, process: Process, completion: Completion) -> Channel:
    """The channel for a call of that process; its values come from a process that begins now."""
    opened: Opened = completion.outcome
    channel = Channel(opened.ahead)
    entered = host.conversion.from_function
    arguments = list_from([entered(each) for each in opened.arguments])
    function = provided_function(opened.library, completion.name)
    feed = host.ledger.root.libraries[LIBRARY].bindings[FEED].value
    host.ledger.create(
        feed,
        (channel, function, new_string(opened.key), arguments),
        name=f"stream {completion.name}",
        parent=process.pid,
        now=host.clock.now(),
        language=process.details.language,
    )
    return channel


@control("%next-value")
def next_value(
    channel: Any, function: Any, key: Any, count: Value, last: Value, arguments: Value
) -> Value:
    """A list of the next value of a stream that has given `count`; an empty one at its end.

    Something else where its channel is closed: then nobody waits for the value any more.
    """
    host: Any = current().host
    given = [*items_of(FEED, arguments), last]
    outside = tuple([argument_out(function.name, each, host.conversion) for each in given])
    step = (key.text, count)
    drawn = Effect(function.library, function.name, outside, step=step)
    raise Capture(*Within(drawn, (Closing(channel),)).to_stored())
