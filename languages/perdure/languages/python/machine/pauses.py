"""Breakpoints in the text of a module: the statements before which a program stops.

One at a function is before the first statement of its body that does something; one at a line,
before the first statement that begins there, or the innermost that goes on there.

Read by: perdure.languages.python.machine.stepping, perdure.languages.python.machine.pausing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache

from perdure.languages.python.code.trees import tree_of
from perdure.languages.python.lowering.function import is_declaration
from perdure.vm.protocols import Pause

Pauses = tuple[Pause, ...]
#: By the line and the column at which a statement begins, the breakpoints before it.
Places = Mapping[int, Mapping[int, Pauses]]


@lru_cache(maxsize=256)
def places_in(path: str, text: str, pauses: Pauses) -> Places:
    """The places of breakpoints in a module; none in a text that is no Python."""
    try:
        tree = tree_of(text)
    except (SyntaxError, ValueError):
        return {}
    found: dict[int, dict[int, Pauses]] = {}
    for pause in pauses:
        for node in statements_for(pause, path, tree):
            there = found.setdefault(node.lineno, {})
            there[node.col_offset] = (*there.get(node.col_offset, ()), pause)
    return found


def concerns(pauses: Pauses, path: str, text: str) -> bool:
    """Whether a module is to stop somewhere; where something is watched, all of a program are."""
    return any(pause.scope is not None for pause in pauses) or bool(places_in(path, text, pauses))


def statements_for(pause: Pause, path: str, tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of a module before which a breakpoint is."""
    if pause.scope is not None:
        return
    if not pause.line:
        yield from first_statements(tree, pause.what)
    elif path == pause.what or path.endswith(f"/{pause.what}"):
        found = statement_on(tree, pause.line)
        if found is not None:
            yield found


def first_statements(tree: ast.AST, name: str, within: str = "") -> Iterator[ast.stmt]:
    """The first statements of the functions of a name, or of an ending of their qualified name."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from first_statements(node, name, within)
            continue
        qualified = f"{within}{node.name}"
        if not isinstance(node, ast.ClassDef) and f".{qualified}".endswith(f".{name}"):
            yield from first_of(node)
        yield from first_statements(node, name, f"{qualified}.")


def first_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The first statement of a function's body that does something; none of one without."""
    return [each for each in function.body if not (is_text(each) or is_declaration(each))][:1]


def is_text(node: ast.stmt) -> bool:
    """Whether that is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def statement_on(tree: ast.Module, line: int) -> ast.stmt | None:
    """The statement by which control comes to a line; None where there is none.

    Of the lines before a function's first statement, with its name and docstring, it is that.
    """
    every = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt) and not (is_declaration(node) or is_text(node))
    ]
    found = min(
        (node for node in every if node.lineno == line),
        key=lambda node: node.col_offset,
        default=None,
    )
    if found is None:
        around = [node for node in every if first_line(node) <= line <= last_line(node)]
        found = max(around, key=lambda node: node.lineno, default=None)
    if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
        return next(iter(first_of(found)), None)
    return found


def first_line(node: ast.stmt) -> int:
    """The first line of a statement, with its decorators."""
    return min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])


def last_line(node: ast.stmt) -> int:
    """The last line of a statement that is no inner statement's."""
    inner: list[ast.stmt | ast.match_case] = getattr(node, "body", getattr(node, "cases", []))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        inner = [*first_of(node)]
    if not inner:
        return node.end_lineno or node.lineno
    first = inner[0]
    begins = first.pattern.lineno if isinstance(first, ast.match_case) else first_line(first)
    return max(node.lineno, begins - 1)
