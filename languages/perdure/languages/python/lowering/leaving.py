"""Ways out of statements with a `finally` in which something waits.

`.why<k>` says how the `finally` number k was reached, so that what is pending is known when the
rest of the `finally` is run: 0 by the end of the block, 1 by an exception, which is in `.exc<k>`,
2 by `return` of `.rv<k>`, 3 by `break`, 4 by `continue`.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from perdure.languages.python.code.nodes import assign, load, set_constant
from perdure.languages.python.lowering.function import FunctionLowering
from perdure.languages.python.lowering.scopes import DEFINITIONS

WHY = {"raise": 1, "return": 2, "break": 3, "continue": 4}


def leave(
    lowering: FunctionLowering, node: ast.stmt, value: ast.expr | None = None
) -> ast.expr | None:
    """Note in each `finally` that a statement goes through how it is left."""
    why = WHY[type(node).__name__.lower()]
    for one in reversed(lowering.exits):
        if one.pending is None:
            if why == WHY["return"]:
                continue
            break
        if value is not None:
            lowering.emit(assign(node, f".rv{one.pending}", value))
            value = load(node, f".rv{one.pending}")
        lowering.emit(set_constant(node, f".why{one.pending}", why))
    return value


def ways_out(statements: Sequence[ast.stmt], *, in_loop: bool = False) -> list[str]:
    """How statements may leave the block they are in: of "return", "break" and "continue"."""
    found: set[str] = set()
    for statement in statements:
        match statement:
            case ast.Return():
                found.add("return")
            case ast.Break() | ast.Continue():
                if not in_loop:
                    found.add(type(statement).__name__.lower())
            case ast.For() | ast.While() | ast.AsyncFor():
                found.update(ways_out(statement.body, in_loop=True))
                found.update(ways_out(statement.orelse, in_loop=in_loop))
            case _ if isinstance(statement, DEFINITIONS):
                pass
            case _:
                for child in ast.iter_child_nodes(statement):
                    if isinstance(child, ast.stmt):
                        found.update(ways_out([child], in_loop=in_loop))
                    elif isinstance(child, ast.ExceptHandler | ast.match_case):
                        found.update(ways_out(child.body, in_loop=in_loop))
    return [way for way in WHY if way in found]
