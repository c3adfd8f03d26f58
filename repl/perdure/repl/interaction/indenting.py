"""How far the next line of a form is indented, as Scheme is written.

Under the first argument; two columns into forms that have a body; under the operator
where nothing follows it, and in lists that begin with a list.

Read by: perdure.repl.interaction.keys.
"""

from __future__ import annotations

from typing import Final

from perdure.languages.scheme.reader.tokens import TOKEN, block_end
from perdure.repl.interaction.lines import OPENING, PREFIXES, lines_of

#: What has a body, besides all whose name begins with one of the prefixes.
BODIES: Final = frozenset(
    {
        "begin",
        "case",
        "case-lambda",
        "delay",
        "delay-force",
        "do",
        "guard",
        "lambda",
        "library",
        "module",
        "parameterize",
        "receive",
        "rec",
        "unless",
        "when",
        "while",
    }
)
BODY_PREFIXES: Final = ("define", "let", "with-", "call-with-")


class _Open:
    """An open parenthesis, and what was read after it so far."""

    __slots__ = ("column", "count", "operator", "second", "second_line")

    def __init__(self, column: int) -> None:
        self.column = column
        self.count = 0  #: items begun
        self.operator: str | None = None
        self.second = 0  #: column of the second item
        self.second_line = -1

    def item(self, line: int, column: int, text: str | None, operator_line: int) -> None:
        if self.count == 0:
            self.operator = text
            self.second_line = operator_line  # to compare with
        elif self.count == 1:
            self.second = column
            self.second_line = line if line == self.second_line else -1
        self.count += 1


def indentation(text: str) -> int:
    """Columns for a line that follows the text."""
    lines = lines_of(text)
    if lines.state or not lines.depth:
        return 0  # inside a string, or outside of every form
    found = lines.opening(len(lines.lines) - 1, lines.depth)
    assert found is not None
    row, column = found
    return _inside(_opened(text.split("\n", row)[-1], column))


def _opened(text: str, column: int) -> _Open:
    """The first two items in the parenthesis at that column of a text's first line."""
    opened = _Open(column)
    depth, offset, line, line_start, newline = 0, column + 1, 0, 0, text.find("\n")
    is_prefixed = False
    while opened.count < 2:
        found = TOKEN.match(text, offset)
        if found is None:
            break
        kind = found.lastgroup or "end"
        start, offset = found.start(kind), found.end()
        while 0 <= newline < start:
            line, line_start = line + 1, newline + 1
            newline = text.find("\n", line_start)
        if kind == "end":
            break
        if kind == "block":
            offset = block_end(text, offset)
            continue
        if kind == "close":
            depth -= 1
            continue
        if not depth and not is_prefixed and kind != "wrong":
            opened.item(line, start - line_start, found[kind] if kind == "atom" else None, line)
        is_prefixed = kind in PREFIXES
        depth += kind in OPENING
    return opened


def has_body(operator: str) -> bool:
    """Whether forms that begin so have a body, two columns further in."""
    return operator in BODIES or operator.startswith(BODY_PREFIXES)


def _inside(opened: _Open) -> int:
    operator = opened.operator
    if operator is None:
        return opened.column + 1
    if has_body(operator):
        return opened.column + 2
    if opened.count > 1 and opened.second_line >= 0:
        return opened.second
    return opened.column + (1 if opened.count > 1 else 2)
