"""Text that a person types: where its forms end, and whether the last one does.

Reads: perdure.languages.scheme.reader. Read by: both loops.
"""

from __future__ import annotations

import re
from itertools import pairwise

from perdure.languages.scheme.reader import is_incomplete, read
from perdure.languages.scheme.reader.faults import Incomplete, ReadFault
from perdure.repl.interaction.lines import lines_of

NAME = "<repl>"

#: `,time (f)`: a command and the rest. A comma before anything else is Scheme's.
_COMMAND = re.compile(r"\s*,([a-z?][a-z-]*)(?:\s+(.*))?\s*", re.DOTALL)

#: Commands whose argument is a form, which may span lines.
WITH_FORMS = ("time", "send", "restart", "profile", "macroexpand")

#: What somebody means who types just that; told below what came of it.
HINTS = {
    "exit": "(exit) or Ctrl-D leaves",
    "quit": ",quit or Ctrl-D leaves",
    "help": ",help lists the commands",
}


def split(text: str) -> tuple[list[str], str]:
    """The complete forms of a text, and the rest, which is the beginning of one or blank.

    A text that cannot be read is given whole, for its error to be told.
    """
    found, end = ends(text)
    forms = [text[start:to] for start, to in pairwise([0, *found])]
    return [each if first_fault(each) else each.strip() for each in forms], text[end:]


def ends(text: str) -> tuple[list[int], int]:
    """Where each complete form ends, and where the rest begins that may be completed yet."""
    found: list[int] = []
    reader = read(text, NAME)
    while True:
        start = reader.offset
        try:
            if reader.read() is None:
                return found, len(text)
        except Incomplete:
            return found, start
        except ReadFault:
            return [*found, len(text)], len(text)
        found.append(reader.offset)


def is_blank(text: str) -> bool:
    """Whether there is nothing in it but blanks and comments."""
    return ends(text) == ([], len(text))


def first_fault(text: str, name: str = NAME, line: int = 1) -> ReadFault | None:
    """The fault of a text that cannot be read; `line` is the number of its first line."""
    try:
        for _ in read(text, name, line):
            pass
    except ReadFault as fault:
        return fault
    return None


def command_in(text: str) -> tuple[str, str] | None:
    """The name and the argument of a command; None where the text is none."""
    found = _COMMAND.fullmatch(text)
    return None if found is None else (found[1], (found[2] or "").strip())


def may_be_entered(text: str) -> bool:
    """Whether Enter ends the text; else it begins another line of it."""
    command = command_in(text)
    if command is not None:
        name, argument = command
        return name not in WITH_FORMS or not is_begun(argument)
    return not is_begun(text)


def is_begun(text: str) -> bool:
    """Whether the text ends inside a form, and nothing in it is wrong by itself."""
    lines = lines_of(text)
    is_wrong = lines.is_wrong()
    return is_incomplete(text) if is_wrong is None else not is_wrong and lines.is_open()
