"""Trees as every version of Python gives them.

Python 3.12 says where each part of an f-string stands, 3.11 only where the whole does, and some
versions add an empty text to a format. The expressions in it stand where they do in all.
"""

from __future__ import annotations

import ast

from perdure.languages.python.code.nodes import at


def normalize(tree: ast.Module) -> None:
    """Change the f-strings of a tree, in place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) and "whole" not in vars(node):
            _normalize(node, node)


def _normalize(node: ast.JoinedStr, whole: ast.JoinedStr) -> None:
    vars(node)["whole"] = True  # those in its formats have been seen, too
    at(whole, node)
    node.values = [
        part for part in node.values if not (isinstance(part, ast.Constant) and part.value == "")
    ]
    for part in node.values:
        at(whole, part)
        if isinstance(part, ast.FormattedValue) and isinstance(part.format_spec, ast.JoinedStr):
            _normalize(part.format_spec, whole)
