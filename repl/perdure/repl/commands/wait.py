"""`perdure wait PID`: the image is driven until a process has ended."""

from __future__ import annotations

import click

from perdure.image.discovery import known_language
from perdure.repl.driving import drive_to_end
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument, provide_option
from perdure.repl.values import print_value


@click.command("wait")
@image_option
@provide_option
@pid_argument
def command(image: str | None, provided: tuple[str, ...], which: int | str) -> int:
    """Wait until process PID has ended, and print its value.

    Drives the image meanwhile. On a terminal, shows how far it has come, where it says so by
    (progress! DONE TOTAL TEXT).
    """
    with open_image(image, provided, create=False) as opened:
        pid = pid_of(opened, which)
        drive_to_end(opened, pid).end_line()
        if not opened.has_exited(pid):
            print_value(opened.result_value(pid), known_language(opened.process(pid).language))
        return opened.exit_code(pid)
