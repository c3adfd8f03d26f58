"""docs/repl.md: the session in it is as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from perdure.repl.interaction.commands import COMMANDS
from tests.repl.command import REPOSITORY, Command
from tests.repl.screens import screen

SESSION = re.compile(r"<!-- session -->\n```\n(.*?)```", re.DOTALL)
#: A form (with lines that are deeper than its first), then what is shown.
ENTRY = re.compile(r"> (.*\n(?:    .*\n)*)((?:(?!> ).*\n)*)")


def test_the_session_in_the_documentation(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs" / "repl.md").read_text(encoding="utf-8")
    (session,) = SESSION.findall(text)
    perdure = Command(tmp_path)
    with screen(perdure) as shown:
        shown.wait_prompt()
        for form, _ in ENTRY.findall(session):
            for line in form.rstrip("\n").split("\n"):
                shown.enter(line.lstrip())
        lines = session.rstrip("\n").split("\n")
        shown.wait(lambda it: it.lines[-len(lines) - 1 : -1] == lines)


def test_every_command_is_in_the_documentation() -> None:
    text = (REPOSITORY / "docs" / "repl.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`,{name}" not in text] == []
