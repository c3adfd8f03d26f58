"""`perdure kill PID`: a process ends where it stands."""

from __future__ import annotations

import click

from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument


@click.command("kill")
@image_option
@pid_argument
def command(image: str | None, which: int | str) -> None:
    """End process PID where it stands. It cleans up nothing; `perdure cancel` lets it."""
    with open_image(image, create=False) as opened:
        pid = pid_of(opened, which)
        opened.kill(pid)
