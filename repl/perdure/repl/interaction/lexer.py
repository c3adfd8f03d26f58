"""Colours for what is typed, from the reader's own tokens.

Reads: perdure.repl.interaction.lines. Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer

from perdure.repl.interaction.forms import command_in
from perdure.repl.interaction.lines import MOST, OPENING, Line, lines_of
from perdure.vm.objects.numerals import parse_number

STYLES = {
    "keyword": "bold ansiblue",
    "string": "ansigreen",
    "number": "ansicyan",
    "constant": "ansicyan",
    "quoted": "ansimagenta",
    "comment": "italic ansibrightblack",
    "wrong": "underline ansired",
    "command": "bold ansimagenta",
    "paren": "",
}
_NUMBER_STARTS = frozenset("0123456789+-.")
_KINDS = {
    "string": "string",
    "text": "string",
    "char": "constant",
    "bars": "",
    "blank": "",
    "remark": "comment",
    "block": "comment",
    "quote": "quoted",
    "label": "quoted",
    "comment": "comment",
    "open": "paren",
    "close": "paren",
    "vector": "paren",
    "bytes": "paren",
    "numbers": "paren",
}


class SchemeLexer(Lexer):
    """Styles the lines that are shown; `is_keyword` knows the names of syntax."""

    def __init__(self, is_keyword: Callable[[str], bool]) -> None:
        self._is_keyword = is_keyword
        self._styled: dict[Line, StyleAndTextTuples] = {}  #: where nothing closes too much

    def forget(self) -> None:
        """`is_keyword` knows other names now."""
        self._styled.clear()

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = lines_of(document.text)
        command = command_in(document.text)
        head = document.text.index(",") + 1 + len(command[0]) if command is not None else 0

        def styled(number: int) -> StyleAndTextTuples:
            if number >= len(lines.lines):
                return []
            pieces = self._line(lines.lines[number], lines.depths[number])
            return pieces if number or not head else command_first(pieces, head)

        return styled

    def _line(self, line: Line, depth: int) -> StyleAndTextTuples:
        if depth + line.lowest < 0:
            return list(self._pieces(line, depth))
        if len(self._styled) > MOST:
            self._styled.clear()
        found = self._styled.get(line)
        if found is None:
            found = self._styled[line] = list(self._pieces(line, -line.lowest))
        return found

    def _pieces(self, line: Line, depth: int) -> Iterator[tuple[str, str]]:
        for kind, text in line.pieces:
            if kind in OPENING:
                depth += 1
            elif kind == "close":
                depth -= 1
            name = "wrong" if depth < 0 else self._name_of(kind, text)
            depth = max(depth, 0)
            yield style(name), text.removesuffix("\n")

    def _name_of(self, kind: str, token: str) -> str:
        if kind == "atom":
            if token[0] in _NUMBER_STARTS and parse_number(token) is not None:
                return "number"
            return "keyword" if self._is_keyword(token) else ""
        if kind == "hash":
            return "constant"
        return _KINDS.get(kind, "wrong")


def style(name: str) -> str:
    return f"class:scheme.{name}" if name else ""


def command_first(pieces: StyleAndTextTuples, length: int) -> StyleAndTextTuples:
    """The pieces of a line, so many characters at its beginning in the style of a command."""
    text = "".join(piece[1] for piece in pieces)
    styled: StyleAndTextTuples = [(style("command"), text[:length])]
    for piece in pieces:
        if len(piece[1]) > length:
            styled.append((piece[0], piece[1][length:]))
        length = max(0, length - len(piece[1]))
    return styled
