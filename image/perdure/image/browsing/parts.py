"""Parts of entries of the change log: of a library's text, its definitions.

Read by: perdure.image.api.browser.
"""

from __future__ import annotations

from collections.abc import Iterator

from perdure.image.browsing import modules
from perdure.image.processes.changes import Change
from perdure.vm.protocols.language import Defined


def part_of(change: Change, name: str) -> Change | None:
    """The entry as far as it is about one name: of a library's text, that definition."""
    if change.names != ("",) or not name:
        return change if name in change.names or not name else None
    return next((each for each in parts_of(change) if name in each.names), None)


def parts_of(library: Change) -> Iterator[Change]:
    """The definitions of a library's text."""
    for each in definitions_of(library):
        text = modules.dedented(library.text, each.start, library.text[each.start : each.end])
        line = library.line + library.text.count("\n", 0, each.start)
        told = (library.source, line, library.pid, library.by, library.language)
        yield Change(library.number, library.at, library.home, each.names, each.kind, text, *told)


def definitions_of(library: Change) -> list[Defined]:
    found = modules.defined_in(library.language, library.text)
    return [each for each in found if each.home in ("", library.home)]


def declared_in(library: Change) -> list[str]:
    """The words of a library's text that stand around its definitions: its imports, its exports."""
    words: list[str] = []
    place = 0
    for each in definitions_of(library):
        words += library.text[place : each.start].split()
        place = each.end
    return words + library.text[place:].split()
