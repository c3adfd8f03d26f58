"""docs/operating.md: the drill in it, typed, and the options that it names."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from perdure.repl.main import COMMANDS
from tests.repl.command import REPOSITORY, Command

DOCUMENT = REPOSITORY / "docs" / "operating.md"
SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
LIVING = re.compile(r"\d[\d.:-]*")  #: what is another one each time


def test_the_drill(tmp_path: Path) -> None:
    perdure = Command(tmp_path)
    script = tmp_path / "perdure"
    script.write_text(f'#!/bin/sh\nexec {" ".join(perdure.line())} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = perdure.environment | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    typed = 0
    for session in SESSION.findall(DOCUMENT.read_text(encoding="utf-8")):
        for line, below in TYPED.findall(session):
            ended = subprocess.run(
                ["sh", "-c", line],
                cwd=tmp_path,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            assert ended.stderr == "", line
            assert ended.returncode == 0, (line, ended.stdout)
            assert generic(ended.stdout) == generic(below), line
            if below in ("3\n", "9\n"):  # what the program gives
                assert ended.stdout == below
            typed += 1
    assert typed >= 13
    assert (tmp_path / "lost.txt").read_text(encoding="utf-8").startswith("bytes 8")


def generic(text: str) -> str:
    return LIVING.sub("N", text)


def test_it_names_commands_that_there_are() -> None:
    named = re.findall(r"`perdure (?:--\S+ \S+ )?([a-z]+)", DOCUMENT.read_text(encoding="utf-8"))
    assert {"backup", "restore", "check", "pack", "salvage", "stats"} <= set(named) <= set(COMMANDS)
