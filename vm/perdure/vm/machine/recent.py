"""A bounded memory of what was used lately.

Two generations: what is asked for is in the younger, or comes into it from the older.
When the younger is full it becomes the older, and what nobody has asked for since the
last time is forgotten. So asking costs one look into a dict, and at most twice `room`
things are kept, whatever comes and goes.

Read by: perdure.vm.machine.linker.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key; each is kept until `room` more have been used after it, at least."""

    __slots__ = ("_older", "_younger", "on_turn", "room")

    def __init__(self, room: int, on_turn: Callable[[], None] = lambda: None) -> None:
        self.room = room
        self.on_turn = on_turn  #: called when something may have been forgotten
        self._younger: dict[K, V] = {}
        self._older: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def get(self, key: K) -> V | None:
        """The value, which counts as used now; None where it is not known any more."""
        found = self._younger.get(key)
        if found is None:
            found = self._older.pop(key, None)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Keep a value, which is not None."""
        if len(self._younger) >= self.room:
            self._older, self._younger = self._younger, {}
            self.on_turn()
        self._younger[key] = value
