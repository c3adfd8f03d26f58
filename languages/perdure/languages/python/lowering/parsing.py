"""Parsing: Python's own, and the trees of other modes as those of modules.

Read by: lower, and what looks at texts.
"""

from __future__ import annotations

import ast
from typing import Any

from perdure.languages.python.code.nodes import assign, call, expression, load
from perdure.languages.python.code.text_names import VALUE
from perdure.languages.python.code.trees import tree_of


def parsed(text: str | bytes, filename: str, mode: str = "exec") -> ast.Module:
    """The tree of a text, `mode` being that of `compile`. SyntaxError.

    For "eval" its last statement has the value, for "single" each expression is shown.
    """
    return in_statements(tree_of(text, filename, mode))


def in_statements(tree: Any) -> ast.Module:
    """A tree of any mode as that of a module."""
    if isinstance(tree, ast.Expression):
        place = tree.body
        valued = expression(place, load(place, VALUE))
        return ast.Module([assign(place, VALUE, tree.body), valued], [])
    if isinstance(tree, ast.Interactive):
        return ast.Module(list(map(_shown, tree.body)), [])
    module: ast.Module = tree
    return module


def _shown(node: ast.stmt) -> ast.stmt:
    if isinstance(node, ast.Expr):
        return expression(node, call(node.value, ".display", node.value))
    return node
