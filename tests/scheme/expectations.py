"""Tests in the language: a form, and beside or below it what is expected of it.

    (+ 1 2)                  ; => 3
    (display "hello")        ; prints hello
    (car '())                ; error: car: expected a pair, got ()
    (raise 'no)              ; raises no
    (list (car '()))         ; error: car: expected a pair, got () at 1:7

A value is compared as `write` prints it. What is printed has `\\n` for the end of a
line. An error is an error object: its message may be followed by its position, the
line counted within the form; even where the test leaves that out it must have one.
What is raised otherwise is any other object. A form without an expectation must simply not fail.

All forms of a file run in order, in one fresh interaction environment. A file that
begins with `; in an image` runs there, each form as a process of its own; one that begins
with `; in the interpreter of core` runs without the machine, which tests the front end alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pytest

from perdure.languages.scheme import Reader
from tests.scheme.places import InImage, InInterpreter, InSession, Outcome

EXPECTATION = re.compile(r"; (=>|error:|prints|raises) (.*?)\s*$")
POSITION = re.compile(r" \([^ ()]*:\d+:\d+\)$")
PLACE = re.compile(r"(.*) at (\d+):(\d+)")


@dataclass(frozen=True)
class Expectation:
    """One comment that says what a form must do."""

    file: Path
    line: int
    kind: str  #: "=>", "error:", "prints", "raises", or "" for: does not fail
    text: str
    form_line: int  #: where its form begins

    def __str__(self) -> str:
        return f"{self.file.parent.name}/{self.file.name}:{self.line}"


@dataclass(frozen=True)
class Form:
    """A form of a file, with the lines it covers and what is expected of it."""

    text: str
    line: int
    offset: int
    expectations: tuple[Expectation, ...]


class Place(Protocol):
    """Where the forms of a file are evaluated."""

    def evaluate(self, source_text: str, form: Form, name: str) -> Outcome: ...

    def close(self) -> None: ...


#: The places that a file may ask for, by what its first line begins with.
PLACES: dict[str, Callable[[], Place]] = {
    "; in an image": InImage,
    "; in the interpreter of core": InInterpreter,
}


def forms_of(file: Path) -> Iterator[Form]:
    """The forms of a file and the comments that follow each, up to the next."""
    text = file.read_text(encoding="utf-8")
    reader = Reader(text, file.name)
    starts: list[tuple[int, int, int]] = []  # (line, start, end)
    lines = [0]
    while (found := text.find("\n", lines[-1])) >= 0:
        lines.append(found + 1)
    while (form := reader.read()) is not None:
        assert form.at is not None
        line, column, _ = form.at
        starts.append((line, lines[line - 1] + column - 1, reader.offset))
    for index, (line, start, end) in enumerate(starts):
        following = starts[index + 1][1] if index + 1 < len(starts) else len(text)
        expectations = []
        first = text.count("\n", 0, end) + 1
        for number, comment in enumerate(text[end:following].split("\n"), first):
            if match := EXPECTATION.search(comment):
                expectations.append(Expectation(file, number, match[1], match[2], line))
        if not expectations:
            expectations.append(Expectation(file, line, "", "", line))
        yield Form(text[start:end], line, start, tuple(expectations))


def expectations_in(folder: Path) -> list[Expectation]:
    """All that the files of a folder expect."""
    return [
        expectation
        for file in sorted(folder.glob("*.scm"))
        for form in forms_of(file)
        for expectation in form.expectations
    ]


def by_file(expectations: Iterable[Expectation]) -> list[Any]:
    """Parameters for pytest; their ids begin with the file (see tests/conftest.py)."""
    return [pytest.param(each, id=str(each)) for each in expectations]


@cache
def outcomes(file: Path) -> dict[Expectation, Outcome]:
    """Run a file: what came of each form, by what was expected of it."""
    text = file.read_text(encoding="utf-8")
    place = next((PLACES[each]() for each in PLACES if text.startswith(each)), None) or InSession()
    found: dict[Expectation, Outcome] = {}
    try:
        for form in forms_of(file):
            outcome = place.evaluate(text, form, file.name)
            found.update(dict.fromkeys(form.expectations, outcome))
    finally:
        place.close()
    return found


def difference(expectation: Expectation, outcome: Outcome) -> str | None:
    """The fault of an outcome, or None."""
    shown = outcome.shown
    if expectation.kind == "prints":
        printed = outcome.printed.replace("\n", "\\n")
        return None if printed == expectation.text else f"printed {printed!r}, and {shown}"
    if expectation.kind == "":
        return None if shown.startswith("=> ") else shown
    if shown.startswith("error: "):
        if shown.endswith(" ()"):
            return f"an error without a position: {shown}"
        if place := PLACE.fullmatch(expectation.text):
            line = expectation.form_line + int(place[2]) - 1
            text = f"{place[1]} ({expectation.file.name}:{line}:{place[3]})"
            return None if shown == f"error: {text}" else shown
        shown = POSITION.sub("", shown)
    return None if shown == f"{expectation.kind} {expectation.text}" else shown


def check(expectation: Expectation) -> None:
    """Fail the test where a form does not do what is expected of it."""
    wrong = difference(expectation, outcomes(expectation.file)[expectation])
    if wrong is not None:
        wanted = f"{expectation.kind} {expectation.text}" if expectation.kind else "no error"
        pytest.fail(f"{expectation}: wanted {wanted}\n  got {wrong}", pytrace=False)
