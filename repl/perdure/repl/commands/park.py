"""`perdure park PID`: a process stands where it is, until `perdure resume`."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument


@click.command("park")
@image_option
@pid_argument
def command(image: str | None, which: int | str) -> None:
    """Let process PID stand where it is, until `perdure resume`; nothing where it has ended.

    What it waits for may come meanwhile, and is there for it then.
    """
    with open_image(image, create=False) as opened:
        opened.park(pid_of(opened, which))
