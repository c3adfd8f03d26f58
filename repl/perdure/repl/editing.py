"""A text changed in the person's editor: `$VISUAL`, `$EDITOR`, or what click finds.

Read by: perdure.repl.debugging.
"""

from __future__ import annotations

import click

from perdure.image import CannotDebug


def edited(text: str, ending: str = ".scm") -> str:
    """The text as it was left in the editor; CannotDebug where that ends with an error."""
    try:
        made = click.edit(text, extension=ending, require_save=False)
    except click.ClickException as error:
        raise CannotDebug(f"the editor: {error.format_message()}; set EDITOR to another") from None
    return text if made is None else made
