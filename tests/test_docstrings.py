"""Docstrings begin with a noun or a verb, and name the one that acts.

One that begins with a word of UNNAMED describes a thing and never names it. One that says a word
of NOBODY leaves open whether that is a member, a caller, a process or a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]

PACKAGES = ("vm", "program", "languages", "image", "bootstrap", "repl")
ROOTS = (*PACKAGES, "tests", "benchmarks", "examples")
#: Programs that tests run, one of them in the syntax of a newer Python.
GUESTS = "tests/python/programs"
UNNAMED = ("What", "Of", "Not")

#: "the others", "all others" and "among others" are the rest of what was named just before.
NOBODY = re.compile(r"\b(?:who|whom|whoever)\b|(?<!\bthe )(?<!\ball )(?<!\bamong )\bothers\b", re.I)
CODE = re.compile(r"`[^`]*`")


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, text) of the docstrings of a module, its classes, functions and attributes."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for statement in node.body:
            match statement:
                case ast.Expr(ast.Constant(str(text))):
                    yield statement.lineno, text


@cache
def all_docstrings(repository: Path) -> list[tuple[str, str]]:
    """(place, text) of the docstrings of all roots."""
    return [
        (f"{path.relative_to(repository)}:{line}", text)
        for root in ROOTS
        for path in sorted((repository / root).rglob("*.py"))
        if not path.is_relative_to(repository / GUESTS)
        for line, text in docstrings(ast.parse(path.read_text(encoding="utf-8")))
    ]


def unnamed(repository: Path) -> list[str]:
    """The docstrings that begin with a word of UNNAMED, each with its place."""
    return [
        f"{place}: begins with {word}"
        for place, text in all_docstrings(repository)
        for word in re.findall(r"\A\s*(\w+)", text)
        if word in UNNAMED
    ]


def without_actor(repository: Path) -> list[str]:
    """The docstrings that say NOBODY's words outside of code, each with its place."""
    return [
        f"{place}: says {word}"
        for place, text in all_docstrings(repository)
        for word in NOBODY.findall(" ".join(CODE.sub("", text).split()))
    ]


def test_every_docstring_begins_with_a_noun_or_a_verb() -> None:
    assert unnamed(REPOSITORY) == []


def test_every_docstring_names_the_one_that_acts() -> None:
    assert without_actor(REPOSITORY) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Whoever drives the image.", ["Whoever"]),
        ("A member, who is told\n    by others.", ["who", "others"]),
        ("The first, and the\n    others; a flag among others; all others.", []),
        ("A message that begins with `who`, and `(f others)`; somebody else's whole.", []),
    ],
)
def test_the_checker_catches_who_is_not_named(tmp_path: Path, text: str, words: list[str]) -> None:
    planted = tmp_path / "tests" / "x.py"
    planted.parent.mkdir()
    planted.write_text(f'def f():\n    """{text}"""\n', encoding="utf-8")

    assert without_actor(tmp_path) == [f"tests/x.py:2: says {word}" for word in words]


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
