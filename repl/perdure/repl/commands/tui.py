"""`perdure tui`: monitor, debugger and inspector on the whole screen."""

from __future__ import annotations

import os

import click

from perdure.repl.access import Kept
from perdure.repl.failures import Refused
from perdure.repl.fullscreen.application import FullScreen
from perdure.repl.opening import open_image
from perdure.repl.options import image_name, image_option, is_terminal, provide_option


@click.command("tui")
@image_option
@provide_option
@click.argument("what", metavar="[WHAT]", required=False)
def command(image: str | None, provided: tuple[str, ...], what: str | None) -> None:
    """Show the image on the whole screen: what runs and waits, a debugger or an inspector beside
    it.

    WHAT is debugged at once, a PID, or inspected: a form, or @N. The keys are shown below, and can
    be clicked. No process runs but those that are had go on, unless another member runs it. An
    image in a directory is open for nobody else meanwhile; `perdure top` leaves it free.
    """
    if not (is_terminal() and os.isatty(0)) or os.environ.get("TERM") in (None, "", "dumb"):
        raise Refused(
            "this needs a terminal that can draw; `perdure top`, `perdure debug` and "
            "`perdure inspect` do without"
        )
    with open_image(image, provided, create=False, resumes=False, tells_failures=False) as opened:
        is_pid = what is not None and what.isascii() and what.isdigit()
        pid = int(what) if what is not None and is_pid else None
        FullScreen(Kept(opened), image_name(image), pid=pid, subject=None if is_pid else what).run()
