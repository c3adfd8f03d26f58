"""docs/sharing.md: the tutorial in it, typed into shells on terminals of their own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.repl.command import REPOSITORY, Command
from tests.repl.screens import Screen, terminal

DOCUMENT = REPOSITORY / "docs" / "sharing.md"
HOME = "/home/ada/bakery"  #: what the folder is called there
TAKEOVER = "1.5"  #: seconds; there it is told that it takes 5

#: A file, or what is typed and shown in a terminal.
BLOCK = re.compile(
    r"^```(?:scheme|python)\n[#;] (?P<file>\S+)\n(?P<text>.*?)^```$"
    r"|Terminal (?P<number>\d)(?P<shows> shows)?:\n\n```console\n(?P<session>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
STAYS = re.compile(r"\$ perdure (serve|work)\b(?!.*&$)")
QUESTION = re.compile(r"(.*\?) (.+)")


class Shell:
    """A terminal of the tutorial, with a shell."""

    def __init__(self, screen: Screen, folder: Path) -> None:
        self._screen = screen
        self._folder = folder
        self._is_in_repl = False
        self.wait(["$"])

    def clear(self) -> None:
        """Forget the screen: what is seen from now on has been printed from now on."""
        if not self._is_in_repl:
            self._screen.clear()

    def do(self, session: str) -> None:
        """Type what stands after the prompts, and see what stands below each."""
        lines = session.splitlines()
        for number, line in enumerate(lines):
            below = lines[number + 1 :]
            shown = below[: next((n for n, each in enumerate(below) if is_typed(each)), len(below))]
            if line.startswith("$ "):
                self.clear()
                self._screen.enter(line[2:])
                self._is_in_repl = line == "$ perdure repl"
                self.wait([*shown, *self._prompt_after(line, below[len(shown) :])])
            elif line.startswith("> "):
                self._screen.enter(line[2:])
                self._is_in_repl = line != "> ,quit"
                self.wait([*shown, ">"] if self._is_in_repl else ["$"])
            elif line == "^C":
                self.clear()
                self._screen.press("Ctrl-C")
                self.wait(["$"])
            elif (asked := QUESTION.fullmatch(line)) is not None:
                self.wait([asked[1]])
                self._screen.enter(asked[2])
                self.wait(["$"])

    def _prompt_after(self, line: str, next_lines: list[str]) -> list[str]:
        """The prompt that ends the command, where the terminal is not left to it."""
        if self._is_in_repl:
            return [">"]
        is_asking = bool(next_lines) and QUESTION.fullmatch(next_lines[0]) is not None
        return [] if is_asking or STAYS.match(line) else ["$"]

    def wait(self, lines: list[str]) -> None:
        """Until these are on the screen, in this order; other lines may stand between them."""
        wanted = [self._generic(line) for line in lines]

        def are_there(screen: Screen) -> bool:
            found = iter([self._generic(line) for line in screen.lines])
            return all(line in found for line in wanted)

        try:
            self._screen.wait(are_there)
        except AssertionError as error:
            raise AssertionError("\n".join(["not seen:", *lines, "but:", str(error)])) from None

    def _generic(self, line: str) -> str:
        """Without what differs from time to time."""
        line = line.replace(str(self._folder), HOME).removeprefix("^C")
        if line.startswith("$ ") and line != "$ ":  # printed in the background
            line = line[2:]
        return re.sub(r"\s+", " ", re.sub(r"\d+|(?<=processes of ).*", "N", line)).strip()


def is_typed(line: str) -> bool:
    return line.startswith(("$ ", "> ", "^C")) or QUESTION.fullmatch(line) is not None


@pytest.fixture
def folder() -> Iterator[Path]:
    # Of a short name: it is part of the socket's, and stands on one line of the screen.
    path = Path(tempfile.mkdtemp(prefix="bakery"))
    yield path
    # What the shells have left behind was hung up with them, and writes until it has ended.
    deadline = time.monotonic() + 30
    while path.exists():
        shutil.rmtree(path, ignore_errors=time.monotonic() < deadline)


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the tutorial is for bash")
def test_the_tutorial(folder: Path) -> None:
    programs = folder / "bin"
    programs.mkdir()
    for name, line in (("perdure", "-m perdure.repl"), ("python", "")):
        script = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {line} "$@"\n'
        (programs / name).write_text(script, encoding="utf-8")
        (programs / name).chmod(0o755)
    environment = Command(folder).environment | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PERDURE_TAKEOVER": TAKEOVER,
        "PS1": "$ ",
        "TERM": "xterm-256color",
    }
    shells: dict[str, Shell] = {}
    with ExitStack() as terminals:
        for block in BLOCK.finditer(DOCUMENT.read_text(encoding="utf-8")):
            if block["file"]:
                (folder / block["file"]).write_text(block["text"], encoding="utf-8")
                continue
            number = block["number"]
            if number not in shells:
                arguments = ["/bin/bash", "--norc", "--noprofile", "-i"]
                shells[number] = Shell(
                    terminals.enter_context(terminal(arguments, folder, environment)), folder
                )
            if block["shows"]:
                shells[number].wait(block["session"].splitlines())
                continue
            for shell in shells.values():
                shell.clear()
            shells[number].do(block["session"])


def test_no_session_is_left_out() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    sessions = [block for block in BLOCK.finditer(text) if block["number"]]
    assert len(sessions) == text.count("```console")
    assert len({block["number"] for block in sessions}) == 3
