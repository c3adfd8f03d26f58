"""docs/repl.md: the session in it is as it stands there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

from perdure.repl.interaction.commands import COMMANDS
from tests.repl.command import REPOSITORY, Command
from tests.repl.screens import screen

DOCUMENT = REPOSITORY / "docs" / "repl.md"
OPENED_AGAIN = re.compile(r"Enter `(.*)` and .*\n\n<!-- opened again -->\n```\n(.*?)```", re.DOTALL)
PIPED = re.compile(r"^    \$ (.*\| perdure repl)\n((?:    .*\n)+)", re.MULTILINE)
SESSION = re.compile(r"<!-- session -->\n```\n(.*?)```", re.DOTALL)
#: A form (with lines that are deeper than its first), then what is shown.
ENTRY = re.compile(r"> (.*\n(?:    .*\n)*)((?:(?!> ).*\n)*)")


def test_the_session_in_the_documentation(tmp_path: Path) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    (session,) = SESSION.findall(text)
    ((sleeper, opened_again),) = OPENED_AGAIN.findall(text)
    perdure = Command(tmp_path)
    with screen(perdure) as shown:
        shown.wait_prompt()
        for form, _ in ENTRY.findall(session):
            for line in form.rstrip("\n").split("\n"):
                shown.enter(line.lstrip())
        lines = session.rstrip("\n").split("\n")
        shown.wait(lambda it: it.lines[-len(lines) - 1 : -1] == lines)
        shown.enter(sleeper)
        time.sleep(0.5)
        shown.process.send_signal(signal.SIGKILL)
        shown.process.wait()
    with screen(perdure) as shown:
        shown.wait_prompt()
        lines = opened_again.splitlines()
        for line in lines:
            if line.startswith("> "):
                shown.enter(line[2:])
        shown.wait(lambda it: list(map(untimed, it.lines[1:])) == list(map(untimed, lines)))


def untimed(line: str) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME", line)


def test_what_is_piped_in_the_documentation(tmp_path: Path) -> None:
    ((line, shown),) = PIPED.findall(DOCUMENT.read_text(encoding="utf-8"))
    perdure = Command(tmp_path)
    script = tmp_path / "perdure"
    script.write_text(f'#!/bin/sh\nexec {" ".join(perdure.line())} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = perdure.environment | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    out = subprocess.check_output(line, shell=True, env=environment, cwd=tmp_path, text=True)

    assert out == shown.replace("    ", "")


def test_every_command_is_in_the_documentation() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`,{name}" not in text] == []
