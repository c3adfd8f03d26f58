"""Programs in programs/heap: what their tests say holds when all has been stored and loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.languages.python.heap import dump, load
from tests.python.stub_program import StubProgram

PROGRAMS = sorted((Path(__file__).parent / "programs" / "heap").glob("*.py"))


def names_in(path: Path) -> list[str]:
    """The functions of a program that say what holds."""
    lines = path.read_text().splitlines()
    return [line.split()[1].split("(")[0] for line in lines if line.startswith("def test_")]


TESTS = [(path, name) for path in PROGRAMS for name in names_in(path)]


@pytest.mark.parametrize(("path", "name"), TESTS, ids=[f"{p.stem}-{n[5:]}" for p, n in TESTS])
@pytest.mark.parametrize("reloads", [0, 1, 2])
def test_it_holds_after_loads(path: Path, name: str, reloads: int) -> None:
    program = StubProgram({"flow": path.read_text()}).run()
    for _ in range(reloads):
        program = reloaded(program)
    with program.imported():
        program.namespace("flow")[name]()


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_what_did_not_change_is_stored_as_the_same_bytes(path: Path) -> None:
    program = StubProgram({"flow": path.read_text()}).run()
    with program.imported():
        assert dump(program, []) == dump(program, [])


def reloaded(program: StubProgram) -> StubProgram:
    with program.imported():
        stored, refs = dump(program, [])
    other = program.again()
    with other.imported():
        load(other, stored, refs)
    return other
