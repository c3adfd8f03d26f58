"""Texts for a debugger: where an expression ends, and a text in the scope of a frame.

Read by: perdure.languages.scheme.language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.printer import write_text


def end_of(text: str, start: int) -> int | None:
    """The end of the datum that begins there; None where none does."""
    if not 0 <= start < len(text) or text[start].isspace():
        return None
    reader = Reader(text, "", start)
    try:
        return None if reader.read() is None else reader.offset
    except ReadFault:
        return None


def form_around(text: str, place: int) -> tuple[int, int] | None:
    """The beginning and end of the form at a text's outermost level that has a place in it."""
    for _, start, end in _forms(text):
        if end > place:
            return (start, end) if start <= place else None
    return None


def form_defining(text: str, name: str) -> tuple[int, int] | None:
    """The same of the last form at its outermost level that defines a name."""
    found = None
    for form, start, end in _forms(text):
        if _defines(form, name):
            found = (start, end)
    return found


def _defines(form: Syntax, name: str) -> bool:
    if not isinstance(form, List) or len(form.items) < 2:
        return False
    head, target = form.items[0], form.items[1]
    if not isinstance(head, Identifier) or head.name != "define":
        return False
    while isinstance(target, List) and target.items:
        target = target.items[0]
    return isinstance(target, Identifier) and target.name == name


def _forms(text: str) -> Iterator[tuple[Syntax, int, int]]:
    """The forms of a text, and from where to where each goes."""
    reader = Reader(text, "")
    starts = _line_starts(text)
    try:
        for form in reader:
            if form.at is not None:
                line, column, _ = form.at
                yield form, starts[line - 1] + column - 1, reader.offset
    except ReadFault:  # what follows was never compiled
        return


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
