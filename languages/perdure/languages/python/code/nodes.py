"""Nodes that lowered code is made of, each with the position of the node that it stands for."""

from __future__ import annotations

import ast
import copy
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Node = TypeVar("Node", bound=ast.AST)

_LOAD = ast.Load()
_STORE = ast.Store()
_DEL = ast.Del()


def at(place: ast.AST, node: Node) -> Node:
    """The node, standing where `place` stands."""
    own, given = vars(node), vars(place)
    own["lineno"] = given.get("lineno", 1)
    own["col_offset"] = given.get("col_offset", 0)
    own["end_lineno"] = given.get("end_lineno", own["lineno"])
    own["end_col_offset"] = given.get("end_col_offset", own["col_offset"])
    return node


def load(place: ast.AST, name: str) -> ast.Name:
    return at(place, ast.Name(name, _LOAD))


def store(place: ast.AST, name: str) -> ast.Name:
    return at(place, ast.Name(name, _STORE))


def delete(place: ast.AST, name: str) -> ast.Delete:
    return at(place, ast.Delete([at(place, ast.Name(name, _DEL))]))


def constant(place: ast.AST, value: Any) -> ast.Constant:
    return at(place, ast.Constant(value))


def attribute(place: ast.AST, value: ast.expr, name: str) -> ast.Attribute:
    return at(place, ast.Attribute(value, name, _LOAD))


def call(place: ast.AST, function: str | ast.expr, *arguments: ast.expr) -> ast.Call:
    f = load(place, function) if isinstance(function, str) else function
    return at(place, ast.Call(f, list(arguments), []))


def negated(place: ast.AST, value: ast.expr) -> ast.UnaryOp:
    return at(place, ast.UnaryOp(ast.Not(), value))


def compared(place: ast.AST, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.Compare:
    return at(place, ast.Compare(left, [operator], [right]))


def tuple_of(place: ast.AST, items: Sequence[ast.expr]) -> ast.Tuple:
    return at(place, ast.Tuple(list(items), _LOAD))


def targets_of(place: ast.AST, names: Sequence[str]) -> ast.Tuple:
    return at(place, ast.Tuple([store(place, name) for name in names], _STORE))


def assign(place: ast.AST, target: str | ast.expr, value: ast.expr) -> ast.Assign:
    t = store(place, target) if isinstance(target, str) else target
    return at(place, ast.Assign([t], value))


def set_constant(place: ast.AST, target: str, value: Any) -> ast.Assign:
    return assign(place, target, constant(place, value))


def expression(place: ast.AST, value: ast.expr) -> ast.Expr:
    return at(place, ast.Expr(value))


def passing(place: ast.AST) -> ast.Pass:
    return at(place, ast.Pass())


def branch(
    place: ast.AST,
    test: ast.expr,
    body: Sequence[ast.stmt],
    orelse: Sequence[ast.stmt] = (),
) -> ast.If:
    return at(place, ast.If(test, list(body) or [passing(place)], list(orelse)))


def raising(place: ast.AST, what: ast.expr | None = None) -> ast.Raise:
    return at(place, ast.Raise(what, None))


def attempt(
    place: ast.AST,
    body: Sequence[ast.stmt],
    handlers: Sequence[ast.ExceptHandler] = (),
    orelse: Sequence[ast.stmt] = (),
    final: Sequence[ast.stmt] = (),
) -> ast.Try:
    return at(
        place,
        ast.Try(list(body) or [passing(place)], list(handlers), list(orelse), list(final)),
    )


def handler(
    place: ast.AST, kind: ast.expr | None, name: str | None, body: Sequence[ast.stmt]
) -> ast.ExceptHandler:
    return at(place, ast.ExceptHandler(kind, name, list(body) or [passing(place)]))


def letting_go(place: ast.AST) -> ast.ExceptHandler:
    """The clause that lets a capture pass: `except .Capture: raise`."""
    return handler(place, load(place, ".Capture"), None, [raising(place)])


def unless_capturing(place: ast.AST, body: Sequence[ast.stmt]) -> ast.If:
    """The body of a `finally`, which does not run when a stack is captured."""
    return branch(place, load(place, ".capturing"), [passing(place)], body)


def parameters(place: ast.AST, names: Sequence[str]) -> ast.arguments:
    return ast.arguments([], [at(place, ast.arg(name)) for name in names], None, [], [], None, [])


def definition(
    place: ast.AST, name: str, arguments: ast.arguments, body: list[ast.stmt]
) -> ast.FunctionDef:
    node = at(place, ast.FunctionDef(name, arguments, body, [], None))
    if sys.version_info >= (3, 12):
        node.type_params = []
    return node


def changed(node: Node, **fields: Any) -> Node:
    """A node like this one but for some fields; its marks and its position are kept."""
    new = copy.copy(node)
    vars(new).update(fields)
    return new


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Let functions that walk trees go as deep as Python's own parser does.

    Calls of Python functions need no stack of C's.
    """
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(max(usual, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(usual)
