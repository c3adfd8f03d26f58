"""Watches: whether what is watched has other contents than when it was looked at last.

A variable is watched by its cell or its box, with the own fields of the object that it holds; an
object by its own fields. What those refer to is watched by itself.

Read by: perdure.image.host.probing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from perdure.vm.objects.data import Box, Bytevector, Pair, Record, String, Value, Vector
from perdure.vm.objects.hash_tables import HashTable, entries_of
from perdure.vm.objects.printer import short_text
from perdure.vm.objects.procedures import Cell

UNBOUND = object()
CHANGING = (Pair, Vector, Record, HashTable, String, Bytevector)  #: those with fields of their own


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
                if isinstance(thing, Cell | Box) and not same(before[:1], now[:1]):
                    was, became = text_of(before[0]), text_of(now[0])
                    return f"watch {number}: {name} was {was}, is {became}"
                return f"watch {number}: {name} was changed"
        return ""


def contents(thing: Value) -> Any:
    """The contents of a thing that may change: of a variable, its value and that one's fields."""
    if isinstance(thing, Cell | Box):
        value = thing.value if isinstance(thing, Box) or thing.is_bound else UNBOUND
        return (value, fields_of(value) if isinstance(value, CHANGING) else None)
    return fields_of(thing)


def fields_of(thing: Any) -> Any:
    if isinstance(thing, HashTable):
        return tuple(entries_of(thing))
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
