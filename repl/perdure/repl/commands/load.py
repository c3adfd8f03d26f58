"""`perdure load FILE`: definitions for the image's own environment."""

from __future__ import annotations

import click

from perdure.repl.commands.failing import exit_code_of
from perdure.repl.driving import drive_to_end
from perdure.repl.opening import folder_of, open_image, read_program
from perdure.repl.options import image_option, language_option, provide_option


@click.command("load")
@image_option
@provide_option
@language_option
@click.argument("file", metavar="FILE")
def command(image: str | None, provided: tuple[str, ...], language: str, file: str) -> int:
    """Evaluate FILE in the image's own environment, where definitions stay.

    FILE may be `-`, standard input.
    """
    text = read_program(file)
    name = "<stdin>" if file == "-" else file
    with open_image(image, provided) as opened:
        pid = opened.spawn_load(text, name, [folder_of(file)], language=language)
        drive_to_end(opened, pid)
        return exit_code_of(opened, pid, name, text)
