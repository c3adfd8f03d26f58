"""Each guest program prints the same in each way of running it as under CPython.

A program that a way does not run yet is named in KNOWN with its reason; one that begins to pass
must be taken off.
"""

from __future__ import annotations

import os

import pytest

from tests.python.harness.interpreters import THIS, Interpreter, other_interpreters
from tests.python.harness.programs import Program, all_programs, running_version
from tests.python.harness.stored import SEED
from tests.python.harness.ways import Way, all_ways, moved, natively

PROGRAMS = all_programs()
WAYS = all_ways()

#: By way and program: why it does not pass yet.
KNOWN: dict[tuple[str, str], str] = {}

#: Programs that other Pythons take over in `make test`; in `make soak` all that are stored do.
MOVED = [
    "async_moved",
    "cells",
    "closures",
    "comprehensions",
    "dataclass_kinds",
    "delegation",
    "enums",
    "exec_statements",
    "finally_pending",
    "generators",
    "handlers",
    "loops",
    "state_machines",
    "with_blocks",
]
#: By program: why it does not print the same where other Pythons take it over.
NOT_MOVED = {
    "logging_library": "the set-up of the root logger is the interpreter's",
    "pydantic_models": "its compiled library is there for one Python only",
    "random_numbers": "the state of random's own generator is the interpreter's",
    "reading": "what the harness has read ahead stays behind",
}


def needed(name: str, version: tuple[int, int]) -> Program:
    """The program, where what it needs is there."""
    program = PROGRAMS[name]
    if missing := program.missing():
        pytest.skip(f"{', '.join(missing)} not installed")
    if not program.runs_under(version):
        pytest.skip("{}.{} does not have what it uses".format(*version))
    return program


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_ends_under_cpython(name: str) -> None:
    """It says how it ends: without a message, or with the one of an exception that it is about."""
    program = needed(name, running_version())
    result = natively(program)
    assert result.stdout
    if "uncaught" not in name and "exit" not in name:
        assert (result.error, result.code) == ("", 0)


@pytest.mark.parametrize("interpreter", other_interpreters(), ids=str)
def test_programs_print_the_same_under_each_other_python(interpreter: Interpreter) -> None:
    """So what a program prints depends neither on the version nor on the seed of hashes."""
    different = {}
    for program in PROGRAMS.values():
        if program.libraries or not program.runs_under(interpreter.minor):
            continue
        expected = natively(program, first_for(program))
        if expected != (result := natively(program, interpreter)):
            different[program.name] = (expected, result)
    assert different == {}


def first_for(program: Program) -> Interpreter:
    """This Python, or the oldest other one that can run the program."""
    every = (THIS, *other_interpreters())
    return next(each for each in every if program.runs_under(each.minor))


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_program_prints_the_same(way: Way, name: str, request: pytest.FixtureRequest) -> None:
    program = needed(name, running_version())
    reason = KNOWN.get((request.node.callspec.id.partition("-")[0], name))
    if reason is None:
        assert way(program) == natively(program)
    elif SEED:
        pytest.skip(reason)
    else:
        assert way(program) != natively(program), f"take {name} off KNOWN: it passes"


def moving() -> list[str]:
    if os.environ.get("PERDURE_PYTHON_MOVES") != "all":
        return MOVED
    stored = {name for way, name in KNOWN if way == "stored"}
    return [name for name in PROGRAMS if name not in stored and name not in NOT_MOVED]


@pytest.mark.skipif(not other_interpreters(), reason="no other Python is here")
@pytest.mark.parametrize("name", moving())
def test_other_pythons_take_a_program_over(name: str) -> None:
    program = needed(name, running_version())
    if not all(program.runs_under(each.minor) for each in other_interpreters()):
        pytest.skip("not every Python here has what it uses")
    assert moved(program) == natively(program)


def test_every_program_that_is_known_not_to_pass_exists() -> None:
    assert {name for _, name in KNOWN} <= PROGRAMS.keys()
