"""Marks: what the nodes of a lowered body carry beside their fields.

| mark | of | says |
|---|---|---|
| `site` | a statement | the number of the site that it is |
| `function` | FunctionDef, AsyncFunctionDef, Lambda | the index of the function that it makes |
| `held` | ExceptHandler | the variable that holds the exception while its body runs |
| `pending` | Try | the number k of `.why<k>` and its like: how its `finally` was reached |
| `leaves` | Try | the ways out of its `try` that its `finally` may have to go on with |
| `loop` | For, While | the number of the loop in its function |
| `clears` | Try | the variable that it lets go of; it stands for nothing of the text |
| `asks` | Try | that it asks about what its statements raise; it stands for nothing either |
"""

from __future__ import annotations

import ast
from typing import Any

MARKS = ("site", "function", "held", "pending", "leaves", "loop", "clears", "asks")


def mark(node: ast.AST, **marks: Any) -> None:
    vars(node).update(marks)


def marks_of(node: ast.AST) -> dict[str, Any]:
    """The marks that a node has, in the order of MARKS."""
    own = vars(node)
    return {name: own[name] for name in MARKS if name in own}


def site_of(node: ast.AST) -> int | None:
    return vars(node).get("site")


def function_of(node: ast.AST) -> int | None:
    return vars(node).get("function")


def loop_of(node: ast.AST) -> int:
    return vars(node)["loop"]


def held_by(handler: ast.ExceptHandler) -> str | None:
    return vars(handler).get("held")


def pending_of(node: ast.Try | ast.TryStar) -> int | None:
    return vars(node).get("pending")


def leaves_of(node: ast.Try) -> tuple[str, ...]:
    return tuple(vars(node).get("leaves", ()))


def cleared_by(node: ast.AST) -> str | None:
    return vars(node).get("clears")


def asks(node: ast.AST) -> bool:
    return "asks" in vars(node)
