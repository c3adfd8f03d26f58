"""`perdure restart PID RESTART [EXPR ...]`: choose how a process goes on."""

from __future__ import annotations

import click

from perdure.repl.commands.retry import value_for
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument, provide_option


@click.command("restart")
@image_option
@provide_option
@pid_argument
@click.argument("restart")
@click.argument("values", metavar="[EXPR]...", nargs=-1)
def command(
    image: str | None,
    provided: tuple[str, ...],
    which: int | str,
    restart: str,
    values: tuple[str, ...],
) -> None:
    """Have process PID go on by RESTART, the name or the number of one of its restarts.

    `perdure restarts PID` lists them. Each EXPR is evaluated, and its value given to the restart:
    in Scheme, in the image's own environment; for a process of regular Python in Python, in its
    innermost frame. What becomes of the process is seen when the image is driven
    on, by `work`.
    """
    with open_image(image, provided if values else (), create=False) as opened:
        pid = pid_of(opened, which)
        opened.restarts(pid)
        given = [value_for(opened, pid, each) for each in values]
        opened.restart_value(pid, int(restart) if restart.isdigit() else restart, *given)
