"""Where a procedure was defined: its text, the comment before it and its docstring.

A procedure keeps the text that it came from. The definition is found in it by the procedure's
name, and where there are several, by its place.

Reads: perdure.languages.scheme. Read by: perdure.repl.interaction.documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdure.languages.scheme import Reader
from perdure.languages.scheme.compiler.defining import docstring
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.reader.syntax import Identifier, List, Syntax
from perdure.vm.code.encoding import decoded
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Code, Source


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition in a text."""

    place: str  #: "shop.scm:3"
    text: list[str]  #: its lines
    comment: list[str]  #: what stands in comments right before it
    docstring: list[str]


def find_definition(code: Code) -> Definition | None:
    """The definition of the procedure; None where its text has none that can be found."""
    source = code.source
    if source is None or not code.name or code.name not in source.text:
        return None
    found = list(_definitions(source, code.name))
    if not found:
        return None
    first = min((line for line, _ in decoded(code.lowered).positions), default=0)
    form, end = next(
        ((form, end) for form, end in reversed(found) if _has_line(source, form, end, first)),
        found[-1],
    )
    return _definition(source, form, end)


def _definitions(source: Source, name: str) -> Iterator[tuple[List, int]]:
    """The forms that define the name, and where each ends in the text; the outermost first."""
    reader = Reader(source.text, source.name, line=source.line)
    try:
        for form in reader:
            waiting: list[Syntax] = [form]
            while waiting:
                stx = waiting.pop()
                if not isinstance(stx, List):
                    continue
                if _defines(stx, name):
                    yield stx, _end_of(source, stx)
                waiting.extend(reversed(stx.items))
    except ReadFault:  # what follows was never compiled
        return


def _defines(form: List, name: str) -> bool:
    if len(form.items) < 2 or form.at is None:
        return False
    head, target = form.items[0], form.items[1]
    if not isinstance(head, Identifier) or not head.name.startswith("define"):
        return False
    if head.name == "define-record-type":
        return any(_names(part, name) for part in form.items[1:])
    if head.name == "define-values":
        return _names(target, name)
    while isinstance(target, List) and target.items:
        target = target.items[0]
    return isinstance(target, Identifier) and target.name == name


def _names(stx: Syntax, name: str) -> bool:
    if isinstance(stx, Identifier):
        return stx.name == name
    return isinstance(stx, List) and any(
        isinstance(item, Identifier) and item.name == name for item in stx.items
    )


def _start_of(source: Source, form: List) -> int:
    assert form.at is not None
    line, column, _ = form.at
    start = 0
    for _ in range(line - source.line):
        start = source.text.index("\n", start) + 1
    return start + column - 1


def _end_of(source: Source, form: List) -> int:
    reader = Reader(source.text, source.name, _start_of(source, form), line=source.line)
    reader.read()
    return reader.offset


def _has_line(source: Source, form: List, end: int, line: int) -> bool:
    assert form.at is not None
    return form.at[0] <= line <= source.line + source.text.count("\n", 0, end)


def _definition(source: Source, form: List, end: int) -> Definition:
    assert form.at is not None
    text = source.text
    start = _start_of(source, form)
    lines = text[:start].split("\n")
    indent = lines[-1] if not lines[-1].strip() else ""
    shown = text[start:end].split("\n")
    above = [line.strip() for line in lines[:-1]]
    comment: list[str] = []
    while above and above[-1].startswith(";"):
        comment.insert(0, above.pop().lstrip("; "))
    return Definition(
        f"{source.name}:{form.at[0]}",
        [line.removeprefix(indent) for line in shown],
        comment,
        docstring(form),
    )
