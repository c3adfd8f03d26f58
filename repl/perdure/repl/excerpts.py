"""A place in a text as lines for people: the line, and a mark under the column.

What is shown fits the terminal, so that the mark stays under its character: of a long line, what
is around the place. Columns count characters; a wide one takes two cells of the terminal.

Read by: perdure.repl.interaction.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from perdure.repl.cells import terminal_size, width_of
from perdure.vm.texts import visible

INDENT: Final = "    "
LONGEST: Final = 120  #: cells of an excerpt where there is no terminal
CUT: Final = "..."
TAB: Final = 8


def place_lines(text: str | None, position: str, first: int = 1) -> list[str]:
    """Where it is, and the line of the text with a mark under the column.

    `first` is the number of the text's first line. There is room to indent them all once more.
    """
    if not position:
        return []
    _, line, column = position.rsplit(":", 2)
    lines = text.split("\n") if text is not None else []
    number = int(line) - first
    if not 0 <= number < len(lines):
        return [f"  at {position}"]
    shown, mark = excerpt(lines[number], int(column), cells_of_terminal() - 2 * len(INDENT))
    return [f"  at {position}", f"{INDENT}{shown}", f"{INDENT}{mark}"]


def excerpt(line: str, column: int, cells: int) -> tuple[str, str]:
    """The line, or what fits of it around the column (from 1), and the mark for under it."""
    pieces, widths = _pieces(line)
    at = min(column - 1, len(pieces))
    if sum(widths) < cells:
        return "".join(pieces), " " * sum(widths[:at]) + "^"
    room = cells - 1 - 2 * len(CUT)
    start = at
    used = widths[at] if at < len(widths) else 0
    while start > 0 and used + widths[start - 1] <= room * 2 // 3:
        start -= 1
        used += widths[start]
    end = at + 1
    while end < len(pieces) and used + widths[end] <= room:
        used += widths[end]
        end += 1
    while start > 0 and used + widths[start - 1] <= room:
        start -= 1
        used += widths[start]
    before = CUT if start > 0 else ""
    after = CUT if end < len(pieces) else ""
    blanks = len(before) + sum(widths[start:at])
    return before + "".join(pieces[start:end]) + after, " " * blanks + "^"


def _pieces(line: str) -> tuple[list[str], list[int]]:
    """Each character as it is shown, and how many cells it takes."""
    pieces: list[str] = []
    widths: list[int] = []
    column = len(INDENT)
    for c in line:
        piece = " " * (TAB - column % TAB) if c == "\t" else c if c == " " else visible(c)
        width = width_of(piece) if piece == c else len(piece)
        pieces.append(piece)
        widths.append(width)
        column += width
    return pieces, widths


_CELLS: ContextVar[int] = ContextVar("cells", default=0)


@contextmanager
def within(cells: int) -> Iterator[None]:
    """Have what is made meanwhile be no wider, as it is for a part of a screen."""
    token = _CELLS.set(cells)
    try:
        yield
    finally:
        _CELLS.reset(token)


def cells_of_terminal() -> int:
    """How wide what is printed may be."""
    if cells := _CELLS.get():
        return cells
    out = sys.__stdout__
    if out is None or not out.isatty():
        return LONGEST + len(INDENT)
    return terminal_size()[0]
