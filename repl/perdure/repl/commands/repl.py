"""`perdure repl`: forms are read, evaluated as processes of the image, and their values shown.

On a terminal that can be drawn on, perdure.repl.interaction.loop does it; else
perdure.repl.interaction.plain, which needs nothing of it.
"""

from __future__ import annotations

import os
import signal

import click

from perdure.repl import warden
from perdure.repl.interaction.plain import PlainLoop
from perdure.repl.opening import open_image
from perdure.repl.options import (
    image_name,
    image_option,
    is_to_resume,
    no_run_option,
    provide_option,
)


@click.command("repl")
@image_option
@provide_option
@click.option("--vi", is_flag=True, help="Edit lines as vi does; without it as emacs does.")
@click.option("--plain", is_flag=True, help="Draw nothing on the terminal; as with TERM=dumb.")
@click.option("--debug", "debugs", is_flag=True, help="Look into a form at once that has failed.")
@no_run_option
def command(
    image: str | None,
    provided: tuple[str, ...],
    vi: bool,
    plain: bool,
    debugs: bool,
    no_run: bool,
) -> int:
    """Read forms, evaluate each in the image's own environment, print its value.

    Every form is a process: it goes on when the terminal has been closed and is opened again.
    Ctrl-C parks the form that runs, Ctrl-D leaves, `,help` lists the commands.
    """
    resumes = is_to_resume() and not no_run
    if plain or not can_draw():
        return plain_loop(image, provided, resumes=resumes, debugs=debugs)
    from perdure.repl.interaction.loop import Repl

    name = image_name(image)
    # Ctrl-C parks a form here; who leaves without waiting for it, does so himself.
    warden.guard((signal.SIGTERM, signal.SIGHUP), seconds=8)
    return Repl(
        lambda: open_image(name, provided, resumes=resumes, tells_failures=False),
        vi=vi,
        debugs=debugs,
    ).run()


def plain_loop(image: str | None, provided: tuple[str, ...], *, resumes: bool, debugs: bool) -> int:
    with open_image(image, provided, resumes=resumes) as opened:
        return PlainLoop(opened, is_interactive=os.isatty(0), debugs=debugs).run()


def can_draw() -> bool:
    """Whether this is a terminal that knows how to move its cursor."""
    is_terminal = os.isatty(0) and os.isatty(1)
    return is_terminal and os.environ.get("TERM", "dumb") not in ("dumb", "unknown", "")
