"""Waiting for a moment: `(sleep seconds)`.

The moment is all there is to it: whatever is due has a timer, see perdure.image.processes.timers.
"""

from __future__ import annotations

from perdure.image.processes.waits.kinds import register
from perdure.image.processes.waits.wait import Wait
from perdure.vm.dataclass import dataclass


@register
@dataclass(slots=True)
class Timer(Wait):
    """Until a moment."""

    kind = "timer"
    called = "sleep"

    until: float  #: seconds since 1970

    def due(self) -> float:
        return self.until

    def text(self) -> str:
        return "a timer"
