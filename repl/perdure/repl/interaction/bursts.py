"""Failures that are told in a REPL, and gathered where there are many.

A form that spawns a thousand processes which fail, or a busy image of many members, would fill
the screen with lines. So the first few of a burst are told one by one, and then how many there
were, each time that they have doubled.

Read by: perdure.repl.interaction.foreground.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

FEW = 5  #: that are told one by one
QUIET = 5.0  #: seconds without one, after which a burst is over


class Burst:
    """How many have failed one soon after the other."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last = 0.0
        self._count = 0

    def line(self, pid: int, message: Callable[[], str | None]) -> str | None:
        """The line to tell, now that this one has failed; None where nothing is to be told.

        `message` says of what, in a line; it is asked only where that is told.
        """
        now = self._clock()
        if now - self._last > QUIET:
            self._count = 0
        self._last, self._count = now, self._count + 1
        if self._count <= FEW:
            told = message()
            return None if told is None else f"[{pid}] failed: {told}; ,bt {pid}"
        times, rest = divmod(self._count, FEW)
        if rest or times & (times - 1):
            return None
        return f"[{pid}] failed, with {self._count - 1} more before it; ,ps failed"
