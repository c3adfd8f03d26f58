"""Lines of generated code: each node is given that of the statement it belongs to.

A statement's line is its site (perdure.vm.python.functions). Python's compiler wants a
line of every node; `ast.fix_missing_locations` gives the same ones, and takes a third of all
the time that making a function takes.

Read by: perdure.vm.python.functions.
"""

from __future__ import annotations

import ast
from typing import Any

#: Fields that hold no node with a line.
_PLAIN = frozenset(
    ("arg", "attr", "conversion", "ctx", "id", "kind", "name", "op", "ops", "type_comment")
)

_children: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: (), ast.Name: ()}


def place(statement: ast.stmt, line: int) -> None:
    """Give a statement its line."""
    statement.lineno = statement.end_lineno = line
    statement.col_offset = statement.end_col_offset = 0


def place_all(function: ast.stmt) -> None:
    """Give every node in a function that has no line the line of the node around it."""
    line = function.lineno
    at = _at(line)
    waiting: list[ast.AST | int] = [function]  #: a number: the line around what comes after it
    while waiting:
        node = waiting.pop()
        if isinstance(node, int):
            line = node
            at = _at(line)
            continue
        fields: dict[str, Any] = node.__dict__
        own: int = fields.setdefault("lineno", line)
        if own != line:
            waiting.append(line)
            line = own
            at = _at(line)
        fields.update(at)
        kind = node.__class__
        names = _children.get(kind)
        if names is None:
            names = tuple(name for name in kind._fields if name not in _PLAIN)
            _children[kind] = names
        for name in names:
            child = fields.get(name)
            if child.__class__ is list:
                waiting += child
            elif child is not None:
                waiting.append(child)


def _at(line: int) -> dict[str, int]:
    return {"lineno": line, "end_lineno": line, "col_offset": 0, "end_col_offset": 0}
