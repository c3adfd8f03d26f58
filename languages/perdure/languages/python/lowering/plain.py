"""Plain values: those that are for certain of a builtin type, and no class of a program's.

Their methods and their iteration run no code of a program, so they are neither checked nor lifted.
"""

from __future__ import annotations

import ast

from perdure.languages.python.lowering.function import FunctionLowering
from perdure.languages.python.lowering.scopes import COMPREHENSIONS, Scope

#: Builtins whose results are containers of builtin types.
MAKERS = frozenset(["range", "sorted", "list", "tuple", "set", "frozenset", "dict", "str", "bytes"])


def is_plain(lowering: FunctionLowering, node: ast.expr, scope: Scope | None = None) -> bool:
    """Whether a value is for certain of a builtin type: a container, or a constant."""
    if isinstance(node, ast.Constant | ast.JoinedStr | ast.List | ast.Tuple | ast.Set | ast.Dict):
        return True
    if isinstance(node, COMPREHENSIONS):
        return not isinstance(node, ast.GeneratorExp)
    if isinstance(node, ast.Name):
        return _is_plain_variable(lowering, node.id, scope or lowering.scope)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in MAKERS
        and lowering.is_builtin(node.func.id, scope)
    )


def _is_plain_variable(lowering: FunctionLowering, name: str, scope: Scope) -> bool:
    """Whether all that a function binds a variable of its own to is plain."""
    here: Scope | None = scope
    while here is not None and name not in here.bound:
        if name in here.declared_global:
            return False
        here = here.outer
    if here is None or here.is_module:
        return False
    if name not in here.plain_variables:
        here.plain_variables[name] = False  # where it is asked of itself
        values = here.values_of(name)
        here.plain_variables[name] = values is not None and all(
            is_plain(lowering, value, here) for value in values
        )
    return here.plain_variables[name]
