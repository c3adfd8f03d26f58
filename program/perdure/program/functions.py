"""The functions that programs import; see perdure.program.

Read by: perdure.program, and perdure.languages.python.
"""

from __future__ import annotations

import functools
import types
import uuid
from collections.abc import Callable
from typing import Any, TypeVar, overload

from perdure.program.backend import Backend, keys
from perdure.program.memory import Memory
from perdure.program.root import Root

F = TypeVar("F", bound=Callable[..., Any])


# ---- processes and messages


def self_pid() -> int:
    """The number of the process that calls this."""
    return _here().self_pid()


def spawn(function: Callable[..., Any], /, *arguments: Any, **keywords: Any) -> int:
    """Start a process that calls the function; gives its pid.

    In an image it has a copy of all that the program has by now.
    """
    return _here().spawn(function, arguments, keywords)


def send(pid: int, message: Any) -> None:
    """Put a message into the mailbox of a process; lost where that has ended.

    ValueError where there is no such process, TypeError where the message cannot leave this one.
    """
    _here().send(pid, message)


def receive(timeout: float | None = None) -> Any:
    """The next message; TimeoutError where none has come in so many seconds."""
    return _here().receive(timeout)


def wait(pid: int) -> Any:
    """The result of a process, once it has ended. ProcessFailed."""
    return _here().wait(pid)


def wait_for(name: str, timeout: float | None = None) -> Any:
    """The value that was, or will be, given under that name from outside; TimeoutError.

    By `perdure complete`, `image.complete`, or `complete` of this module.
    """
    return _here().wait_for(name, timeout)


def complete(name: str, value: Any = None) -> None:
    """Give those a value that `wait_for` the name, now or later; once."""
    _here().complete(name, value)


def root() -> Root:
    """The values that all processes share; see Root."""
    return ROOT


# ---- effects


class Effect:
    """A function of the program whose call is an effect. See `effect`."""

    def __init__(self, function: Callable[..., Any], *, at_most_once: bool) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.at_most_once = at_most_once

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return _here().effect(self, arguments, keywords)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)


class Inline:
    """A function that is called as part of what its caller does. See `inline`."""

    def __init__(self, function: Callable[..., Any]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return _here().inline(self.function, arguments, keywords)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else types.MethodType(self, instance)


@overload
def effect(function: F, /) -> F: ...
@overload
def effect(*, at_most_once: bool = False) -> Callable[[F], F]: ...


def effect(function: Any = None, /, *, at_most_once: bool = False) -> Any:
    """Decorator of a function that acts on the world: its call is one effect.

    It runs as a whole, between two commits, and waits for nothing of the image's. A kill repeats
    it, under the same `effect_key()`; with `at_most_once` it raises EffectInterrupted instead.
    """
    if function is None:
        return functools.partial(effect, at_most_once=at_most_once)
    return Effect(function, at_most_once=at_most_once)


def inline(function: F) -> F:
    """Decorator of a function that is no effect, nor anything that it calls.

    It runs at once, as part of what its caller does, and is repeated with that.
    """
    made: Any = Inline(function)
    return made


def effect_key() -> str:
    """The key of the effect that runs here, the same when a kill repeats it.

    Outside of effects it is a new one, which is kept with what it is given to.
    """
    return keys.key or uuid.uuid4().hex


# ---- where it runs


_memory = Memory()
#: Tells where the code of this thread runs, if that is no plain Python: set by the image's side.
finders: list[Callable[[], Backend | None]] = []


def _here() -> Backend:
    for find in finders:
        found = find()
        if found is not None:
            return found
    return _memory


ROOT = Root(_here)
