"""The context of what is typed where the cursor stands: a name, a library, a file, a command.

Read by: perdure.repl.interaction.completing.
"""

from __future__ import annotations

import re
from typing import Final

from perdure.repl.interaction.forms import command_in
from perdure.repl.interaction.lines import STRING, Lines, lines_of
from perdure.vm.dataclass import dataclass

#: Procedures and syntax whose first operand names a file.
FILES: Final = frozenset(
    (
        *("load", "include", "include-ci", "include-library-declarations"),
        *("file-exists?", "delete-file", "open-input-file", "open-output-file"),
        *("open-binary-input-file", "open-binary-output-file", "call-with-input-file"),
        *("call-with-output-file", "with-input-from-file", "with-output-to-file"),
    )
)
SOURCES: Final = frozenset(("load", "include", "include-ci", "include-library-declarations"))
SCHEME: Final = (".scm", ".sld", ".ss", ".sch")
PYTHON: Final = (".py",)
MODIFIERS: Final = ("only", "except", "prefix", "rename")

_NAME = r"[^\s()\"';`,|\[\]{}]"
_BEFORE = re.compile(rf"{_NAME}*\Z")
_AFTER = re.compile(rf"{_NAME}*")
_COMMAND = re.compile(r"\s*,([a-z-]*)\Z")
_OPERATOR = re.compile(rf"\(\s*({_NAME}+)")
_LOAD = re.compile(r"\s*,load?\s+(?:\"?)(.*)\Z", re.DOTALL)
_UPGRADE = re.compile(r"\s*,upg(?:r(?:a(?:de?)?)?)?\s+(?:\"([^\"]*)|([^\s\"]*))\Z")
_IMPORTED = re.compile(r"\(\s*(?:only|except|rename)\s*(\([^()]*\))\s")


@dataclass(frozen=True, slots=True)
class Command:
    """The name of a command, without its comma."""

    before: str


@dataclass(frozen=True, slots=True)
class File:
    """A path, of which that much stands before the cursor."""

    before: str
    endings: tuple[str, ...] = ()  #: of those that it is likely to be; (): of any


@dataclass(frozen=True, slots=True)
class Library:
    """A library's name from its parenthesis on: `(srfi 1`."""

    before: str


@dataclass(frozen=True, slots=True)
class Export:
    """A name that a library exports."""

    library: str
    before: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name, the cursor at its end or within it."""

    before: str
    after: str


Context = Command | File | Library | Export | Name


def context_of(text: str, position: int) -> Context | None:
    """The context of what is typed at that position; None where nothing can be completed."""
    before = text[:position]
    found = _COMMAND.fullmatch(before)
    if found is not None:
        return Command(found[1])
    loading = _LOAD.fullmatch(before)
    if loading is not None and command_in(before) is not None:
        return File(loading[1], SCHEME)
    upgrading = _UPGRADE.fullmatch(before)
    if upgrading is not None:
        return File(upgrading[1] or upgrading[2] or "", PYTHON)
    lines = lines_of(before)
    if lines.state:
        return _in_string(lines, before) if lines.state == STRING else None
    word = _word(_BEFORE.search(before))
    return _in_import(lines, before, word) or Name(word, _word(_AFTER.match(text, position)))


def _word(found: re.Match[str] | None) -> str:
    return "" if found is None else found[0]


def _in_string(lines: Lines, before: str) -> File | None:
    """A file's name, where the string is what such a procedure is given."""
    kind, piece = lines.lines[-1].pieces[-1]
    inside = piece.removesuffix("\n")
    if kind != "string" or inside[:1] != '"' or "\\" in inside or not lines.depth:
        return None
    operator = _operator(before, _opening(lines, before, lines.depth))
    if operator not in FILES:
        return None
    return File(inside[1:], SCHEME if operator in SOURCES else ())


def _in_import(lines: Lines, before: str, word: str) -> Context | None:
    """A library or a name of it, where an import is being typed."""
    places = [_opening(lines, before, depth) for depth in range(lines.depth, 0, -1)][:4]
    depth = next((n for n, place in enumerate(places) if _operator(before, place) == "import"), -1)
    if depth < 0:
        return None
    if depth == 0:  # no parenthesis yet
        is_operator = before[places[0] + 1 :].strip() == word
        return None if is_operator and word else Library(word)
    inner = before[places[0] :]
    imported = _IMPORTED.match(inner)
    if imported is not None:
        return Export(" ".join(imported[1].split()), word)
    if _operator(before, places[0]) in MODIFIERS and inner[-1:].isspace():
        return Library("")
    return Library(inner)


def _opening(lines: Lines, before: str, depth: int) -> int:
    """Where the parenthesis is that leads to the depth."""
    found = lines.opening(len(lines.lines) - 1, depth)
    assert found is not None
    row, column = found
    start = 0
    for _ in range(row):
        start = before.index("\n", start) + 1
    return start + column


def _operator(text: str, place: int) -> str:
    found = _OPERATOR.match(text, place)
    return "" if found is None else found[1]
