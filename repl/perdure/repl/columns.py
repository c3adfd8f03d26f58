"""Tables of as many columns as a line has room for; what is left out first is said of each.

Each table is data: its columns, and what a row says in each.

Read by: perdure.repl.monitoring, perdure.repl.fullscreen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from perdure.repl.cells import cut, width_of
from perdure.vm.dataclass import dataclass
from perdure.vm.texts import visible

T = TypeVar("T")

#: The pid of the process that a row tells of (0: of none), and its texts.
Row = tuple[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: how wide it is, at least and at most, and what it says."""

    heading: str
    least: int
    most: int
    is_right: bool
    weight: int  #: columns with the greatest are left out first
    text: Callable[[T, float], str]  #: of a row, at a moment


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """One table: its columns, and the process of a row."""

    columns: tuple[Column[T], ...]
    pid: Callable[[T], int] = lambda row: 0

    def rows(self, found: Iterable[T], now: float) -> list[Row]:
        """The texts of what was looked up at that moment."""
        return [
            (self.pid(each), tuple([visible(column.text(each, now)) for column in self.columns]))
            for each in found
        ]

    def lines(self, rows: Iterable[Row], cells: int) -> list[str]:
        """The headings and the rows, one line each, no wider than that."""
        columns = self.columns
        table = [tuple([column.heading for column in columns]), *[texts for _, texts in rows]]
        shown = sorted(range(len(columns)), key=lambda n: (columns[n].weight, n))
        widths = {n: min(columns[n].most, max(width_of(row[n]) for row in table)) for n in shown}
        while (
            len(shown) > 2 and sum(min(widths[n], columns[n].least) + 2 for n in shown) - 2 > cells
        ):
            shown.pop()
        shown.sort()
        over = sum(widths[n] + 2 for n in shown) - 2 - cells
        while over > 0:
            widest = max(shown, key=lambda n: widths[n] - columns[n].least)
            if widths[widest] <= columns[widest].least:
                break
            widths[widest] -= 1
            over -= 1
        lines = []
        for row in table:
            parts = []
            for n in shown:
                text = cut(row[n], widths[n])
                blanks = " " * (widths[n] - width_of(text))
                parts.append(blanks + text if columns[n].is_right else text + blanks)
            lines.append(cut("  ".join(parts).rstrip(), cells))
        return lines
