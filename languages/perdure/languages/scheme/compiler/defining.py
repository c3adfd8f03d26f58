"""The definitions in a text: where each stands, what it defines, and what is said of it.

The comment block right above a definition belongs to it. Those within a `define-library` are
found in its bodies.

Read by: perdure.languages.scheme.language, .compiler.programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from perdure.languages.scheme.reader import Reader
from perdure.languages.scheme.reader.faults import ReadFault
from perdure.languages.scheme.reader.syntax import Atom, Identifier, List, Syntax, VectorForm
from perdure.vm.objects.procedures import Source
from perdure.vm.protocols import Defined

DEFINE = "define"
BODIES = ("begin",)
PROCEDURES = ("lambda", "case-lambda")  #: forms that give a procedure and compute nothing


def definitions_in(text: str) -> list[Defined]:
    """Those at a text's outermost level, and in the bodies of its libraries, in their order."""
    found: list[Defined] = []
    places = Places(text)
    reader = Reader(text, "")
    floor = 0
    try:
        for form in reader:
            found += _defined_by(form, floor, reader.offset, places, "")
            floor = reader.offset
    except ReadFault:  # what follows was never compiled
        pass
    return found


def definitions_named(text: str, name: str) -> list[Defined]:
    """Those of one name wherever they stand, within another, too; the outermost first."""
    found: list[Defined] = []
    places = Places(text)
    try:
        for form in Reader(text, ""):
            waiting: list[Syntax] = [form]
            while waiting:
                stx = waiting.pop()
                if not isinstance(stx, List):
                    continue
                kind = kind_of(stx)
                if kind.startswith(DEFINE) and stx.at is not None and len(stx.items) > 1:
                    if name in names_defined(stx):
                        begin = places.start_of(stx)
                        found.append(_defined(stx, kind, "", begin, places.end_of(begin), places))
                waiting.extend(reversed(stx.items))
    except ReadFault:  # what follows was never compiled
        pass
    return found


class Noted(NamedTuple):
    """A definition of a form that is evaluated, to be kept."""

    home: str  #: the library that it is the text of; "" where it defines names
    names: tuple[str, ...]
    kind: str
    start: int  #: in the text, with the comments above it
    end: int
    line: int


def definitions_of(
    source: Source,
    start: int,
    end: int,
    form: Syntax,
    names: tuple[str, ...],
    libraries: tuple[str, ...],
) -> Iterator[Noted]:
    """The definitions that a form is or has, which defines these; `start`: where it may begin."""
    text = source.text
    begin = _begin_of(form, source, start)
    first = comment_start(text, begin, start)
    line = source.line + text.count("\n", 0, first)
    kind = kind_of(form)
    if libraries:
        for library in libraries:
            yield Noted(library, ("",), kind, first, end, line)
        return
    if kind not in BODIES:
        yield Noted("", names, kind if kind.startswith(DEFINE) else "", first, end, line)
        return
    left = dict.fromkeys(names)
    for each in definitions_in(text[first:end]):
        own = tuple(name for name in each.names if name in left)
        for name in own:
            del left[name]
        if own:
            at = line + text.count("\n", first, first + each.start)
            yield Noted("", own, each.kind, first + each.start, first + each.end, at)
    if left:
        yield Noted("", tuple(left), "", first, end, line)


def runs_at_once(text: str) -> bool:
    """Whether one of a text's forms is other than a procedure, a macro or a record type."""
    try:
        return not all(_only_makes(form) for form in Reader(text, ""))
    except ReadFault:
        return True


def _only_makes(form: Syntax) -> bool:
    kind = kind_of(form)
    if not isinstance(form, List) or not kind.startswith(DEFINE) or len(form.items) < 2:
        return False
    is_list = isinstance(form.items[1], List)
    if kind == DEFINE:
        return is_list or (len(form.items) == 3 and kind_of(form.items[2]) in PROCEDURES)
    return kind == "define-syntax" or (kind == "define-record-type" and not is_list)


def kind_of(form: Syntax) -> str:
    """The name that a form begins with."""
    head = form.items[0] if isinstance(form, List) and form.items else None
    return head.name if isinstance(head, Identifier) else ""


def _begin_of(form: Syntax, source: Source, start: int) -> int:
    """Where a form begins in a text, at `start` or after it."""
    if form.at is None:
        return start
    line, column, _ = form.at
    here = source.line + source.text.count("\n", 0, start)
    if line == here:
        return source.text.rfind("\n", 0, start) + column
    place = start
    for _ in range(line - here):
        place = source.text.index("\n", place) + 1
    return place + column - 1


def _defined_by(
    form: Syntax, floor: int, end: int, places: Places, library: str
) -> Iterator[Defined]:
    """Those that a form is or has; `floor`: where the form before it ends."""
    if not isinstance(form, List) or form.at is None or not form.items:
        return
    head = form.items[0]
    kind = head.name if isinstance(head, Identifier) else ""
    if kind in BODIES:
        yield from _inside(form, form.items[1:], places, library)
    elif kind == "define-library" and len(form.items) > 1:
        name = places.text_of(form.items[1])
        for declaration in form.items[2:]:
            yield from _defined_by(declaration, 0, 0, places, name)
    elif kind.startswith(DEFINE) and len(form.items) > 1:
        begin = places.start_of(form)
        if names_defined(form):
            yield _defined(form, kind, library, begin, end or places.end_of(begin), places, floor)


def _defined(
    form: List, kind: str, library: str, begin: int, end: int, places: Places, floor: int = 0
) -> Defined:
    start = comment_start(places.text, begin, floor)
    said = [*_comment(places.text[start:begin]), *docstring(form)]
    return Defined(names_defined(form), kind, library, start, begin, end, "\n".join(said))


def _inside(
    form: List, items: list[Syntax] | tuple[Syntax, ...], places: Places, library: str
) -> Iterator[Defined]:
    floor = places.start_of(form)
    for item in items:
        if isinstance(item, List) and item.at is not None:
            end = places.end_of(places.start_of(item))
            yield from _defined_by(item, floor, end, places, library)
            floor = end


def names_in(text: str) -> frozenset[str]:
    """The names in a text, also those that are bound within it."""
    found: set[str] = set()
    waiting: list[Syntax] = []
    try:
        waiting += Reader(text, "")
    except ReadFault:
        pass
    while waiting:
        stx = waiting.pop()
        if isinstance(stx, Identifier):
            found.add(stx.name)
        elif isinstance(stx, List):
            waiting += stx.items
            waiting += [stx.tail] if stx.tail is not None else []
        elif isinstance(stx, VectorForm):
            waiting += stx.items
    return frozenset(found)


class Places:
    """Where forms stand in a text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def start_of(self, form: Syntax) -> int:
        assert form.at is not None
        line, column, _ = form.at
        return self._starts[line - 1] + column - 1

    def end_of(self, start: int) -> int:
        reader = Reader(self.text, "", start)
        reader.read()
        return reader.offset

    def text_of(self, form: Syntax) -> str:
        """A form as it is written, its blanks one each."""
        if form.at is None:
            return ""
        start = self.start_of(form)
        return " ".join(self.text[start : self.end_of(start)].split())


def names_defined(form: List) -> tuple[str, ...]:
    """The names that a definition defines, as far as they stand in it."""
    head, target = form.items[0], form.items[1]
    if isinstance(head, Identifier) and head.name == "define-record-type":
        return tuple(_record_names(form))
    if isinstance(head, Identifier) and head.name == "define-values":
        items = target.items if isinstance(target, List) else [target]
        return tuple(each.name for each in items if isinstance(each, Identifier))
    while isinstance(target, List) and target.items:
        target = target.items[0]
    return (target.name,) if isinstance(target, Identifier) else ()


def _record_names(form: List) -> Iterator[str]:
    for part in form.items[1:4]:
        if isinstance(part, Identifier):
            yield part.name
        elif isinstance(part, List) and part.items and isinstance(part.items[0], Identifier):
            yield part.items[0].name
    for field in form.items[4:]:
        if isinstance(field, List):
            yield from (each.name for each in field.items[1:] if isinstance(each, Identifier))


def comment_start(text: str, begin: int, floor: int) -> int:
    """Where the comment block begins that ends in the line above `begin`; else that itself."""
    line = text.rfind("\n", 0, begin) + 1
    if line < floor or text[line:begin].strip():
        return begin
    start = begin
    while line > floor:
        above = text.rfind("\n", 0, line - 1) + 1
        content = text[above : line - 1].strip()
        if content.endswith("|#"):
            above = text.rfind("\n", 0, max(floor, text.rfind("#|", floor, line))) + 1
        elif not content.startswith(";"):
            break
        if above < floor:  # the form before it ends there
            break
        start = above + len(text[above:line]) - len(text[above:line].lstrip())
        line = above
    return start


def _comment(text: str) -> list[str]:
    lines = [line.strip() for line in text.strip().split("\n")]
    return [
        line.lstrip("; ").removeprefix("#|").removesuffix("|#").strip() for line in lines if line
    ]


def docstring(form: List) -> list[str]:
    """The lines of the text that a body begins with, where something follows it."""
    body = form.items[2:]
    if isinstance(form.items[1], Identifier) and body:
        value = body[0]
        if not (isinstance(value, List) and len(value.items) > 2):
            return []
        body = value.items[2:]
    if len(body) < 2 or not isinstance(body[0], Atom) or not isinstance(body[0].value, str):
        return []
    return [line.strip() for line in body[0].value.strip().split("\n")]
