"""Origins: by which call, and where, a program came by the objects of libraries that it has.

Messages about what cannot be stored name them.

Read by: perdure.languages.python.machine.spaces.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import ref

from perdure.languages.python.runtime.outside import home_of

MOST = 1000  #: that are kept


class Origins:
    """The calls that gave objects, by identity."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[Callable[[], Any], str]] = {}

    def note(self, thing: Any, function: Any, place: str) -> None:
        """Keep that a call of the function has given it."""
        if len(self._found) >= MOST:
            self._found = {key: each for key, each in self._found.items() if each[0]() is not None}
        self._found[id(thing)] = (referred(thing), f"{described(function)} at {place}")

    def find(self, thing: Any) -> str | None:
        """The call, and where it stands: `sqlite3.connect at flow.py:12`."""
        found = self._found.get(id(thing))
        if found is None:
            return None
        there = found[0]()
        return found[1] if there is thing or there is type(thing) else None


def referred(thing: Any) -> Callable[[], Any]:
    """A weak reference; where there can be none, its type will do: it is for a message."""
    try:
        return ref(thing)
    except TypeError:
        return partial(same, type(thing))


def same(kind: type) -> type:
    return kind


def described(function: Any) -> str:
    """`requests.sessions.Session.post`."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{home_of(function)}.{name}"
