"""A language that another distribution brings is known to the command line by an entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import python_environment


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Where a distribution is installed that brings the toy and the tape."""
    folder = tmp_path / "installed" / "toys-1.0.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: toys\nVersion: 1.0\n")
    (folder / "entry_points.txt").write_text(
        "[perdure.languages]\ntoy = tests.house.toy:TOY\ntape = tests.house.tape:TAPE\n"
    )
    found = python_environment()
    found["PYTHONPATH"] = os.pathsep.join([str(folder.parent), found.get("PYTHONPATH", "")])
    return found


def perdure(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "perdure.repl", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_its_programs_run_by_their_endings(tmp_path: Path, environment: dict[str, str]) -> None:
    image = f"--image={tmp_path / 'test.image'}"
    toy, tape = tmp_path / "a.toy", tmp_path / "a.tape"
    toy.write_text("print 1 + 2\n")
    tape.write_text("push 3\nprint\nreceive\nprint\n")
    assert perdure(environment, "run", image, str(toy)).stdout == "3\n"
    pid = perdure(environment, "run", image, "--detach", str(tape)).stdout.strip()
    sent = perdure(environment, "send", image, pid, "4")
    assert sent.returncode == 0, sent.stderr
    assert perdure(environment, "work", image, "--until-idle").returncode == 0
    assert perdure(environment, "transcript", image, pid).stdout == "3\n4\n"


def test_each_evaluates_in_its_own_place(tmp_path: Path, environment: dict[str, str]) -> None:
    image = f"--image={tmp_path / 'test.image'}"
    assert perdure(environment, "eval", image, "--language=toy", "n = 2").returncode == 0
    assert perdure(environment, "eval", image, "--language=toy", "return n + 1").stdout == "3\n"
    wrong = perdure(environment, "eval", image, "--language=klingon", "n")
    assert "no language 'klingon' is installed" in wrong.stderr


def test_one_that_waited_is_gone_on_with_by_a_command_that_compiles_nothing(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    image = f"--image={tmp_path / 'test.image'}"
    program = tmp_path / "a.toy"
    program.write_text("x = receive()\nprint x + 1\nprint 4\n")
    perdure(environment, "run", image, str(program))  # until nothing can go on
    assert perdure(environment, "send", image, "1", "2").returncode == 0
    worked = perdure(environment, "work", image, "--until-idle")
    assert worked.stderr == ""
    assert perdure(environment, "transcript", image, "1").stdout == "3\n4\n"


def test_a_builtin_that_nobody_makes_is_named_in_the_error(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    image = f"--image={tmp_path / 'test.image'}"
    spawned = """
import sys
from perdure.image import Image
from perdure.vm import Environment, builtin_named
from perdure.vm.primitives.registry import control, effectful

@control("bells:await")
def await_bell(): ...

@effectful("bells:ring")
def ring(name): ...

with Image.open(sys.argv[1]) as image:
    library = Environment("(bells)")
    for name in ("await", "ring"):
        library.export(name, builtin_named(f"bells:{name}"))
    image.driver.change(lambda: image.root.libraries.update({"(bells)": library}))
"""
    folder = str(tmp_path / "test.image")
    subprocess.run([sys.executable, "-c", spawned, folder], env=environment, check=True)
    for call, name in (("(ring 1)", "bells:ring"), ("(await)", "bells:await")):
        failed = perdure(environment, "eval", image, f"(import (bells)) {call}")
        assert f"{name}: no such builtin is known here" in failed.stderr
