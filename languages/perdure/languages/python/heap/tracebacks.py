"""Tracebacks: rows of places, which become tracebacks of stand-in frames."""

from __future__ import annotations

import ast
import sys
from functools import lru_cache
from itertools import islice
from types import CodeType, FunctionType, TracebackType
from typing import Any

from perdure.languages.python.heap.dumping import Reducing
from perdure.languages.python.heap.kinds import kind_reducers, maker

#: File, module, name, qualified name, line; and where on which lines: from line, column, to line,
#: column.
Row = tuple[str, str, str, str, int, tuple[int | None, ...]]


#: Of one frame: the variables whose end runs code of the program.
Left = tuple[Any, ...]
LEFT = ".left"  #: the variable that a stand-in frame has them in


@kind_reducers(TracebackType)
def reduce_traceback(dumper: Reducing, traceback: TracebackType) -> Any:
    rows, left = [], []
    entry: TracebackType | None = traceback
    while entry is not None:
        rows.append(row_of(entry))
        frame = entry.tb_frame
        left.append(frame.f_locals.get(LEFT) or dumper.program.left_in(frame))
        entry = entry.tb_next
    if any(left):
        return traceback_with_left, (tuple(rows), tuple(left))
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
    return traceback_with_left(rows, ((),) * len(rows))


@maker
def traceback_with_left(rows: tuple[Row, ...], left: tuple[Left, ...]) -> TracebackType | None:
    """The traceback of stand-in frames, each with what was left in the frame that it stands for."""
    made: TracebackType | None = None
    for (file, module, name, qualified_name, line, place), values in reversed(
        list(zip(rows, left, strict=True))
    ):
        code, index = stand_in_code(file, name, qualified_name, line, place)
        # A frame that has run refers to its caller's, and so to all that this load has made.
        unstarted = FunctionType(code, {"__name__": module})(values)
        made = TracebackType(made, unstarted.gi_frame, index, line)
    return made


@lru_cache(maxsize=1000)
def stand_in_code(
    file: str, name: str, qualified_name: str, line: int, place: tuple[int | None, ...]
) -> tuple[CodeType, int]:
    """The code of a generator of one argument, and the index of an instruction at a place."""
    from_line, column, to_line, to_column = place
    there: dict[str, Any] = {
        "lineno": from_line or line,
        "col_offset": column or 0,
        "end_lineno": to_line or from_line or line,
        "end_col_offset": to_column or 0,
    }
    statement = ast.Expr(ast.Yield(None, **there), **there)
    arguments = ast.arguments([], [ast.arg(LEFT, None, **there)], None, [], [], None, [])
    function = ast.FunctionDef("stand_in", arguments, [statement], [], None, **there)
    if sys.version_info >= (3, 12):
        function.type_params = []
    module = compile(ast.Module([function], []), file, "exec", dont_inherit=True)
    code = next(each for each in module.co_consts if isinstance(each, CodeType))
    index = next(
        number
        for number, (first, last, start, end) in enumerate(code.co_positions())
        if (first, start, last, end) == tuple(there.values()) and number
    )
    return code.replace(co_name=name, co_qualname=qualified_name), 2 * index
