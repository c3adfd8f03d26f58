"""Texts for a debugger: where an expression ends, and a text in the scope of a frame.

Read by: perdure.languages.scheme.language.
"""

from __future__ import annotations

from collections.abc import Iterable

from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.printer import write_text


def end_of(text: str, start: int) -> int | None:
    """Where the datum ends that begins there; None where none does."""
    if not 0 <= start < len(text) or text[start].isspace():
        return None
    reader = Reader(text, "", start)
    try:
        return None if reader.read() is None else reader.offset
    except ReadFault:
        return None


def form_around(text: str, place: int) -> tuple[int, int] | None:
    """From where to where the form goes at a text's outermost level that has a place in it."""
    reader = Reader(text, "")
    lines = _line_starts(text)
    try:
        for form in reader:
            if reader.offset > place and form.at is not None:
                line, column, _ = form.at
                start = lines[line - 1] + column - 1
                return (start, reader.offset) if start <= place else None
    except ReadFault:  # what follows was never compiled
        pass
    return None


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for i, c in enumerate(text):
        if c == "\n":
            starts.append(i + 1)
    return starts


def text_in_scope(text: str, names: Iterable[str]) -> str:
    """A text as a procedure of `call-with-values`, `vector` and the values of these variables."""
    formals = " ".join(write_text(symbol(name)) for name in names)
    return (
        f"(lambda (%call %pack {formals}) (%call (lambda ()\n{text}\n) "
        f"(lambda %results (%pack %results {formals}))))"
    )
