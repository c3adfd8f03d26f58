"""Origins: by which call, and where, a program came by the objects of libraries that it has.

Messages about what cannot be stored name them. What no weak reference can be made to is not kept.

Read by: perdure.languages.python.machine.spaces.
"""

from __future__ import annotations

from typing import Any
from weakref import ref

from perdure.languages.python.runtime.outside import home_of

MOST = 1000  #: that are kept


class Origins:
    """The calls that gave objects, by identity."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[ref[Any], str]] = {}

    def note(self, thing: Any, function: Any, place: str) -> None:
        """Keep that a call of the function has given it."""
        try:
            reference = ref(thing)
        except TypeError:
            return
        if len(self._found) >= MOST:
            self._found = {key: each for key, each in self._found.items() if each[0]() is not None}
        self._found[id(thing)] = (reference, f"{described(function)} at {place}")

    def find(self, thing: Any) -> str | None:
        """The call, and where it stands: `sqlite3.connect at flow.py:12`."""
        found = self._found.get(id(thing))
        return found[1] if found is not None and found[0]() is thing else None


def described(function: Any) -> str:
    """`requests.sessions.Session.post`."""
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{home_of(function)}.{name}"
