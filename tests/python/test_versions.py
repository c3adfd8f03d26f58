"""Lowered code does not depend on the Python that made it."""

from __future__ import annotations

import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.python.harness.interpreters import THIS, Interpreter, other_interpreters
from tests.python.harness.programs import all_programs
from tests.python.library import texts

EACH = 1 if "PERDURE_PYTHON_MOVES" in os.environ else 8  #: of the programs; all in `make soak`
SCRIPTS = Path(__file__).parent / "harness"


@cache
def digests(interpreter: Interpreter) -> dict[str, list[str]]:
    """By file, the digest of its lowered form as encoded, and as decoded and encoded again."""
    programs = [str(p.path) for p in all_programs().values() if p.runs_under((3, 11))]
    names = [*programs[::EACH], *(path for path, _ in texts(11, 6))]
    found: dict[str, list[str]] = script(interpreter, "digests.py", "\n".join(names))
    return found


def script(interpreter: Interpreter, name: str, given: str = "") -> Any:
    ended = subprocess.run(
        [interpreter.path, SCRIPTS / name],
        input=given,
        env=interpreter.environment(),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(ended.stdout.rpartition("\n")[2])


@pytest.mark.parametrize("interpreter", other_interpreters(), ids=str)
def test_every_python_lowers_a_text_to_the_same_bytes(interpreter: Interpreter) -> None:
    assert digests(interpreter) == digests(THIS)
    assert all(once == again for once, again in digests(THIS).values())


@pytest.mark.parametrize("interpreter", other_interpreters(), ids=str)
def test_each_row_behaves_as_each_python_has_it(interpreter: Interpreter) -> None:
    assert script(interpreter, "behaviours.py") == []
