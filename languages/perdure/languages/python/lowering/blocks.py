"""Blocks: loops, `try` and `with` in one another, of which Python's compiler has 20 at most.

A `with` is two of them when it is lowered.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

#: Blocks that Python's compiler has in one another at most, but for one.
MOST_BLOCKS = 19


def blocks_in(node: ast.stmt) -> int:
    """How many of the compiler's blocks the lowered form of a statement opens."""
    match node:
        case ast.For() | ast.While():
            return 1
        case ast.With() | ast.AsyncWith():
            return 2 * len(node.items)
        case ast.Try() | ast.TryStar():
            return 2 * bool(node.handlers) + 2 * bool(node.finalbody)
    return 0


def own_blocks(body: Sequence[ast.AST]) -> int:
    """How many blocks are in one another at most in statements that stay Python's own."""
    most = 0
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
            continue
        opened = blocks_in(node) if isinstance(node, ast.stmt) else 0
        if isinstance(node, ast.With):
            opened = len(node.items)
        most = max(most, opened + own_blocks(list(ast.iter_child_nodes(node))))
    return most


def can_stay(node: ast.With) -> bool:
    """Whether a statement can be Python's own in a function that is no coroutine."""
    return not any(
        isinstance(inner, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
    )
