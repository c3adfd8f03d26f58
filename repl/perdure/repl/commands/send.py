"""`perdure send PID EXPR`: a message to a process."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image
from perdure.repl.options import image_option, pid_argument, provide_option


@click.command("send")
@image_option
@provide_option
@pid_argument
@click.argument("expression", metavar="EXPR")
def command(image: str | None, provided: tuple[str, ...], pid: int, expression: str) -> None:
    """Send process PID the value of EXPR, evaluated in the image's own environment.

    The message is in its mailbox when this returns; the process sees it when it is next driven.
    """
    with open_image(image, provided, create=False) as opened:
        opened.send(pid, expression)
