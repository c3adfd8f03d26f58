"""Operations and `select`, behind the library `(perdure channels)`.

An operation says what to wait for, and is made into a wait each time that something selects it: a
time begins to run then. Importing this registers the builtins.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.image.effects.provided import ProvidedFunction, checked_call
from perdure.image.engine.builtins import external_name, host, process_of, seconds_of
from perdure.image.engine.channel_builtins import channel_of
from perdure.image.engine.lock_builtins import mutex_of, semaphore_of
from perdure.image.engine.meeting_builtins import wait_for
from perdure.image.processes.waits import (
    Closing,
    Effect,
    ExternalValue,
    Lock,
    Message,
    Otherwise,
    Permit,
    ProcessEnd,
    Put,
    Select,
    Take,
    Timer,
    Wait,
)
from perdure.image.processes.waits.effect import refusal
from perdure.image.schema.operations import Operation
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.primitives.checks import items_of
from perdure.vm.primitives.registry import control, effectful, predicate

#: The wait that an operation of each kind is made into, from its operands.
WAITS: dict[str, Callable[..., Wait]] = {
    "on-take": Take,
    "on-put": Put,
    "on-close": Closing,
    "on-message": lambda: Message(None, DEFAULT),
    "on-end": ProcessEnd,
    "on-time": lambda seconds: Timer(host().now() + seconds),
    "on-external": lambda name: ExternalValue(None, DEFAULT, name),
    "on-acquire": Permit,
    "on-lock": Lock,
    "on-call": Effect,
}


@effectful("on-take")
def on_take(channel: Value) -> Value:
    """To take the next value of a channel."""
    return Operation("on-take", (channel_of("on-take", channel),))


@effectful("on-put")
def on_put(channel: Value, value: Value) -> Value:
    """To put a value into a channel."""
    return Operation("on-put", (channel_of("on-put", channel), value))


@effectful("on-close")
def on_close(channel: Value) -> Value:
    """To be told that a channel is closed."""
    return Operation("on-close", (channel_of("on-close", channel),))


@effectful("on-message")
def on_message() -> Value:
    """To receive the next message."""
    return Operation("on-message", ())


@effectful("on-end")
def on_end(pid: Value) -> Value:
    """To have the result of a process."""
    found = process_of("on-end", pid).pid
    if found == host().running().pid:
        raise fault("on-end", f"process {pid} cannot wait for its own end")
    return Operation("on-end", (found,))


@effectful("on-time")
def on_time(seconds: Value) -> Value:
    """To wait that many seconds."""
    return Operation("on-time", (seconds_of("on-time", seconds),))


@effectful("on-external")
def on_external(name: Value) -> Value:
    """To have the value with which the name is completed."""
    return Operation("on-external", (external_name("on-external", name),))


@effectful("on-acquire")
def on_acquire(semaphore: Value) -> Value:
    """To have a permit of a semaphore."""
    return Operation("on-acquire", (semaphore_of("on-acquire", semaphore),))


@effectful("on-lock")
def on_lock(mutex: Value) -> Value:
    """To lock a mutex."""
    return Operation("on-lock", (mutex_of("on-lock", mutex),))


@effectful("on-call")
def on_call(function: Value, *arguments: Value) -> Value:
    """To have what a function gives that the application provides."""
    if not isinstance(function, ProvidedFunction):
        raise wrong_type("on-call", "a function that the application provides", function)
    run_here, outside = checked_call(function, arguments)
    if run_here is not None:
        raise fault("on-call", f"{function.name} is a builtin: there is nothing to wait for")
    provided = host().provided.get((function.library, function.name))
    if provided is not None and provided.is_transactional:
        raise fault("on-call", refusal(function.name), kind="transactional")
    return Operation("on-call", (function.library, function.name, outside))


@predicate("operation?", may_fail=False)
def is_operation(x: Value) -> bool:
    return type(x) is Operation


@control("%select")
def select(operations: Value, waits: Value) -> Value:
    """Which of the operations is there first, as a pair of its number and what it gives.

    `waits`: #f for one that does not wait; the number after the last stands for nothing then.
    """
    parts: list[Any] = []
    for each in items_of("select", operations):
        if type(each) is not Operation:
            raise wrong_type("select", "an operation", each)
        parts.append(WAITS[each.kind](*each.operands))
    if waits is FALSE:
        parts.append(Otherwise())
    return wait_for(Select(tuple(parts)))
