"""Nodes that stay Python's own: class bodies, annotations, expressions without sites.

The functions that they make are functions of the module nevertheless: methods are lowered, and a
lambda is known by its number.
"""

from __future__ import annotations

import ast
from typing import Any

from perdure.languages.python.code.marks import mark
from perdure.languages.python.code.nodes import at
from perdure.languages.python.code.own_builtins import imports
from perdure.languages.python.lowering.definitions import lowered_definition, make_coroutine
from perdure.languages.python.lowering.function import NATIVE, FunctionLowering
from perdure.languages.python.lowering.scopes import FUNCTIONS


def native(lowering: FunctionLowering, node: Any) -> Any:
    """A node as it is, with the functions that it makes as they are in lowered code."""
    if isinstance(node, ast.Lambda):
        return _lambda(lowering, node)
    if isinstance(node, ast.ClassDef):
        return _class(lowering, node)
    if not _makes_functions(node):
        return node
    fields: dict[str, Any] = {}
    for name, field in ast.iter_fields(node):
        if isinstance(field, ast.AST):
            fields[name] = native(lowering, field)
        elif isinstance(field, list) and field and isinstance(field[0], ast.stmt):
            fields[name] = native_block(lowering, field)
        elif isinstance(field, list):
            fields[name] = [
                native(lowering, item) if isinstance(item, ast.AST) else item for item in field
            ]
        else:
            fields[name] = field
    new = type(node)(**fields)
    return at(node, new) if hasattr(node, "lineno") else new


NATIVE.append(native)


def native_block(lowering: FunctionLowering, body: list[Any]) -> list[ast.stmt]:
    lowered: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, FUNCTIONS):
            lowered.extend(_function(lowering, statement))
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            lowered.extend(imports(statement))
        else:
            lowered.append(native(lowering, statement))
    return lowered


def _makes_functions(node: ast.AST) -> bool:
    own = vars(node)
    found = own.get("makes")
    if found is None:
        found = own["makes"] = isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)) or any(
            _makes_functions(child) for child in ast.iter_child_nodes(node)
        )
    return bool(found)


def _lambda(lowering: FunctionLowering, node: ast.Lambda) -> ast.Lambda:
    qualname = f"{lowering.prefix}<lambda>"
    made = lowering.module.made
    function = made.get(node)
    if function is None:
        function = lowering.module.new_function("<lambda>", qualname, first_line=node.lineno)
        made[node] = function
    prefix, lowering.prefix = lowering.prefix, f"{qualname}.<locals>."
    args, body = native(lowering, node.args), native(lowering, node.body)
    lowering.prefix = prefix
    new = at(node, ast.Lambda(args, body))
    function.parameters = args
    mark(new, function=function.index)
    return new


def _function(
    lowering: FunctionLowering, node: ast.FunctionDef | ast.AsyncFunctionDef
) -> list[ast.stmt]:
    args = native(lowering, node.args)
    definition = lowered_definition(lowering, node, args)
    before: list[ast.stmt] = []
    if isinstance(node, ast.AsyncFunctionDef):
        before = make_coroutine(lowering, node, definition)
    decorators = [native(lowering, decorator) for decorator in node.decorator_list]
    definition.decorator_list = [*decorators, *definition.decorator_list]
    definition.lineno = node.lineno
    return [*before, definition]


def _class(lowering: FunctionLowering, node: ast.ClassDef) -> ast.ClassDef:
    fields: dict[str, Any] = {
        "name": node.name,
        "bases": [native(lowering, base) for base in node.bases],
        "keywords": [native(lowering, keyword) for keyword in node.keywords],
        "body": class_body(lowering, node),
        "decorator_list": [native(lowering, one) for one in node.decorator_list],
    }
    if "type_params" in node._fields:
        fields["type_params"] = vars(node)["type_params"]
    return at(node, ast.ClassDef(**fields))


def class_body(lowering: FunctionLowering, node: ast.ClassDef) -> list[ast.stmt]:
    kept = lowering.prefix, lowering.is_in_class, lowering.class_names
    is_global = node.name in lowering.scope.declared_global
    lowering.prefix = f"{'' if is_global else lowering.prefix}{node.name}."
    lowering.is_in_class = True
    lowering.class_names = {
        name for s in node.body if isinstance(s, ast.Global) for name in s.names
    }
    try:
        return native_block(lowering, node.body)
    finally:
        lowering.prefix, lowering.is_in_class, lowering.class_names = kept
