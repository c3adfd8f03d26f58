"""`perdure cancel PID`: a process cleans up and ends."""

from __future__ import annotations

import click

from perdure.image import CLEANUP
from perdure.repl.driving import ENDED
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import Span, image_option, is_to_resume, pid_argument

BELATED = 1.0  #: seconds that are waited for the end beyond the time of grace


@click.command("cancel")
@image_option
@click.option(
    "--grace",
    type=Span(),
    metavar="SECONDS",
    default=CLEANUP,
    show_default=True,
    help="How long it may clean up; then it ends where it stands.",
)
@pid_argument
def command(image: str | None, which: int | str, grace: float) -> None:
    """Have process PID clean up and end, whatever it waits for.

    An error is raised in it where it waits, which guards and dynamic-wind see. A second time ends
    it at once, as `perdure kill` does. What waits for its result gets an error.
    """
    with open_image(image, create=False) as opened:
        pid = pid_of(opened, which)
        opened.cancel(pid, grace)
        if opened.process(pid).state in ENDED:
            return
        if is_to_resume():
            opened.run_until_done(pid, grace + BELATED)
        else:
            click.echo(f"process {pid} cleans up when it is run; `perdure kill {pid}` ends it now")
