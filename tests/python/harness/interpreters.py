"""Other Pythons of this machine: those of pyenv and those on PATH, one of each version.

They have no libraries of their own: PYTHONPATH names this environment's, whose pure halves suffice
(PURE_PYTHON=1 has persistent, BTrees and zope.interface do without their compiled ones).

Read by: tests.python.harness.ways, tests.python.test_programs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.environment import python_environment

OLDEST = (3, 11)
ASKED = "import sys, zlib; print(sys.implementation.name, *sys.version_info[:3])"


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A CPython that can be started."""

    path: str
    version: tuple[int, int, int]

    def __str__(self) -> str:
        return ".".join(map(str, self.version))

    @property
    def minor(self) -> tuple[int, int]:
        return self.version[:2]

    @property
    def is_this(self) -> bool:
        return self.version == sys.version_info[:3]

    def environment(self) -> dict[str, str]:
        """That in which it finds this repository and the libraries of this environment."""
        if self.is_this:
            return python_environment()
        environment = python_environment(PURE_PYTHON="1")
        installed = sysconfig.get_path("purelib")
        environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], installed])
        return environment


THIS = Interpreter(sys.executable, sys.version_info[:3])


def candidates() -> Iterator[Path]:
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(root.glob("versions/*/bin/python3"))
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        for path in sorted(Path(folder or ".").glob("python3*")):
            if re.fullmatch(r"python3(\.\d+)?", path.name):
                yield path


def found(path: Path) -> Interpreter | None:
    """The interpreter at `path`, if it is a CPython that can run the programs."""
    try:
        ended = subprocess.run(
            [path, "-I", "-S", "-c", ASKED], capture_output=True, timeout=20, check=False, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match ended.stdout.split():
        case ["cpython", *numbers]:
            major, minor, micro = map(int, numbers)
            if (major, minor) >= OLDEST:
                return Interpreter(str(path), (major, minor, micro))
    return None


@cache
def other_interpreters() -> tuple[Interpreter, ...]:
    """One of each other minor version than this process's, the oldest first."""
    by_version: dict[tuple[int, int], Interpreter] = {}
    seen: set[Path] = set()
    for path in candidates():
        if (real := path.resolve()) in seen or "shims" in path.parts:
            continue
        seen.add(real)
        if (interpreter := found(path)) and interpreter.minor != THIS.minor:
            by_version.setdefault(interpreter.minor, interpreter)
    return tuple(by_version[version] for version in sorted(by_version))
