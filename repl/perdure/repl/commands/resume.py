"""`perdure resume PID`: a process goes on that was parked, or stands at a breakpoint."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument


@click.command("resume")
@image_option
@pid_argument
def command(image: str | None, which: int | str) -> None:
    """Let process PID go on, which was parked or stands at a breakpoint; else nothing.

    What becomes of it is seen when the image is driven on, by `work`.
    """
    with open_image(image, create=False) as opened:
        opened.resume(pid_of(opened, which))
