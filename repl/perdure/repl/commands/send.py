"""`perdure send PID EXPR`: a message to a process."""

from __future__ import annotations

import click

from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, json_option, pid_argument, provide_option
from perdure.repl.values import argument_of


@click.command("send")
@image_option
@provide_option
@json_option
@pid_argument
@click.argument("expression", metavar="EXPR")
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    which: int | str,
    expression: str,
) -> None:
    """Send process PID the value of EXPR, evaluated in the image's own environment.

    Refused where the process has ended. Drives the image until it is sent. What the process does
    with it is seen when the image is driven on, by `work`.
    """
    with open_image(image, provided, create=False) as opened:
        pid = pid_of(opened, which)
        if as_json:
            opened.send(pid, argument_of(expression))
        else:
            drive_to_end(opened, sender := opened.send_eval(pid, expression))
            opened.result_value(sender)
