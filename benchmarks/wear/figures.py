"""One figure of `benchmarks.wear`: what was measured, and the bar that it must meet.

Read by: benchmarks.wear and its modules.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """A value beside the most, or the least, that it may be."""

    what: str
    value: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def is_met(self) -> bool:
        above = self.most is not None and self.value > self.most
        below = self.least is not None and self.value < self.least
        return not above and not below

    @property
    def bar(self) -> str:
        if self.most is not None:
            return f"at most {shown(self.most)}"
        return "" if self.least is None else f"at least {shown(self.least)}"


def shown(value: float) -> str:
    """A number with as many digits as matter."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def bytes_in(directory: Path) -> int:
    """How much all files in a directory hold."""
    return sum(each.stat().st_size for each in directory.rglob("*") if each.is_file())
