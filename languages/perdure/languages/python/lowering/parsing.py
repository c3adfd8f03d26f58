"""Parsing: Python's own, made safe from what else parses in the interpreter.

CPython counts how deep it is in a tree in one place for all threads (python/cpython#106905). Where
garbage is collected while it makes a tree, and a finalizer parses, or lets another thread run that
does, the count is wrong: a SystemError, or a RecursionError for a text that is not deep. So no
garbage is collected meanwhile.

Read by: lower, and what looks at texts.
"""

from __future__ import annotations

import ast
import gc
import threading
from typing import Any

from perdure.languages.python.code.nodes import assign, call, expression, load
from perdure.languages.python.code.text_names import VALUE

_lock = threading.Lock()


def parsed(text: str | bytes, filename: str, mode: str = "exec") -> ast.Module:
    """The tree of a text, `mode` being that of `compile`. SyntaxError.

    For "eval" its last statement has the value, for "single" each expression is shown.
    """
    with _lock:
        is_collecting = gc.isenabled()
        gc.disable()
        try:
            return in_statements(ast.parse(text, filename, mode))
        finally:
            if is_collecting:
                gc.enable()


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
