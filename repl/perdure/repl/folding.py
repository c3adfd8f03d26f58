"""Lines for people on a narrow terminal: what is too long goes on below, between two words.

What follows is indented: under the second column where the line is of a table, else a little
further than the line itself. A word that is longer than the terminal is wide stays whole.

Read by: perdure.repl.interaction, perdure.repl.fullscreen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from perdure.repl.cells import width_of

_WORD = re.compile(r"\s*\S+")
_COLUMN = re.compile(r"\S(?:  +)(?=\S)")


def folded(lines: Iterable[str], width: int) -> Iterator[str]:
    """The lines so that each fits; not one whose place is marked below it."""
    waiting = list(lines)
    for number, line in enumerate(waiting):
        is_marked = number + 1 < len(waiting) and set(waiting[number + 1].strip()) == {"^"}
        if is_marked or width_of(line) <= width:
            yield line
        else:
            yield from _parts(line, width)


def _parts(line: str, width: int) -> Iterator[str]:
    indent = " " * _indentation(line, width)
    part = ""
    for found in _WORD.finditer(line):
        word = found[0]
        if part.strip() and width_of(part) + width_of(word) > width:
            yield part
            part = indent + word.lstrip()
        else:
            part += word
    yield part


def _indentation(line: str, width: int) -> int:
    """Where the rest of the line begins."""
    columns = [found.end() for found in _COLUMN.finditer(line)]
    fitting = [column for column in columns if column <= width // 2]
    if fitting:
        return fitting[-1]
    return min(len(line) - len(line.lstrip()) + 2, width // 2)
