"""Panes of debuggers and inspectors: lines that commands have given, and one to type the next.

Read by: perdure.repl.fullscreen.application.
"""

from __future__ import annotations

import re

from perdure.repl.folding import folded
from perdure.repl.shells import Commanded, LeaveShell

KEPT = 2_000  #: lines of a pane
NUMBERED = re.compile(r"[ *]*(\d+)  ")  #: a line of a frame or of a field


class Pane:
    """A debugger or an inspector, and what it has shown."""

    def __init__(self, title: str, shell: Commanded, follow: str) -> None:
        self.title = title
        self.shell = shell
        self._follow = follow  #: the command that goes to a line's number
        self.lines: list[str] = []
        self.back = 0  #: lines that are scrolled back

    def tell(self, lines: list[str], command: str = "", cells: int = 80) -> None:
        """A command has given these lines; what is wider goes on below."""
        if command:
            self.lines.append(f"> {command}")
        for line in lines:
            self.lines += folded(line.split("\n"), cells)
        del self.lines[:-KEPT]
        self.back = 0

    def scroll(self, by: int, height: int) -> None:
        self.back = max(0, min(len(self.lines) - height, self.back + by))

    def visible_lines(self, height: int) -> list[str]:
        end = len(self.lines) - self.back
        return self.lines[max(0, end - height) : end]

    def command_at(self, line: str) -> str:
        """The command that a click on the line is; "" where it is none."""
        found = NUMBERED.match(line)
        return f"{self._follow} {found[1]}".strip() if found else ""


class Looking:
    """A pane that only shows something."""

    takes_forms = False

    def greeting(self) -> list[str]:
        return []

    def run(self, line: str) -> list[str]:
        if not line.strip():
            raise LeaveShell
        return ["this only shows the process: Esc leaves it, then d debugs it, i inspects it"]

    def stop(self) -> None:
        pass

    def doing(self) -> str:
        return ""
