"""`perdure result PID`: the value that a process ended with."""

from __future__ import annotations

import click

from perdure.image.discovery import known_language
from perdure.repl.driving import has_ended
from perdure.repl.failures import Refused
from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, pid_argument
from perdure.repl.values import print_value
from perdure.repl.wording import state_text


@click.command("result")
@image_option
@pid_argument
def command(image: str | None, which: int | str) -> None:
    """Print the value that process PID ended with.

    If it failed: its error, and exit 1. If it has not ended: what it does, and exit 2.
    """
    with read_image(image) as opened:
        pid = pid_of(opened, which)
        process = opened.process(pid)
        if not has_ended(process):
            raise Refused(f"process {pid} has not ended: {state_text(process)}")
        print_value(opened.result_value(pid), known_language(opened.process(pid).language))
