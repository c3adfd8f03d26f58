"""Tokens: one regular expression that skips blanks and comments and takes a token.

The name of the group that matched is the kind of the token. A byte-order mark, which nobody
sees, is a blank: it stands between texts that were joined. Nested comments, and
what may be wrong inside a token (an escape, a number), are the reader's business.
"""

from __future__ import annotations

import re

from perdure.languages.scheme.reader.faults import read_fault
from perdure.languages.scheme.reader.syntax import Place
from perdure.vm.objects.atoms import Char, char
from perdure.vm.texts import with_line_feeds

_REST = r"""[^\s()"';`,|\[\]{}«»]*"""

TOKEN = re.compile(
    rf"""
    \s* (?: (?: ;[^\n\r]* | \ufeff ) \s* )*
    (?: (?P<atom>    [^\s()"';`,|\[\]{{}}«»#] {_REST} )
      | (?P<open>    \( )
      | (?P<close>   \) )
      | (?P<quote>   ['`] | ,@? )
      | (?P<string>  " [^"\\]* (?: \\. [^"\\]* )* " )
      | (?P<text>    « [^»\\]* (?: \\. [^»\\]* )* » )
      | (?P<char>    \#\\ . {_REST} )
      | (?P<vector>  \#\( )
      | (?P<bytes>   \#u8\( )
      | (?P<numbers> \#(?:s8|[su](?:16|32|64)|f(?:32|64)|c(?:64|128))\( )
      | (?P<comment> \#; )
      | (?P<block>   \#\| )
      | (?P<label>   \#[0-9]+[=#] )
      | (?P<hash>    \# {_REST} )
      | (?P<bars>    \| [^|\\]* (?: \\. [^|\\]* )* \| )
      | (?P<end>     \Z )
      | (?P<wrong>   . )
    )""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_BLOCK_EDGE = re.compile(r"\|#|#\|")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]+);|[ \t]*\n[ \t]*|(.))", re.DOTALL)
_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "r": "\r",
    '"': '"',
    "\\": "\\",
    "|": "|",
    "«": "«",
    "»": "»",
}
CHAR_NAMES = {
    "alarm": "\a",
    "backspace": "\b",
    "delete": "\x7f",
    "escape": "\x1b",
    "newline": "\n",
    "null": "\0",
    "return": "\r",
    "space": " ",
    "tab": "\t",
    "nul": "\0",
    "linefeed": "\n",
    "page": "\f",
}


def block_end(text: str, start: int) -> int:
    """Where the `#|` comment whose inside begins at `start` ends; -1 if it does not."""
    depth = 1
    while edge := _BLOCK_EDGE.search(text, start):
        depth += 1 if edge[0] == "#|" else -1
        start = edge.end()
        if depth == 0:
            return start
    return -1


def unescape(inside: str, at: Place) -> str:
    """The text between the quotes of a string (or bars of a symbol), escapes undone.

    A line end in it, however it is written, is a line feed (R7RS 6.7).
    """

    def replacement(found: re.Match[str]) -> str:
        if found[1]:
            return code_point(found[1], at)
        if found[2] is None:
            return ""  # a line continuation
        plain = _ESCAPES.get(found[2])
        if plain is None:
            raise read_fault(f"unknown escape \\{found[2]}; write \\\\ for a backslash", at)
        return plain

    inside = with_line_feeds(inside)
    return _ESCAPE.sub(replacement, inside) if "\\" in inside else inside


def code_point(digits: str, at: Place) -> str:
    value = int(digits, 16)
    if value > 0x10FFFF or 0xD800 <= value <= 0xDFFF:
        raise read_fault(f"x{digits} is no Unicode character", at)
    return chr(value)


def read_char(token: str, fold: bool, at: Place) -> Char:
    """The character for `#\\a`, `#\\space`, `#\\x41`."""
    name = token[2:]
    if len(name) == 1:
        return char(name)
    if name[0] in "xX" and all(c in "0123456789abcdefABCDEF" for c in name[1:]):
        return char(code_point(name[1:], at))
    found = CHAR_NAMES.get(name.lower() if fold else name)
    if found is None:
        raise read_fault(f"unknown character name #\\{name}", at)
    return char(found)
