"""Values of the VM and objects of Python: what a process is given, gives, and has raised.

Plain data (numbers, texts, bytes, lists, tuples, dicts, of just these classes) are told by the
image's table (docs/values.md), so programs of every language have them. All else that a Python
process gives stays what it is, pickled, for programs of Python; to a program of another language
it is given by the table, or not at all.

Read by: perdure.languages.python.machine.machine.
"""

from __future__ import annotations

import pickle
from typing import Any

from perdure.languages.python.machine.live_texts import live_text
from perdure.languages.python.runtime.errors import Cancelled, Left, Raised
from perdure.program.backend import EffectInterrupted
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import UNSPECIFIED

CANCELLED = "cancelled"  #: the kind of the condition that is raised in who is cancelled
BY_CANCEL = "cancel!"  #: who raises it there; another is that something awaited was cancelled
LEFT = "left"  #: the kind of what is raised where a debugger has frames be left
TIMEOUT = "timeout"  #: the kind of what is raised where something has not come in time

#: The exceptions for what the image refuses, by its kind.
KINDS: dict[str, type[Exception]] = {
    "refused": TypeError,
    "completed": ValueError,
    "effect-interrupted": EffectInterrupted,
}

ATOMS = frozenset([int, float, complex, str, bytes, bool, type(None)])
DEEPEST = 100  #: levels of nesting; beyond, data are pickled


def from_value(value: Value, host: Any) -> Any:
    """The Python object for what a wait has given. TypeError where there is none."""
    if value is UNSPECIFIED:
        return None
    try:
        return host.conversion.decoded(host.conversion.to_function(value))
    except Exception as error:
        raise TypeError(str(error)) from error


def to_value(thing: Any, host: Any) -> Value:
    """The value for what a process gives as its result, or sends. TypeError."""
    if thing is None:
        return UNSPECIFIED
    if is_plain(thing):
        try:
            return by_table(thing, host)
        except TypeError:  # a text with surrogates, say
            pass
    try:
        return host.conversion.pickled(pickle.dumps(thing, 5), live_text(thing))
    except Exception as error:
        text = f"{live_text(thing)} cannot leave its process, as it cannot be pickled: {error}"
        raise TypeError(text) from error


def by_table(thing: Any, host: Any) -> Value:
    """The value for what is given to a program of another language. TypeError."""
    try:
        return host.conversion.from_function(host.conversion.plain(thing))
    except Exception as error:
        raise TypeError(str(error)) from error


def is_plain(thing: Any, depth: int = 0) -> bool:
    """Whether that is data which the table loses nothing of."""
    kind = type(thing)
    if kind in ATOMS:
        return True
    if depth > DEEPEST:
        return False
    if kind is list or kind is tuple:
        return all(is_plain(each, depth + 1) for each in thing)
    if kind is dict:
        return all(is_plain(each, depth + 1) for pair in thing.items() for each in pair)
    return False


def raised_by(payload: Value) -> BaseException:
    """The exception for an object that is raised where a process waits."""
    if isinstance(payload, Condition):
        if payload.kind == CANCELLED and payload.who == BY_CANCEL:
            return Cancelled(payload)
        if payload.kind == LEFT:
            return Left()
        if payload.kind == TIMEOUT:
            return TimeoutError(payload.message)
        made = KINDS.get(payload.kind)
        if made is not None:
            return made(payload.message)
    return Raised(payload)
