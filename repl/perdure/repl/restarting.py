"""Restarts for people: a line for each, with the values that it takes.

Read by: perdure.repl.commands.restarts, perdure.repl.interaction.commands.
"""

from __future__ import annotations

from perdure.image import Restart
from perdure.repl.tables import plain_lines

HEADINGS = ("NUMBER", "RESTART", "DOES")


def rows_of(restarts: list[Restart]) -> list[tuple[str, str, str]]:
    """The number, the name with what it takes, what it does."""
    return [
        (str(each.number), f"{each.name} {each.takes.upper()}".rstrip(), each.report or "-")
        for each in restarts
    ]


def restart_lines(restarts: list[Restart]) -> list[str]:
    """A table of them."""
    return plain_lines(HEADINGS, rows_of(restarts), (0,))
