"""Where a procedure was defined: its text, and what is said of it.

A procedure keeps the text that it came from. The definition is found in it by the procedure's
name, and where there are several, by its place.

Reads: perdure.languages.scheme. Read by: perdure.repl.interaction.documentation.
"""

from __future__ import annotations

from perdure.languages.scheme.compiler.defining import definitions_named
from perdure.vm.code.encoding import decoded
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.procedures import Code, Source
from perdure.vm.protocols import Defined


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition in a text."""

    place: str  #: "shop.scm:3"
    text: list[str]  #: its lines
    said: list[str]  #: lines of the comment right before it, and of its docstring


def find_definition(code: Code) -> Definition | None:
    """The definition of the procedure; None where its text has none that can be found."""
    source = code.source
    if source is None or not code.name or code.name not in source.text:
        return None
    found = definitions_named(source.text, code.name)
    if not found:
        return None
    first = min((line for line, _ in decoded(code.lowered).positions), default=0)
    meant = next((each for each in reversed(found) if _has_line(source, each, first)), found[-1])
    return _definition(source, meant)


def _line_of(source: Source, place: int) -> int:
    return source.line + source.text.count("\n", 0, place)


def _has_line(source: Source, defined: Defined, line: int) -> bool:
    return _line_of(source, defined.begin) <= line <= _line_of(source, defined.end)


def _definition(source: Source, defined: Defined) -> Definition:
    text, begin = source.text, defined.begin
    before = text[text.rfind("\n", 0, begin) + 1 : begin]
    indent = before if not before.strip() else ""
    shown = text[begin : defined.end].split("\n")
    said = defined.documentation
    return Definition(
        f"{source.name}:{_line_of(source, begin)}",
        [line.removeprefix(indent) for line in shown],
        said.split("\n") if said else [],
    )
