"""Imports of `builtins`, which give a program the module of its own.

Python's `import` statement would find the worker's, which all programs have in common.

Read by: perdure.languages.python.lowering, perdure.languages.python.heap.texts.
"""

from __future__ import annotations

import ast
from typing import Any

from perdure.languages.python.code.nodes import assign, at, call, constant, load

NAME = "builtins"
DUNDER = "__builtins__"  #: a dict but in the program's main module, where it is the module


def imports(node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
    """The statements that do what an import does; itself, where it is of other modules."""
    if isinstance(node, ast.ImportFrom):
        return _from_own(node) if node.module == NAME and not node.level else [node]
    if all(alias.name != NAME for alias in node.names):
        return [node]
    return [
        assign(node, alias.asname or NAME, load(node, ".builtins"))
        if alias.name == NAME
        else at(node, ast.Import([alias]))
        for alias in node.names
    ]


def _from_own(node: ast.ImportFrom) -> list[ast.stmt]:
    own = load(node, ".builtins")
    if node.names[0].name == "*":
        every = call(node, ".all_own", own, call(node, ".globals"))
        return [node, at(node, ast.Expr(every))]
    given = [call(node, ".one_own", own, constant(node, alias.name)) for alias in node.names]
    return [
        assign(node, alias.asname or alias.name, value)
        for alias, value in zip(node.names, given, strict=True)
    ]


class OwnBuiltins(ast.NodeTransformer):
    """The same all over a tree that is not lowered."""

    def visit_Import(self, node: ast.Import) -> Any:
        return imports(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        return imports(node)


def name_own_builtins(tree: ast.Module) -> None:
    """Have `__builtins__` be the program's own module, if the main text binds none itself."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == DUNDER]
    if all(isinstance(node.ctx, ast.Load) for node in found):
        for node in found:
            node.id = ".builtins"
