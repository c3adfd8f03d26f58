"""README.md: what is typed in it, typed; the one program killed twice as it says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from perdure.repl.main import COMMANDS
from tests.repl.command import REPOSITORY, Command

README = REPOSITORY / "README.md"
FILE = re.compile(r"`(\w+\.(?:scm|py))`:\n\n```(?:scheme|python)\n(.*?)```", re.DOTALL)
#: A command, and the lines below it.
TYPED = re.compile(r"^    \$ (.*)\n((?:    (?!\$ ).*\n)*)", re.MULTILINE)
PYTHON = re.compile(r"## From Python\n\n```python\n(.*?)```", re.DOTALL)


def test_two_minutes(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    for name, contents in FILE.findall(text):
        (tmp_path / name).write_text(contents, encoding="utf-8")
    script = tmp_path / "perdure"
    perdure = Command(tmp_path)
    script.write_text(f'#!/bin/sh\nexec {" ".join(perdure.line())} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = perdure.environment | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    count = 0
    for line, below in TYPED.findall(text):
        shown = [each[4:] for each in below.splitlines() if "Killed" not in each]
        with subprocess.Popen(
            f"exec {line}",
            shell=True,
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as running:
            assert running.stdout is not None
            found = [generic(running.stdout.readline()) for _ in shown]
            if re.match(r"perdure (run|work)\b", line):
                running.kill()
                running.wait()
            else:
                rest = running.stdout.read()
                assert running.wait() == 0, line
                assert rest == "" or not shown, line
        assert found == [generic(each) for each in shown], line
        count += 1
    assert count >= 9

    ended = subprocess.run(
        [sys.executable, "-c", "".join(PYTHON.findall(text))],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ended.stdout == "{'answer': 42}\n"


def generic(line: str) -> str:
    """Without moments and durations, and with columns of any width."""
    line = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "MOMENT", line)
    return " ".join(re.sub(r"\b\d+s\b", "SECONDS", line).split())


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if not re.search(rf"`{name}[ `\[]", text)] == []
