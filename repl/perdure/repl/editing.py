"""A text changed in the person's editor: `$VISUAL`, `$EDITOR`, or what click finds.

A command that wants one raises `Editing`: the one with the terminal opens the editor, and then has
the command finished with what was left there.

Read by: perdure.repl.debugging, .browsing, perdure.repl.commands.debug, perdure.repl.interaction.
"""

from __future__ import annotations

from collections.abc import Callable

import click

from perdure.image import CannotDebug, Image


class Editing(Exception):
    """A text is to be edited; `finish` takes what came of it, and gives lines to show."""

    def __init__(
        self,
        image: Image,
        text: str,
        finish: Callable[[Image, str], list[str]],
        ending: str = ".scm",
    ) -> None:
        super().__init__(text)
        self.image = image
        self.text = text
        self.finish = finish
        self.ending = ending


def edited(text: str, ending: str = ".scm") -> str:
    """The text as it was left in the editor; CannotDebug where that ends with an error."""
    try:
        made = click.edit(text, extension=ending, require_save=False)
    except click.ClickException as error:
        raise CannotDebug(f"the editor: {error.format_message()}; set EDITOR to another") from None
    return text if made is None else made
