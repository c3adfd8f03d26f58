"""`perdure eval EXPR`: the value of an expression in the image's own environment."""

from __future__ import annotations

from pathlib import Path

import click

from perdure.image import ProcessFailed
from perdure.image.discovery import known_language
from perdure.repl.driving import drive_to_end
from perdure.repl.failures import ProgramFailed
from perdure.repl.interaction.documentation import unbound_hints
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, language_option, provide_option
from perdure.repl.values import print_value


@click.command("eval")
@image_option
@provide_option
@language_option
@click.argument("expression", metavar="EXPR")
def command(image: str | None, provided: tuple[str, ...], language: str, expression: str) -> int:
    """Evaluate EXPR in the image's own environment and print its value.

    Definitions stay there; each language has a place of its own for them. Of several
    expressions, the last one's value is printed.
    """
    with open_image(image, provided) as opened:
        pid = opened.spawn_eval(expression, search_path=[Path.cwd()], language=language)
        drive_to_end(opened, pid).end_line()
        try:
            if not opened.has_exited(pid):
                print_value(opened.result_value(pid), known_language(opened.process(pid).language))
            return opened.exit_code(pid)
        except ProcessFailed as error:
            raise ProgramFailed(str(error), unbound_hints(opened, error.payload)) from error
