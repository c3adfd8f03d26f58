"""Colours for what is typed, from the reader's own tokens.

Reads: perdure.languages.scheme.reader.tokens. Read by: perdure.repl.interaction.prompt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.formatted_text.utils import split_lines
from prompt_toolkit.lexers import Lexer

from perdure.languages.scheme.reader.tokens import TOKEN, block_end
from perdure.repl.interaction.forms import command_in
from perdure.vm.numerals import parse_number

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
    "char": "constant",
    "bars": "",
    "quote": "quoted",
    "label": "quoted",
    "comment": "comment",
    "open": "paren",
    "close": "paren",
    "vector": "paren",
    "bytes": "paren",
}
_COMMENTS = re.compile(r"(;[^\n]*)")


class SchemeLexer(Lexer):
    """Styles a whole text at once; `is_keyword` knows the names of syntax."""

    def __init__(self, is_keyword: Callable[[str], bool]) -> None:
        self._is_keyword = is_keyword

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        lines = list(split_lines(list(self._pieces(document.text))))
        return lambda number: lines[number] if number < len(lines) else []

    def _pieces(self, text: str) -> Iterator[tuple[str, str]]:
        offset = 0
        command = command_in(text)
        if command is not None:
            offset = text.index(",") + 1 + len(command[0])
            yield style("command"), text[:offset]
        depth = 0
        while offset < len(text):
            found = TOKEN.match(text, offset)
            if found is None:
                break
            kind = found.lastgroup or "end"
            start, end = found.span(kind)
            yield from _blanks(text[offset:start])
            if kind == "end":
                return
            if kind == "block":
                closing = block_end(text, end)
                end = closing if closing >= 0 else len(text)
                yield style("comment"), text[start:end]
            elif kind == "wrong" and text[start] in '"|':
                end = len(text)
                yield style("string"), text[start:]
            else:
                depth += (kind in ("open", "vector", "bytes")) - (kind == "close")
                name = "wrong" if depth < 0 else self._name_of(kind, found[kind])
                depth = max(depth, 0)
                yield style(name), text[start:end]
            offset = end

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


def _blanks(text: str) -> Iterator[tuple[str, str]]:
    for number, piece in enumerate(_COMMENTS.split(text)):
        if piece:
            yield style("comment" if number % 2 else ""), piece
