"""`perdure attach PID`: a process's console, where it has one already."""

from __future__ import annotations

import click

from perdure.repl.commands.failing import exit_code_of
from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument, provide_option


@click.command("attach")
@image_option
@provide_option
@pid_argument
def command(image: str | None, provided: tuple[str, ...], which: int | str) -> int:
    """Be the console of process PID until it ends, as if `run` had not been stopped.

    Prints the line that it has begun and what it prints from now on, and gives it the lines of
    standard input that it reads. Drives the image meanwhile, and ends with the code that the
    program gives to `exit`.
    """
    with open_image(image, provided, create=False) as opened:
        pid = pid_of(opened, which)
        drive_to_end(opened, pid, shows_last_line=True)
        return exit_code_of(opened, pid)
