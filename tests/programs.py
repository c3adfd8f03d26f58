"""Programs that tests run, from files of Scheme beside the tests.

Where each kind of program stands is told in tests/README.md. A test finds its own by its
`__file__`:

    program(__file__, "echo")         the text of programs/echo.scm
    programs_in(__file__, "captured") each file of programs/captured, with what it must print
                                      and give
    sections(__file__, "space")       the programs of programs/space.scm, each below `; name:`
    forms(__file__, "mutations")      the forms of programs/mutations.scm
    cases(__file__, "ghosts")         the expressions of programs/ghosts.scm, each with the
                                      definitions before it and its value
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tests.scheme.expectations import forms_of

SECTION = re.compile(r"^; (.*):\n((?:[^;\n].*\n)+)", re.MULTILINE)


class Program(NamedTuple):
    """A whole program, and what its comments say that it does."""

    text: str
    expected: str  #: what it prints, then `=> ` and the value of its last form


@dataclass(frozen=True)
class Case:
    """An expression with what it gives, and the definitions that it needs."""

    definitions: str
    expression: str
    value: str  #: or the error that it is
    where: str  #: file and line, as in "ghosts:12"

    def __str__(self) -> str:
        return self.where


def program_file(beside: str, name: str) -> Path:
    """The file of that name beside a test module."""
    return Path(beside).parent / "programs" / f"{name}.scm"


def program(beside: str, name: str, /, **parts: object) -> str:
    """The text of a program, in which each of `parts` takes the place of its name in capitals."""
    text = program_file(beside, name).read_text(encoding="utf-8")
    for part, put in parts.items():
        assert part.upper() in text, f"{name}.scm has no {part.upper()}"
        text = text.replace(part.upper(), str(put))
    return text


def programs_in(beside: str, folder: str) -> dict[str, Program]:
    """The programs of a folder by the names of their files, with spaces for dashes."""
    files = sorted((Path(beside).parent / "programs" / folder).glob("*.scm"))
    assert files, f"there are no programs in {folder}"
    return {file.stem.replace("-", " "): _program(file) for file in files}


def _program(file: Path) -> Program:
    expectations = [each for form in forms_of(file) for each in form.expectations]
    printed = "".join(each.text for each in expectations if each.kind == "prints")
    values = [each.text for each in expectations if each.kind == "=>"]
    assert len(values) == 1, f"{file} should say once what it gives"
    return Program(file.read_text(encoding="utf-8"), f"{printed}=> {values[0]}")


def sections(beside: str, name: str) -> dict[str, str]:
    """The programs of a file, each below a line `; name:`."""
    text = program_file(beside, name).read_text(encoding="utf-8")
    found = dict(SECTION.findall(text))
    code = [line for line in text.splitlines() if line and not line.startswith(";")]
    assert "".join(found.values()).splitlines() == code, f"{name}.scm: a program has no name"
    return found


def forms(beside: str, name: str) -> list[str]:
    """The forms of a file."""
    return [form.text for form in forms_of(program_file(beside, name))]


def cases(beside: str, name: str) -> list[Case]:
    """The expressions of a file that have a value beside them.

    The definitions of each are the forms without a value that stand before it, back to the
    last expression of the case before.
    """
    return list(_cases(program_file(beside, name)))


def _cases(file: Path) -> Iterator[Case]:
    definitions: list[str] = []
    is_complete = False
    for form in forms_of(file):
        (expectation,) = form.expectations
        if expectation.kind:
            where = f"{file.stem}:{expectation.line}"
            yield Case("\n".join(definitions), form.text, expectation.text, where)
        elif is_complete:
            definitions = [form.text]
        else:
            definitions.append(form.text)
        is_complete = bool(expectation.kind)
