"""Statements that stop where they raise, before anything of the program handles that.

Where a debugger has a breakpoint on exceptions, each statement, and what stands before the block of
one, is in a `try` that asks about what it raises and raises it again:

    try: (the statement)
    except .BaseException as .q: .h = .q; if .raising: .stood(.h, .raised(.h, ...)); raise

So the stack is as it was, with all variables, and can be left there. What a block raises comes by
the statement that heads it, as that of a loop does: so `.raised` is given the parts of the text,
(line, column, end line, end column) each, in which it was raised if it is this statement's.

Read by: perdure.languages.python.lowering.function, perdure.languages.python.lowering.handlers.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import (
    assign,
    attempt,
    branch,
    delete,
    handler,
    letting_go,
    load,
    raising,
    set_constant,
    unless_capturing,
)

#: Blocks of the compiler's that the `try` needs where it stands, with its handler.
ROOM = 4

Part = tuple[int, int, int, int]


def parts_of(node: ast.stmt) -> list[Part]:
    """The parts in which a statement raises by itself; none of one whose parts are asked about."""
    match node:
        case ast.For() | ast.AsyncFor():
            ends = [part_of(node.target), part_of(node.iter)]
            begins = min((node.lineno, node.col_offset), *(each[:2] for each in ends))
            return [(*begins, *max(each[2:] for each in ends))]
        case ast.Match():
            parts = [part_of(node.subject)]
            for case in node.cases:
                parts += [part_of(each) for each in (case.pattern, case.guard) if each]
            return parts
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            begins = min((each.lineno, each.col_offset) for each in (node, *node.decorator_list))
            return [(*begins, *part_of(node)[2:])]
        case _ if isinstance(node, SILENT):
            return []
    return [part_of(node)]


def part_of(node: ast.AST) -> Part:
    own = vars(node)
    return own["lineno"], own["col_offset"], own["end_lineno"], own["end_col_offset"]


#: What stands in the `try` with its blocks.
HEADING = (ast.For, ast.AsyncFor, ast.Match)
#: What raises nothing itself, or is asked about in parts.
SILENT = (
    *(ast.If, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar),
    *(ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal),
)


def asking(
    place: ast.AST, k: int, body: Sequence[ast.stmt], question: Sequence[ast.stmt]
) -> ast.Try:
    """Statements, and the question about what they raise, which is in `.h<k>`."""
    asked = [branch(place, load(place, ".raising"), question), raising(place)]
    failing = held_handler(place, k, load(place, ".BaseException"), None, asked)
    new = attempt(place, body, [letting_go(place), failing])
    mark(new, asks=True)
    return new


def held_handler(
    place: ast.AST, k: int, kind: ast.expr, name: str | None, body: list[ast.stmt]
) -> ast.ExceptHandler:
    """A handler in which something waits: `.h<k>` holds what it handles.

    Python deletes the name after `as` when anything leaves the handler, a capture too; so the
    program's name is bound and deleted here.
    """
    clearing: list[ast.stmt] = [set_constant(place, f".h{k}", None)]
    starting: list[ast.stmt] = [assign(place, f".h{k}", load(place, f".q{k}"))]
    if name:
        starting.append(assign(place, name, load(place, f".q{k}")))
        clearing += [set_constant(place, name, None), delete(place, name)]
    inner = attempt(place, body, final=[unless_capturing(place, clearing)])
    new = handler(place, kind, f".q{k}", [*starting, inner])
    mark(new, held=f".h{k}")
    return new
