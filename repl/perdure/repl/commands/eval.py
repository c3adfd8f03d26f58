"""`perdure eval EXPR`: the value of an expression in the image's own environment."""

from __future__ import annotations

from pathlib import Path

import click

from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option
from perdure.repl.values import print_value


@click.command("eval")
@image_option
@provide_option
@click.argument("expression", metavar="EXPR")
def command(image: str | None, provided: tuple[str, ...], expression: str) -> int:
    """Evaluate EXPR in the image's own environment and print its value.

    Definitions stay there. Of several expressions, the last one's value is printed.
    """
    with open_image(image, provided) as opened:
        pid = opened.spawn_eval(expression, search_path=[Path.cwd()])
        drive_to_end(opened, pid).end_line()
        if not opened.has_exited(pid):
            print_value(opened.result_value(pid))
        return opened.exit_code(pid)
