"""`perdure inspect [WHAT]`: look at a value, at what is in it, and go from one to the next."""

from __future__ import annotations

import click

from perdure.repl.commands.debug import Reading
from perdure.repl.inspecting import Shell, subject
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option
from perdure.repl.progress import progress
from perdure.repl.shells import INSPECT_PROMPT


@click.command("inspect")
@image_option
@provide_option
@click.option(
    "--batch", metavar="COMMANDS", help="Do these, between semicolons, and read no others."
)
@click.argument("what", metavar="[WHAT]", required=False)
def command(
    image: str | None, provided: tuple[str, ...], batch: str | None, what: str | None
) -> int:
    """Look at WHAT, and at what is in it: a form, whose value is meant, a process's PID, or @N, the
    object of that id; without WHAT the image itself.

    Commands are read line by line: a number follows that field; `back`, `more`, `who`, `record`,
    `set 2 (+ 1 2)`; a form in parentheses is evaluated, with `it` the value; `help` lists them.
    Looking runs nothing, and loads no more than it shows. The exit code is 1 where one of
    `--batch`, or of a pipe, could not be done.
    """
    with open_image(image, provided, create=False, resumes=False) as opened:
        shell = Shell(opened, subject(what or ""))
        shell.progress = progress
        return Reading(opened, shell, INSPECT_PROMPT).run(batch)
