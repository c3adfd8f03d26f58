"""The results of commands of the REPL: lines to show, or something for the loop to do.

Read by: perdure.repl.interaction.commands, both loops.
"""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from perdure.repl.editing import Editing
from perdure.vm.dataclass import dataclass


class CommandError(Exception):
    """A line that says what was wrong with a command."""


@dataclass(frozen=True, slots=True)
class Done:
    """Lines to show; the command is over."""

    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Attach:
    """Make a process the one that runs in the foreground."""

    pid: int


@dataclass(frozen=True, slots=True)
class Debug:
    """Take what is typed next for commands of a debugger of that process."""

    pid: int


@dataclass(frozen=True, slots=True)
class Inspect:
    """Take it for commands of an inspector of what that text means."""

    what: str


@dataclass(frozen=True, slots=True)
class Top:
    """Show what runs and waits, on the whole screen where there is one."""

    filter: str


@dataclass(frozen=True, slots=True)
class Browse:
    """Take it for commands of a browser, which begins with that."""

    what: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Open an editor, and have what comes of it finished."""

    editing: Editing


@dataclass(frozen=True, slots=True)
class Time:
    """Enter a form, as if it had been typed, and tell how long it took; so many times."""

    text: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Profile:
    """Enter a form, and tell which procedures took the time."""

    text: str


@dataclass(frozen=True, slots=True)
class Load:
    """Evaluate a file as a process in the foreground."""

    path: Path


@dataclass(frozen=True, slots=True)
class Keys:
    """Edit as vi or as emacs does."""

    vi: bool


@dataclass(frozen=True, slots=True)
class Quit:
    """Leave."""


Action = Done | Attach | Debug | Inspect | Browse | Edit | Top | Time | Profile | Load | Keys | Quit
