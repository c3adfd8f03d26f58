"""Rows for people: a rich table on a terminal, aligned plain text anywhere else.

Plain text is for pipes and scripts: a line a row, columns two spaces apart, no
colours, nothing cut off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import click

from perdure.repl.options import is_terminal
from perdure.vm.texts import visible

Row = Sequence[str]


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
    rows = ([visible(cell) for cell in row] for row in rows)
    if is_terminal():
        _print_rich(headings, rows, right, style_of)
    else:
        for line in plain_lines(headings, rows, right):
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
    headings: Row, rows: Iterable[Row], right: Sequence[int], style_of: Callable[[Row], str]
) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column, heading in enumerate(headings):
        table.add_column(heading, justify="right" if column in right else "left")
    for row in rows:
        table.add_row(*row, style=style_of(row))
    Console(markup=False, highlight=False).print(table)
