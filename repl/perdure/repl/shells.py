"""Shells: commands by lines, each of which gives lines to show.

A debugger is one, and an inspector. A terminal, a pipe, `--batch`, the REPL and panes of the whole
screen give them lines, all in the same way.

Read by: perdure.repl.debugging, perdure.repl.inspecting, and all that give them lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from perdure.image import ImageError, ProcessFailed
from perdure.vm.dataclass import dataclass

S = TypeVar("S")

#: What stands before a line that is typed.
DEBUG_PROMPT = "debug> "
INSPECT_PROMPT = "inspect> "
BROWSE_PROMPT = "browse> "


class LeaveShell(Exception):
    """The person is through with it."""


class Commanded(Protocol):
    """A shell: commands are given to it."""

    @property
    def takes_forms(self) -> bool:
        """Whether what is typed may be forms of Scheme, which go on in the next line."""
        ...

    def greeting(self) -> list[str]:
        """Lines of what is looked at."""
        ...

    def run(self, line: str) -> list[str]:
        """Do a command; lines to show. ImageError; LeaveShell."""
        ...

    def doing(self) -> str:
        """How far a look that takes long has come; "" where there is none."""
        ...

    def stop(self) -> None:
        """Have that look end soon; from any thread."""
        ...


@dataclass(frozen=True, slots=True)
class Command(Generic[S]):
    """A command of a shell: its other names, how it is typed, what it does."""

    names: tuple[str, ...]
    usage: str
    help: str
    run: Callable[[S, str], list[str]]


def known_in(commands: Sequence[Command[S]]) -> dict[str, Command[S]]:
    """Commands by each of their names."""
    return {name: command for command in commands for name in command.names}


def help_lines(commands: Sequence[Command[S]]) -> list[str]:
    width = max(len(each.usage) for each in commands)
    return [f"  {each.usage.ljust(width)}  {each.help}" for each in commands]


def check_for_repl(name: str) -> None:
    """ImageError where that is a command of the REPL, which a shell has not."""
    if name.startswith(","):
        raise ImageError(f"{name} is a command of the REPL; quit leads back there")


def number_in(argument: str, command: str) -> int:
    """The number that a command was given. ImageError."""
    if not re.fullmatch("[0-9]{1,9}", argument):
        raise ImageError(f"{argument!r} is no number: {command} 3")
    return int(argument)


def commands_in(text: str) -> list[str]:
    """The commands of a script: between semicolons, where these are in no list and no string."""
    found: list[str] = []
    piece, depth, quoted, escaped = "", 0, False, False
    for c in text:
        if escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif c == '"':
            quoted = not quoted
        elif not quoted:
            depth += (c in "([") - (c in ")]")
        if c in ";\n" and not quoted and depth <= 0:
            found.append(piece)
            piece, depth = "", 0
        else:
            piece += c
    return [each.strip() for each in (*found, piece) if each.strip()]


def problem_line(error: ImageError) -> str:
    """An error of the debugger's, or of a text that it evaluated, in a line."""
    return error.message if isinstance(error, ProcessFailed) else str(error)
