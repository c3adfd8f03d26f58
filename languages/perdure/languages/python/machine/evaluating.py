"""Expressions for a debugger: where one ends in a text, and one of variables as they are shown.

The variables of a program that stands are read from what is stored, with stand-ins for objects
of its classes, which have the attributes that these have; so methods of theirs, and functions of
the program, are not there to be called.

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.machine.stand_ins import Shown, short


def end_of(text: str, start: int) -> int | None:
    """The end of the longest expression that begins there in a text; None where nothing does.

    Else that of a statement: of one with a block, what is on its first line.
    """
    lines = text.split("\n")
    line = text.count("\n", 0, start) + 1
    column = start - (text.rfind("\n", 0, start) + 1)
    found = statement = None
    try:
        nodes = ast.walk(tree_of(text))
    except SyntaxError:
        return None
    for node in nodes:
        if not isinstance(node, ast.expr | ast.stmt):
            continue
        if isinstance(getattr(node, "ctx", None), ast.Store):  # what is assigned to
            continue
        if node.lineno != line or node.end_lineno is None:
            continue
        if len(lines[line - 1].encode()[: node.col_offset].decode()) != column:
            continue
        if isinstance(node, ast.stmt) and hasattr(node, "body"):
            rest = sum(len(each) + 1 for each in lines[:line]) - 1
            statement = rest - len(lines[line - 1]) + len(lines[line - 1].rstrip())
            continue
        before = sum(len(each) + 1 for each in lines[: node.end_lineno - 1])
        last = lines[node.end_lineno - 1].encode()[: node.end_col_offset].decode()
        if isinstance(node, ast.stmt):
            statement = max(statement or 0, before + len(last))
        else:
            found = max(found or 0, before + len(last))
    return found if found is not None else statement


def looked_at(text: str, variables: Mapping[str, Any]) -> str:
    """The value, as text, of an expression of variables; what Python raises where it has none."""
    values = {
        name: each.value if isinstance(each, Shown) else each for name, each in variables.items()
    }
    return short(eval(compile(text.strip(), "<debug>", "eval"), values))
