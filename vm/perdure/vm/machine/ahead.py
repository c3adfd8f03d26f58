"""Lists are loaded before they are asked for, as files are read.

A list is mostly gone through to its end. So some more of it is loaded with the first pair that is
needed, and twice as much each time that a walk comes to where the loading before had ended.

Read by: perdure.vm.machine.diagnosis.
"""

from __future__ import annotations

from typing import Any

from perdure.vm.objects.data import Pair, is_ghost

FIRST = 100  #: pairs that are loaded when a walk begins
MOST = 1_000  #: at once, later


class Ahead:
    """How far a list has been loaded by one machine."""

    __slots__ = ("_count", "_next")

    def __init__(self) -> None:
        self._count = 0
        self._next: bytes | None = None  #: the id of the pair at which the last loading ended

    def load_from(self, first: Any) -> None:
        """Load what follows an object that was just loaded, if that is a pair."""
        is_further = first._p_oid == self._next
        count = self._count = min(2 * self._count, MOST) if is_further else FIRST
        at = first
        for _ in range(count - 1):
            if type(at) is Pair:
                at = at.raw_cdr
            elif not is_ghost(at):
                break
            if is_ghost(at):
                at._p_activate()
        following: Any = at.raw_cdr if type(at) is Pair else None
        self._next = following._p_oid if is_ghost(following) else None
