"""`perdure transcript PID`: what a process has printed."""

from __future__ import annotations

import click

from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, pid_argument


@click.command("transcript")
@image_option
@pid_argument
def command(image: str | None, which: int | str) -> None:
    """Print what process PID has printed so far."""
    with read_image(image) as opened:
        pid = pid_of(opened, which)
        click.echo(opened.transcript(pid), nl=False)
