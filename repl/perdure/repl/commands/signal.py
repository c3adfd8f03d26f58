"""`perdure signal PID NAME [EXPR...]`: a process handles a signal."""

from __future__ import annotations

import click

from perdure.repl.driving import evaluated
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, json_option, pid_argument, provide_option
from perdure.repl.values import argument_of


@click.command("signal")
@image_option
@provide_option
@json_option
@pid_argument
@click.argument("name", metavar="NAME")
@click.argument("expressions", metavar="[EXPR]...", nargs=-1)
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    which: int | str,
    name: str,
    expressions: tuple[str, ...],
) -> None:
    """Have process PID handle the signal NAME with the values of EXPR, evaluated in the image.

    As its (on-signal NAME ...) says, when the image is driven on, by `work`. What it waits for it
    goes on waiting for. Refused where the process has ended.
    """
    with open_image(image, provided, create=False) as opened:
        pid = pid_of(opened, which)
        opened.process(pid)
        if as_json:
            opened.signal(pid, name, *map(argument_of, expressions))
        else:
            opened.signal_values(pid, name, evaluated(opened, expressions, "<signal>"))
