"""Docstrings begin with a noun or a verb: with the thing, or with what is done.

One that begins with "What", "Of" or "Not" describes a thing and never names it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

ROOTS = ("vm", "languages", "image", "bootstrap", "repl")
UNNAMED = ("What", "Of", "Not")


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of the docstrings of a module, its classes, functions and attributes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for statement in node.body:
            match statement:
                case ast.Expr(ast.Constant(str(text))):
                    yield statement.lineno, text


def unnamed(repository: Path) -> list[str]:
    """The docstrings of the source roots that begin with a word of UNNAMED, each with its place."""
    return [
        f"{path.relative_to(repository)}:{line}: begins with {word}"
        for root in ROOTS
        for path in sorted((repository / root).rglob("*.py"))
        for line, text in docstrings(ast.parse(path.read_text(encoding="utf-8")))
        for word in re.findall(r"\A\s*(\w+)", text)
        if word in UNNAMED
    ]


def test_every_docstring_begins_with_a_noun_or_a_verb() -> None:
    assert unnamed(REPOSITORY) == []


@pytest.mark.parametrize("word", UNNAMED)
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"""{} a module is."""', 1),
        ('class C:\n    """{} it is."""', 2),
        ('class C:\n    x: int\n    """{} it holds."""', 3),
        ('def f():\n    """\n    {}, in short."""', 2),
        ('async def f():\n    r"""{} it gives."""', 2),
        ('if True:\n    def f():\n        """{} it gives."""', 3),
    ],
)
def test_the_checker_catches_a_planted_docstring(
    tmp_path: Path, word: str, text: str, line: int
) -> None:
    planted = tmp_path / "image" / "perdure" / "image" / "x.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(text.format(word), encoding="utf-8")

    assert unnamed(tmp_path) == [f"image/perdure/image/x.py:{line}: begins with {word}"]


def test_the_checker_lets_good_docstrings_pass(tmp_path: Path) -> None:
    planted = tmp_path / "vm" / "perdure" / "vm" / "x.py"
    planted.parent.mkdir(parents=True)
    planted.write_text(
        '"""Notes of what is said."""\n\ndef f():\n    """The part that is not done."""\n'
        '    return "What else"\n\ndef g():\n    """"""\n',
        encoding="utf-8",
    )

    assert unnamed(tmp_path) == []
