"""The reasons why a breakpoint stops nothing in a text, for the one that sets it.

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.machine.pauses import first_of, statement_on

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: Decorators, by their last name, whose functions are called as an attribute is read or set.
PROPERTIES = frozenset(("property", "cached_property", "setter", "getter", "deleter"))

Named = tuple[str, ast.stmt]  #: a qualified name, and what defines it


def stops_in(text: str, name: str, line: int) -> tuple[bool, str]:
    """Whether a breakpoint at a line, or else at a name, stops something in a text; or why not.

    No reason is given where nothing of that name is there.
    """
    try:
        tree = tree_of(text)
    except (SyntaxError, ValueError):
        return False, ""
    if line:
        found = statement_on(tree, line)
        reason = f"no statement is on line {line}" if found is None else reason_within(tree, found)
        return not reason, reason
    reasons = [reason_at(node, name) for _, node in defining(tree, name)]
    return "" in reasons, next(iter(reasons), "")


def defining(tree: ast.AST, name: str, within: str = "") -> Iterator[Named]:
    """The statements that define a name, or an ending of its qualified name."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            qualified = f"{within}{node.name}"
            if f".{qualified}".endswith(f".{name}"):
                yield qualified, node
            yield from defining(node, name, f"{qualified}.")
            continue
        for each in names_bound(node):
            if f".{within}{each}".endswith(f".{name}"):
                assert isinstance(node, ast.stmt)
                yield f"{within}{each}", node
        yield from defining(node, name, within)


def names_bound(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Assign):
        return [each.id for each in node.targets if isinstance(each, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


def reason_at(node: ast.stmt, name: str) -> str:
    """Why nothing stops there; "" where it does."""
    if isinstance(node, ast.ClassDef):
        return f"it is a class, whose body does not stop; choose a method, as {name}.__init__"
    if isinstance(node, ast.Assign | ast.AnnAssign):
        if isinstance(node.value, ast.Lambda):
            return "it is a lambda, which has no statement to stop before; write it as a def"
        return f"it is a variable; `watch {name}` in a debugger stops where it is changed"
    assert isinstance(node, FUNCTIONS)
    if is_property(node):
        return "it is a property, which is called within an expression, where nothing stops"
    return "" if first_of(node) else "it has no statement to stop before"


def reason_within(tree: ast.Module, statement: ast.stmt) -> str:
    """Why nothing stops before a statement, by what it stands in; "" where it does."""
    around: ast.AST = tree
    while around is not statement:
        for node in ast.iter_child_nodes(around):
            if any(each is statement for each in ast.walk(node)):
                break
        if node is not statement:
            if isinstance(node, FUNCTIONS) and is_property(node):
                return "it is in a property, which is called within an expression"
            inner = next((each for each in getattr(node, "body", []) if each is statement), None)
            if isinstance(node, ast.ClassDef) and inner is not None:
                return "it is in the body of a class, which does not stop"
        around = node
    return ""


def is_property(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(last_name(each) in PROPERTIES for each in node.decorator_list)


def last_name(node: ast.expr) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
