"""Where in a text an exception was raised, by its traceback.

Read by: perdure.languages.python.machine.raising.
"""

from __future__ import annotations

from itertools import islice
from types import TracebackType


def is_within(entry: TracebackType, parts: tuple[int, ...]) -> bool:
    """Whether a traceback's entry is in parts of a text: (line, column, end line, end column)."""
    line, column = line_and_column(entry)
    for n in range(0, len(parts), 4):
        if column is None:
            if parts[n] <= line <= parts[n + 2]:
                return True
        elif parts[n : n + 2] <= (line, column) < parts[n + 2 : n + 4]:
            return True
    return False


def line_and_column(entry: TracebackType) -> tuple[int, int | None]:
    positions = entry.tb_frame.f_code.co_positions()
    line, _, column, _ = next(islice(positions, entry.tb_lasti // 2, None))
    return line or entry.tb_lineno, column


def position_of(entry: TracebackType) -> str:
    """`file:line:column` of what has raised."""
    line, column = line_and_column(entry)
    return f"{entry.tb_frame.f_code.co_filename}:{line}:{(column or 0) + 1}"
