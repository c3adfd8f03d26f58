"""The definitions in a text of regular Python, and the names that a text refers to.

Read by: perdure.languages.python.language.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from perdure.languages.python.code.trees import tree_of
from perdure.vm.protocols import Defined

KINDS = {
    ast.FunctionDef: "function",
    ast.AsyncFunctionDef: "function",
    ast.ClassDef: "class",
    ast.Assign: "variable",
    ast.AnnAssign: "variable",
}


def definitions_in(text: str) -> list[Defined]:
    """Functions, classes, their methods as "Order.price", and variables of a module."""
    try:
        tree = tree_of(text)
    except SyntaxError:
        return []
    return list(_defined(tree.body, "", Lines(text)))


def names_in(text: str) -> frozenset[str]:
    """All names that a text refers to, those of attributes too."""
    try:
        tree = tree_of(_unindented(text))
    except SyntaxError:
        return frozenset()
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return frozenset(found)


def _unindented(text: str) -> str:
    """A method's text as if it stood alone."""
    return f"if 1:\n{text}" if text[:1] in " \t" else text


class Lines:
    """A text whose nodes give lines and bytes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def place(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def comments_above(self, line: int) -> int:
        """The number of the first line of the comment block above a line."""
        while line > 1 and self.lines[line - 2].lstrip().startswith("#"):
            line -= 1
        return line


def _defined(body: list[ast.stmt], inside: str, lines: Lines) -> Iterator[Defined]:
    for node in body:
        names = tuple(inside + name for name in _names(node))
        if not names or (inside and isinstance(node, ast.Assign | ast.AnnAssign)):
            continue
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        above = lines.comments_above(first)
        start = lines.place(above, 0)
        column = lines.place(first, len(lines.lines[first - 1])) - len(
            lines.lines[first - 1].lstrip()
        )
        end = lines.place(node.end_lineno or first, node.end_col_offset or 0)
        said = [each.strip().lstrip("#").strip() for each in lines.lines[above - 1 : first - 1]]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            said += (ast.get_docstring(node) or "").splitlines()
        yield Defined(names, KINDS[type(node)], "", start, column, end, "\n".join(said))
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, f"{inside}{node.name}.", lines)


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [each.id for each in node.targets if isinstance(each, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []
