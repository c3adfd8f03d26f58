"""Text from bytes, as every door decodes what comes in; and text that people can see.

Text is UTF-8. A mark at its beginning by which some editors tell that (a byte-order mark) is
no part of it. Bytes that are no UTF-8 are refused in a program and in a file that one reads,
with their place; where a person or a pipe types lines for a program, each becomes U+FFFD.
In a program, every line ends with a line feed, as R7RS reads them.

Read by: whatever reads a file or standard input.
"""

from __future__ import annotations

import codecs
from pathlib import Path

MARK = "\ufeff"  #: the byte-order mark, as a character
#: what the reader takes for these characters, in strings and between bars
ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\a": "\\a", "\b": "\\b"}
_OTHER_MARKS = ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))


class NotText(ValueError):
    """Bytes are no UTF-8: `reason` says where."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"cannot read {path!r}: {reason}" if path else reason)
        self.reason = reason


def decoded(data: bytes) -> str:
    """All bytes of a text, decoded; NotText."""
    try:
        return data.decode("utf-8").removeprefix(MARK)
    except UnicodeDecodeError as error:
        raise NotText(reason_of(data, error.start)) from None


def reason_of(data: bytes, start: int, bytes_before: int = 0, lines_before: int = 0) -> str:
    """Why these bytes of a text are none, the first wrong one standing at `start`.

    `data` may be a part of the text, after so many bytes and lines.
    """
    for mark, name in _OTHER_MARKS:
        if data.startswith(mark) and not bytes_before:
            return f"not UTF-8 text but {name}; save it as UTF-8"
    line = lines_before + data.count(b"\n", 0, start) + 1
    place = f"at byte {bytes_before + start} (0x{data[start]:02x}, in line {line})"
    return f"not UTF-8 text, {place}"


def program_text(data: bytes) -> str:
    """A program's text; NotText."""
    return with_line_feeds(decoded(data))


def with_line_feeds(text: str) -> str:
    """The text with a line feed for each line end that R7RS knows."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_program(path: str | Path) -> str:
    """The text of a program's file; OSError, NotText."""
    data = Path(path).read_bytes()
    try:
        return program_text(data)
    except NotText as error:
        raise NotText(error.reason, str(path)) from None


def visible(text: str, but: str = "") -> str:
    """The text on one line, what one does not see of it escaped; for people.

    A name may have line ends and what moves a terminal's cursor in it. `but` are characters
    that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() or c in but else escaped(c) for c in text])


def escaped(c: str) -> str:
    """A character as `write` escapes it: `\\n`, `\\x1b;`."""
    return ESCAPES.get(c) or f"\\x{ord(c):x};"


def typed_decoder() -> codecs.IncrementalDecoder:
    """A decoder for what is typed, piece by piece."""
    return codecs.getincrementaldecoder("utf-8-sig")("replace")
