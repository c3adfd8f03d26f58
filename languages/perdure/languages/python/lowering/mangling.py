"""Private names: `__x` in a class `C` is `_C__x`.

Python's compiler does this itself, but the rest of a method is compiled outside of its class. So
it is done first, to the whole text; a name that has been changed begins with one underscore and is
not changed again. Only what a class's body itself defines keeps its name, which `__name__` is: the
body is compiled within its class.
"""

from __future__ import annotations

import ast


def mangle(tree: ast.Module) -> None:
    """Replace the private names of a text, in place."""
    if any(isinstance(node, ast.ClassDef) for node in ast.walk(tree)):
        _Mangler().visit(tree)


class _Mangler(ast.NodeVisitor):
    def __init__(self) -> None:
        self.prefix = ""  #: of the innermost class, as in `_C`
        self.is_in_body = False  #: whether it is at a class's own statements

    def name(self, name: str) -> str:
        is_private = name.startswith("__") and not name.endswith("__") and "." not in name
        return self.prefix + name if is_private and self.prefix else name

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        outer = self.prefix
        for part in (*node.decorator_list, *node.bases, *node.keywords):
            self.visit(part)
        stripped = node.name.lstrip("_")
        if not self.is_in_body:
            node.name = self.name(node.name)
        is_in_body, self.is_in_body = self.is_in_body, True
        self.prefix = f"_{stripped}" if stripped else ""
        for parameter in getattr(node, "type_params", ()):
            self.visit(parameter)
        for statement in node.body:
            self.visit(statement)
        self.prefix, self.is_in_body = outer, is_in_body

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.visit_function(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.visit_function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_function(node)

    def visit_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        if not (self.is_in_body or isinstance(node, ast.Lambda)):
            node.name = self.name(node.name)
        is_in_body, self.is_in_body = self.is_in_body, False
        self.generic_visit(node)
        self.is_in_body = is_in_body

    def generic_visit(self, node: ast.AST) -> None:
        if self.prefix:
            match node:
                case ast.Name():
                    node.id = self.name(node.id)
                case ast.Attribute():
                    node.attr = self.name(node.attr)
                case ast.arg():
                    node.arg = self.name(node.arg)
                case ast.Global() | ast.Nonlocal():
                    node.names = [self.name(name) for name in node.names]
                case ast.ExceptHandler() | ast.MatchAs() | ast.MatchStar() if node.name:
                    node.name = self.name(node.name)
                case ast.MatchMapping() if node.rest:
                    node.rest = self.name(node.rest)
                case ast.alias():
                    # `import __x` binds the mangled name.
                    if node.asname:
                        node.asname = self.name(node.asname)
                    elif self.name(node.name) != node.name:
                        node.asname = self.name(node.name)
                case _ if type(node).__name__ in ("TypeVar", "ParamSpec", "TypeVarTuple"):
                    vars(node)["name"] = self.name(vars(node)["name"])
        super().generic_visit(node)
