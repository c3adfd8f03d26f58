"""Exceptions that end a command early, with the line they say and the exit code.

Commands raise these; `perdure.repl.main` prints them. What the image raises is
turned into them in one place, `perdure.repl.opening`.
"""

from __future__ import annotations

from collections.abc import Sequence

import click


class Refused(click.ClickException):
    """The command could not be done; nothing was changed."""

    exit_code = 2


class ProgramFailed(Refused):
    """A process failed or was cancelled, where the command was to give its result."""

    exit_code = 1

    def __init__(self, message: str, more: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.more = more  #: lines that say where, and how to see more


class Stopped(Refused):
    """The driver was told to stop by a signal, and did after a commit."""

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code  #: to exit with


def one_line(message: str) -> str:
    """The message on a single line, whatever a library put into it; nothing in it unseen."""
    line = " ".join(message.split())
    return "".join([c if c.isprintable() else repr(c)[1:-1] for c in line])
