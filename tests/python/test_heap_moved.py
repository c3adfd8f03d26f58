"""Heaps moved between versions of Python: stored by one, loaded and stored again by another."""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from perdure.languages.python.heap import dump, load
from tests.python.harness.interpreters import Interpreter, other_interpreters
from tests.python.stub_program import StubProgram
from tests.python.test_heap_kinds import KINDS, value, with_error_of
from tests.python.test_heap_programs import TESTS

#: By name: a program's text, and an expression that has the same value everywhere.
CASES = {
    **{name: (with_error_of(setup), look) for name, setup, look in KINDS},
    **{f"{path.stem}-{name}": (path.read_text(), f"{name}()") for path, name in TESTS},
}


@pytest.fixture(scope="module", params=other_interpreters(), ids=str)
def moved(request: pytest.FixtureRequest) -> dict[str, dict[str, str]]:
    """All that another interpreter finds in each program, and stores of it."""
    interpreter: Interpreter = request.param
    programs = [
        {"text": text, "stored": b64encode(stored(text)).decode(), "look": look}
        for text, look in CASES.values()
    ]
    ended = subprocess.run(
        [interpreter.path, "-m", "tests.python.heap_moved"],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env=interpreter.environment(),
        cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == 0, ended.stderr
    return dict(zip(CASES, json.loads(ended.stdout), strict=True))


def stored(text: str) -> bytes:
    program = StubProgram({"flow": text}).run()
    with program.imported():
        return dump(program, [])[0]


@pytest.mark.parametrize("name", CASES)
def test_it_is_as_before_in_another_python(moved: dict[str, dict[str, str]], name: str) -> None:
    text, look = CASES[name]
    never_stored = value(StubProgram({"flow": text}).run(), look)
    back = StubProgram({"flow": text})

    assert moved[name]["value"] == never_stored
    with back.imported():
        load(back, b64decode(moved[name]["stored"]), [])
    assert value(back, look) == never_stored
