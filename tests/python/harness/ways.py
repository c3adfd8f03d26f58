"""Ways of running a program: CPython's own, and those that must print the same.

Reads: tests.python.harness.interpreters, nursery. Read by: tests.python.test_programs.
"""

from __future__ import annotations

import atexit
import importlib.util
import json
import os
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.python.harness.interpreters import THIS, Interpreter, other_interpreters
from tests.python.harness.outputs import Output, output_of
from tests.python.harness.programs import Program

Way = Callable[[Program], Output]

NURSERY = Path(__file__).with_name("nursery.py")
LOWERED = "tests.python.harness.lowered"
STORED = "tests.python.harness.stored"
RAISED = "tests.python.harness.raised"
KEPT_DEAD = "tests.python.harness.kept_dead"
MOVED = "tests.python.harness.moved"
#: The variables that differ between the environments of interpreters, and the one that lists them.
GIVEN = ("PYTHONPATH", "PURE_PYTHON")
PYTHONS = "PERDURE_TEST_PYTHONS"


@cache
def nursery_of(interpreter: Interpreter, *runner: str) -> subprocess.Popen[str]:
    """The process under `interpreter` that runs programs, by the module `runner` if given."""
    process = subprocess.Popen(
        [interpreter.path, NURSERY, *runner],
        env=interpreter.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    atexit.register(end, process)
    return process


def end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    process.wait()


@cache
def output(program: Program, interpreter: Interpreter, *runner: str) -> Output:
    process = nursery_of(interpreter, *runner)
    assert process.stdin is not None
    assert process.stdout is not None
    request = {
        "file": program.path.name,
        "folder": str(program.path.parent),
        "arguments": program.arguments,
        "input": program.input,
    }
    process.stdin.write(json.dumps(request) + "\n")
    process.stdin.flush()
    reply = process.stdout.readline()
    assert reply, f"the nursery of {interpreter} is gone"
    return output_of(*json.loads(reply))


def natively(program: Program, interpreter: Interpreter = THIS) -> Output:
    """The output under CPython: what is expected of each way."""
    return output(program, interpreter)


def lowered(program: Program) -> Output:
    """The output of the lowered program, run under this Python without a stop."""
    return output(program, THIS, LOWERED)


def stored(program: Program) -> Output:
    """The output of the program that is stopped, stored and loaded before every statement."""
    return output(program, THIS, STORED)


def raised(program: Program) -> Output:
    """The output of the program that is so where exceptions are raised."""
    return output(program, THIS, RAISED)


def kept_dead(program: Program) -> Output:
    """The same, where frames keep variables that nothing reads any more."""
    return output(program, THIS, KEPT_DEAD)


def moved(program: Program) -> Output:
    """The output of the program that the other Pythons here take over from each other."""
    pythons = [(each.path, each.environment()) for each in (*other_interpreters(), THIS)]
    os.environ[PYTHONS] = json.dumps(
        [(path, {k: v for k, v in env.items() if k in GIVEN}) for path, env in pythons]
    )
    return output(program, THIS, MOVED)


def exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def all_ways() -> dict[str, Way]:
    """The ways by name, of what there is."""
    ways: dict[str, Way] = {}
    if exists("perdure.languages.python.generating"):
        ways["lowered"] = lowered
    if exists("perdure.languages.python.machine"):
        ways["stored"] = stored
    return ways
