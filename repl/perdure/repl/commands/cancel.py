"""`perdure cancel PID`: end a process."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image
from perdure.repl.options import image_option, pid_argument


@click.command("cancel")
@image_option
@pid_argument
def command(image: str | None, pid: int) -> None:
    """End process PID, whatever it waits for. What waits for its result gets an error."""
    with open_image(image, create=False) as opened:
        opened.cancel(pid)
