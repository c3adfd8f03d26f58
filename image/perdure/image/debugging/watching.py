"""Watches: whether what is watched has other contents than when it was looked at last.

A variable is watched by its cell or its box, an object by its own fields; what those refer to is
watched by itself.

Read by: perdure.image.host.probing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perdure.vm.objects.data import Box, Value
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Cell

UNBOUND = object()


class Watches:
    """The things that are watched, with what they were."""

    def __init__(self, things: Iterable[tuple[int, str, Value]]) -> None:
        self._things = [(number, name, thing, contents(thing)) for number, name, thing in things]

    @property
    def any(self) -> bool:
        return bool(self._things)

    def changed(self) -> str:
        """A line for people on one that has changed since it was looked at last; "" for none."""
        for i, (number, name, thing, before) in enumerate(self._things):
            now = contents(thing)
            if not same(before, now):
                self._things[i] = (number, name, thing, now)
                if isinstance(thing, Cell | Box):
                    return f"watch {number}: {name} was {text_of(before)}, is {text_of(now)}"
                return f"watch {number}: {name} was changed"
        return ""


def contents(thing: Value) -> Any:
    """The contents of a thing that may change."""
    if isinstance(thing, Cell):
        return thing.value if thing.is_bound else UNBOUND
    if isinstance(thing, Box):
        return thing.value
    thing._p_activate()
    return copied(thing.__getstate__())


def copied(state: Any) -> Any:
    """The same, which does not change where that does."""
    return tuple(map(copied, state)) if isinstance(state, list | tuple) else state


def same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one is other or (isinstance(one, int | float | str | bytes) and one == other)


def text_of(value: Any) -> str:
    return "unbound" if value is UNBOUND else short_text(value)
