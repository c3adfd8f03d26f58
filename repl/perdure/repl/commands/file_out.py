"""`perdure file-out MODULE`: a module's definitions as a text that git can hold."""

from __future__ import annotations

from pathlib import Path

import click

from perdure.repl.failures import Refused
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option


@click.command("file-out")
@image_option
@provide_option
@click.option("-o", "--output", metavar="FILE", help="Write it there, not to standard output.")
@click.argument("module", metavar="[MODULE]", default="user")
def command(image: str | None, provided: tuple[str, ...], output: str | None, module: str) -> None:
    """Print the definitions of MODULE as they are now: "(shop prices)", or `user`, what was defined
    in the REPL and by files that were loaded.

    The order is always the same, and comments are kept, so that git shows what has changed.
    `perdure load FILE` gives another image the same definitions.
    """
    with open_image(image, provided, create=False, resumes=False) as opened:
        filed = opened.browse().file_out(module)
    if output is None:
        click.echo(filed.text, nl=False)
    else:
        try:
            Path(output).write_text(filed.text, encoding="utf-8")
        except OSError as error:
            raise Refused(f"cannot write {output!r}: {error.strerror}") from None
    if filed.missing:
        click.echo(f"not in it, as the text is not known: {' '.join(filed.missing)}", err=True)
