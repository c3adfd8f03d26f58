"""Rows for people: a rich table on a terminal, aligned plain text anywhere else.

Plain text is for pipes and scripts: a line a row, columns two spaces apart, no
colours, nothing cut off. On a terminal nothing is cut off either: where a row is wider,
cells go on in the next line, between words, and where not even the longest words have
room side by side, cells stand after their headings, in as few lines as it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import Final

import click

from perdure.repl.cells import width_of
from perdure.repl.options import is_terminal
from perdure.vm.texts import visible

Row = Sequence[str]

GAP: Final = 2  #: cells between columns
NOTHING: Final = "-"  #: in a cell where there is nothing to say


def print_table(
    headings: Row,
    rows: Iterable[Row],
    *,
    right: Sequence[int] = (),
    style_of: Callable[[Row], str] = lambda row: "",
) -> None:
    """Print rows under headings; `right` are the numbers of columns to align right.

    `style_of` gives a row's style in rich's words ("red", "dim"), used on a terminal.
    """
    shown = [[visible(cell) for cell in row] for row in rows]
    if is_terminal():
        _print_rich(headings, shown, right, style_of)
    else:
        for line in plain_lines(headings, shown, right):
            click.echo(line)


def plain_lines(headings: Row, rows: Iterable[Row], right: Sequence[int] = ()) -> list[str]:
    table = [tuple(headings), *(tuple(row) for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(headings))]
    return [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]


def _print_rich(
    headings: Row, rows: Sequence[Row], right: Sequence[int], style_of: Callable[[Row], str]
) -> None:
    from rich.console import Console

    console = Console(markup=False, highlight=False)
    widths = column_widths([headings, *rows], console.width)
    if widths is None:
        for row in rows:
            for line in stacked_lines(headings, row, console.width):
                console.print(line, style=style_of(row), soft_wrap=True)
        return
    for style, row in [("bold", headings), *((style_of(row), row) for row in rows)]:
        for line in row_lines(row, widths, right):
            console.print(line, style=style, soft_wrap=True)


def column_widths(table: Sequence[Row], cells: int) -> list[int] | None:
    """How wide each column is, in a table of so many cells; None where words have no room.

    A column that has to be narrower than its widest cell is not narrower than its longest word.
    The widest give way first.
    """
    columns = list(zip(*table, strict=True))
    widths = [max(map(width_of, column)) for column in columns]
    least = [
        max(width_of(word) for cell in column for word in cell.split() or [""])
        for column in columns
    ]
    over = sum(widths) + GAP * (len(widths) - 1) - cells
    while over > 0:
        room = [wide - narrow for wide, narrow in zip(widths, least, strict=True)]
        if not any(room):
            return None
        widest = max(range(len(widths)), key=lambda column: (room[column] > 0, widths[column]))
        widths[widest] -= 1
        over -= 1
    return widths


def row_lines(row: Row, widths: Sequence[int], right: Sequence[int] = ()) -> list[str]:
    """A row as lines: what a column has no room for goes on in the next one."""
    cells = [words_in_lines(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for parts in zip_longest(*cells, fillvalue=""):
        padded = []
        for column, (part, width) in enumerate(zip(parts, widths, strict=True)):
            blanks = " " * (width - width_of(part))
            padded.append(blanks + part if column in right else part + blanks)
        lines.append((" " * GAP).join(padded).rstrip())
    return lines


def words_in_lines(text: str, cells: int) -> list[str]:
    """The words of a text in lines of so many cells; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split(" "):
        if lines and width_of(lines[-1]) + 1 + width_of(word) <= cells:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def stacked_lines(headings: Row, row: Row, cells: int) -> list[str]:
    """A row as `HEADING cell` after `HEADING cell`, in lines, but for cells that say nothing."""
    lines: list[str] = []
    for heading, cell in zip(headings, row, strict=True):
        if cell == NOTHING:
            continue
        told = f"{heading} {cell}"
        if lines and width_of(lines[-1]) + GAP + width_of(told) <= cells:
            lines[-1] += " " * GAP + told
            continue
        margin = " " * GAP if lines else ""
        first, *more = words_in_lines(told, cells - 2 * GAP)
        lines += [margin + first, *(" " * 2 * GAP + each for each in more)]
    return lines
