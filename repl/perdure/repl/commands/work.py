"""`perdure work`: drive whatever is in the image."""

from __future__ import annotations

import os

import click

from perdure.repl.console import console
from perdure.repl.driving import Family, Output, stoppable, stopped
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option


@click.command("work")
@image_option
@provide_option
@click.option(
    "--until-idle",
    is_flag=True,
    help="Return when no process is ready or waits for a timer or an effect.",
)
def command(image: str | None, provided: tuple[str, ...], until_idle: bool) -> None:
    """Drive all processes of the image, until Ctrl-C.

    Prints what they print; on a terminal, what is typed goes to whoever wants input. On Ctrl-C
    the driver stops after a commit, with the processes asleep in the image.
    """
    with (
        open_image(image, provided, create=False) as opened,
        stoppable(opened) as interruptions,
        console(opened, lambda pid: os.isatty(0)),
    ):
        opened.on_output = Output(Family(opened))
        if until_idle:
            opened.run_until_idle()
        else:
            opened.drive()
        if interruptions.any:
            raise stopped("the processes are asleep in the image")
