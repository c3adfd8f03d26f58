"""Facts about each line of a text that is being typed: its tokens, and how deep it leads.

Every key changes one line of maybe a thousand. So lines are looked at one by one, each with
the state that the line before leaves behind (inside a string, say), and what was found is
kept: of a text that was changed, one line is looked at again.

Whether something is wrong is not said where that takes more than a line to see; then the
text is doubtful, and the reader has to be asked.

Reads: perdure.languages.scheme.reader. Read by: lexer, brackets, indenting, forms.
"""

from __future__ import annotations

import re
from typing import Final

from perdure.languages.scheme.reader import read
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.reader.tokens import TOKEN, unescape
from perdure.vm.dataclass import dataclass

#: States between two lines, besides "#|" as often as comments are open.
NORMAL, STRING, BARS, TEXT, BLOCK = "", '"', "|", "«", "#|"
MOST: Final = 10_000  #: lines that are remembered

OPENING: Final = frozenset({"open", "vector", "bytes", "numbers"})
PREFIXES: Final = frozenset({"quote", "comment", "label"})
_ENDS = {
    STRING: re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL),
    BARS: re.compile(r"[^|\\]*(?:\\.[^|\\]*)*\|", re.DOTALL),
    TEXT: re.compile(r"[^»\\]*(?:\\.[^»\\]*)*»", re.DOTALL),
}
_BLOCK_EDGE = re.compile(r"\|#|#\|")
_COMMENTS = re.compile(r"(;[^\n]*)")
_NAMES = {STRING: "string", BARS: "bars", TEXT: "text"}


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line with its line feed, from the state that it begins in."""

    pieces: tuple[tuple[str, str], ...]  #: kind (a token's, "blank" or "remark") and text, of all
    edges: tuple[tuple[int, int], ...]  #: column of each parenthesis, and 1 or -1
    net: int  #: how much deeper its end is than its beginning
    lowest: int  #: the least depth in it, from 0 at its beginning
    after: str  #: the state at its end
    first: str  #: the kind of its first token; "" where it has none
    last: str
    is_doubtful: bool

    def depth_after(self, depth: int) -> int:
        """The depth at its end, given that at its beginning; what closes nothing does not count."""
        if depth + self.lowest >= 0:
            return depth + self.net
        for _, step in self.edges:
            depth = max(0, depth + step)
        return depth


class Lines:
    """The lines of a text, with the depth at the beginning of each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Line] = []
        self.depths: list[int] = []
        state, depth = NORMAL, 0
        if len(_known) > MOST:
            _known.clear()
        for line_text in text.split("\n"):
            line = _known.get((line_text, state))
            if line is None:
                line = _known[line_text, state] = _look_at(line_text, state)
            self.lines.append(line)
            self.depths.append(depth)
            depth = line.depth_after(depth)
            state = line.after
        self.depth = depth  #: at the end
        self.state = state  #: at the end

    def opening(self, row: int, depth: int, before: int | None = None) -> tuple[int, int] | None:
        """Row and column of the last parenthesis that leads to the depth, at or above a row.

        In the row itself, left of the column `before`.
        """
        for number in range(row, -1, -1):
            line, start = self.lines[number], self.depths[number]
            if start + line.lowest < depth:
                found = None
                for column, step in line.edges:
                    if before is not None and number == row and column >= before:
                        break
                    start = max(0, start + step)
                    if step > 0 and start == depth:
                        found = column
                if found is not None:
                    return number, found
        return None

    def partner(self, row: int, column: int) -> tuple[int, int] | None:
        """Row and column of the parenthesis that belongs to the one there."""
        depth = self.depths[row]
        for at, step in self.lines[row].edges:
            if at == column:
                if step > 0:
                    return self._closing(row, column, depth)
                return self.opening(row, depth, column) if depth else None
            depth = max(0, depth + step)
        return None

    def _closing(self, row: int, column: int, depth: int) -> tuple[int, int] | None:
        """The first parenthesis after that one that leads back to the depth."""
        for number in range(row, len(self.lines)):
            line, start = self.lines[number], self.depths[number]
            if number > row and start + line.lowest > depth:
                continue
            for at, step in line.edges:
                start = max(0, start + step)
                if step < 0 and start == depth and (number > row or at > column):
                    return number, at
        return None

    def is_wrong(self) -> bool | None:
        """Whether something in it is wrong, in itself; None where the reader has to say."""
        before = ""
        for line, depth in zip(self.lines, self.depths, strict=True):
            if line.is_doubtful or (before in PREFIXES and line.first == "close"):
                return None
            if depth + line.lowest < 0:
                return True
            before = line.last or before
        return False

    def is_open(self) -> bool:
        """Whether it ends inside a form, where nothing in it is wrong."""
        last = next((line.last for line in reversed(self.lines) if line.last), "")
        return bool(self.depth or self.state or last in PREFIXES)


def lines_of(text: str) -> Lines:
    """The lines of a text; the text that was looked at last is known still."""
    for each in _latest:
        if each.text == text:
            return each
    found = Lines(text)
    _latest[:] = [found, *_latest[:1]]  # the text, and what stands before the cursor
    return found


_known: dict[tuple[str, str], Line] = {}
_latest: list[Lines] = []


def _look_at(text: str, state: str) -> Line:
    """The tokens of a line that begins in the state, and what else a Line says of it."""
    text += "\n"
    pieces: list[tuple[str, str]] = []
    tokens: list[tuple[str, int, int]] = []  #: kind, start, end
    is_doubtful = False
    offset = 0
    if state in _NAMES:
        found = _ENDS[state].match(text)
        offset = found.end() if found else len(text)
        inside = text[: offset - 1] if found else text
        pieces.append((_NAMES[state], text[:offset]))
        is_doubtful = not _is_readable_inside(inside)
        if found:
            state = NORMAL
            tokens.append(("end of string", 0, offset))
    elif state:
        offset, state = _leave_blocks(text, 0, state)
        pieces.append(("block", text[:offset]))
    while offset < len(text):
        match = TOKEN.match(text, offset)
        assert match is not None
        kind = match.lastgroup or "end"
        start, end = match.span(kind)
        pieces += _blanks(text[offset:start])
        offset = end
        if kind == "end":
            break
        if kind == "block":
            offset, state = _leave_blocks(text, end, BLOCK)
            pieces.append((kind, text[start:offset]))
            continue
        if kind == "wrong" and text[start] in _NAMES:
            state = text[start]
            offset = end = len(text)
            pieces.append((_NAMES[state], text[start:]))
            is_doubtful |= not _is_readable_inside(text[start + 1 :])
            break
        tokens.append((kind, start, end))
        pieces.append((kind, text[start:end]))
    edges = tuple(
        (end - 1, 1 if kind in OPENING else -1)
        for kind, _, end in tokens
        if kind in OPENING or kind == "close"
    )
    depth = lowest = 0
    for _, step in edges:
        depth += step
        lowest = min(lowest, depth)
    first, last = (tokens[0][0], tokens[-1][0]) if tokens else ("", "")
    last = "string" if state in _NAMES else last
    is_doubtful = is_doubtful or _is_doubtful(text, tokens)
    return Line(tuple(pieces), edges, depth, lowest, state, first, last, is_doubtful)


def _leave_blocks(text: str, offset: int, state: str) -> tuple[int, str]:
    """Where the comments that are open end, and the state there."""
    while state:
        edge = _BLOCK_EDGE.search(text, offset)
        if edge is None:
            return len(text), state
        offset = edge.end()
        state = state + BLOCK if edge[0] == BLOCK else state[len(BLOCK) :]
    return offset, state


def _blanks(text: str) -> list[tuple[str, str]]:
    kinds = ("blank", "remark")
    return [(kinds[n % 2], piece) for n, piece in enumerate(_COMMENTS.split(text)) if piece]


# Doubts


def _is_doubtful(text: str, tokens: list[tuple[str, int, int]]) -> bool:
    """Whether it takes the reader to tell that nothing is wrong with these tokens of a line."""
    opened: list[tuple[int, bool]] = []  #: where, and whether the reader has to see the whole
    before = ""
    for kind, start, end in tokens:
        if kind in OPENING:
            opened.append((start, kind in ("bytes", "numbers")))
        elif kind == "close":
            if before in PREFIXES:
                return True
            at, is_to_read = opened.pop() if opened else (0, False)
            if is_to_read and not _is_readable(text[at:end]):
                return True
        elif kind == "atom" and text[start:end] == ".":
            if not opened:
                return True
            opened[-1] = (opened[-1][0], True)
        elif kind != "quote" and _may_be_wrong(kind, text[start:end]):
            return True
        before = kind
    return any(is_to_read for _, is_to_read in opened)


def _may_be_wrong(kind: str, token: str) -> bool:
    """Whether a token is wrong, or one that goes on in the next line, or a line for a shell."""
    if kind == "atom" and "/" not in token:
        return False
    if kind in ("wrong", "label"):
        return True
    return token[-1] == "\n" or token[:2] == "#!" or not _is_readable(token)


def _is_readable(text: str) -> bool:
    try:
        for _ in read(text, ""):
            pass
    except ReadFault:
        return False
    return True


def _is_readable_inside(text: str) -> bool:
    """Whether a part of a string has nothing wrong in it."""
    try:
        unescape(text, None)
    except ReadFault:
        return False
    return True
