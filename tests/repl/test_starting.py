"""A command imports what it needs and no more: most of a short command's time is imports."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.repl.command import Command


def imported_by(perdure: Command, *arguments: str) -> set[str]:
    """The modules that are loaded when a command has ended."""
    script = (
        "import sys; from perdure.repl.main import main; main(sys.argv[1:]);"
        "print('MODULES', *sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=perdure.folder,
        env=perdure.environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(ended.stdout.rpartition("MODULES")[2].split())


@pytest.mark.parametrize("line", [["eval", "1"], ["ps"], ["work", "--until-idle"]])
def test_no_command_imports_what_only_terminals_need(perdure: Command, line: list[str]) -> None:
    assert imported_by(perdure, *line).isdisjoint({"rich", "prompt_toolkit", "readline"})


@pytest.mark.parametrize("line", [["--help"], ["--no-such-option"], ["rnu"]])
def test_no_database_is_loaded_where_none_is_needed(perdure: Command, line: list[str]) -> None:
    assert imported_by(perdure, *line).isdisjoint({"ZODB", "perdure.image", "perdure.vm"})


def test_eval_compiles_no_library_and_loads_no_front_end_twice(perdure: Command) -> None:
    loaded = imported_by(perdure, "eval", "1")

    assert "perdure.repl.commands.eval" in loaded
    assert not {name for name in loaded if name.startswith("perdure.bootstrap.")}


def test_the_version_is_told(perdure: Command) -> None:
    assert perdure.out("--version").startswith("perdure 0.")
