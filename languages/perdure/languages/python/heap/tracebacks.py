"""Tracebacks: rows of places, which become tracebacks of stand-in frames."""

from __future__ import annotations

import ast
from functools import lru_cache
from itertools import islice
from types import CodeType, TracebackType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker

#: File, module, name, qualified name, line; and where on which lines: from line, column, to line,
#: column.
Row = tuple[str, str, str, str, int, tuple[int | None, ...]]


@kind_reducers(TracebackType)
def reduce_traceback(dumper: Reducing, traceback: TracebackType) -> Any:
    rows = []
    entry: TracebackType | None = traceback
    while entry is not None:
        rows.append(row_of(entry))
        entry = entry.tb_next
    return stand_in_traceback, (tuple(rows),)


def row_of(entry: TracebackType) -> Row:
    code = entry.tb_frame.f_code
    index = entry.tb_lasti // 2
    line, end_line, column, end_column = next(
        islice(code.co_positions(), index, index + 1), (None, None, None, None)
    )
    module = entry.tb_frame.f_globals.get("__name__", "?")
    return (
        code.co_filename,
        module if isinstance(module, str) else "?",
        code.co_name,
        code.co_qualname,
        entry.tb_lineno,
        (line, column, end_line, end_column),
    )


@maker
def stand_in_traceback(rows: tuple[Row, ...]) -> TracebackType | None:
    made: TracebackType | None = None
    for file, module, name, qualified_name, line, place in reversed(rows):
        code = stand_in_code(file, name, qualified_name, line, place)
        try:
            exec(code, {"__name__": module, "Raised": Raised})
        except Raised as raised:
            entry = raised.__traceback__
            assert entry is not None
            assert entry.tb_next is not None
            entry = entry.tb_next
            made = TracebackType(made, entry.tb_frame, entry.tb_lasti, line)
    return made


class Raised(Exception):
    """Raised by a stand-in, so that it has a frame."""


@lru_cache(maxsize=1000)
def stand_in_code(
    file: str, name: str, qualified_name: str, line: int, place: tuple[int | None, ...]
) -> CodeType:
    """Code that raises `Raised` at a place."""
    from_line, column, to_line, to_column = place
    there = {
        "lineno": from_line or line,
        "col_offset": column or 0,
        "end_lineno": to_line or from_line or line,
        "end_col_offset": to_column or 0,
    }
    statement = ast.Raise(ast.Name("Raised", ast.Load(), **there), None, **there)
    code = compile(ast.Module([statement], []), file, "exec", dont_inherit=True)
    return code.replace(co_name=name, co_qualname=qualified_name)
