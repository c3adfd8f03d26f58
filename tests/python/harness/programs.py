"""Guest programs: ordinary Python, each about one thing that a way of running may get wrong.

A program is a file of tests/python/programs. It prints what happens, the same at each run and under
each supported Python, so that what it prints under CPython is what is expected of all other ways.
Comments below its docstring say what it is given:

    # arguments: a b c
    # input: a line           one for each line of standard input
    # needs: Python 3.12      or newer
    # needs: pydantic         a library: the program is left out where it is not installed

Read by: tests.python.harness.ways, tests.python.test_programs.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "programs"

#: Modules beside the programs, which these import.
MODULES = {"logging_order", "stopping"}

GIVEN = re.compile(r"^# (arguments|input|needs): ?(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """A file, and what it is given when it is run."""

    name: str
    arguments: tuple[str, ...]
    input: str
    python: tuple[int, int]  #: the oldest that has its syntax and libraries
    libraries: tuple[str, ...]

    @property
    def path(self) -> Path:
        return FOLDER / f"{self.name}.py"

    def runs_under(self, version: tuple[int, int]) -> bool:
        return version >= self.python

    def missing(self) -> list[str]:
        """The libraries that it needs and that are not installed."""
        return [name for name in self.libraries if importlib.util.find_spec(name) is None]


def program_at(path: Path) -> Program:
    arguments: list[str] = []
    lines: list[str] = []
    python = (3, 11)
    libraries: list[str] = []
    for what, text in GIVEN.findall(path.read_text(encoding="utf-8")):
        if what == "arguments":
            arguments += text.split()
        elif what == "input":
            lines.append(text + "\n")
        elif version := re.fullmatch(r"Python (\d+)\.(\d+)", text):
            python = int(version[1]), int(version[2])
        else:
            libraries.append(text)
    return Program(path.stem, tuple(arguments), "".join(lines), python, tuple(libraries))


@cache
def all_programs() -> dict[str, Program]:
    """The programs by name."""
    paths = [path for path in sorted(FOLDER.glob("*.py")) if path.stem not in MODULES]
    return {path.stem: program_at(path) for path in paths}


def running_version() -> tuple[int, int]:
    return sys.version_info[:2]
