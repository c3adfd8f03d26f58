"""`perdure complete NAME EXPR`: what `(await-external NAME)` waits for."""

from __future__ import annotations

from pathlib import Path

import click

from perdure.image import AlreadyCompleted, Image
from perdure.repl.driving import drive_to_end
from perdure.repl.failures import Refused
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, json_option, provide_option
from perdure.repl.values import argument_of

MOST = 5  #: names that are told where the one that was given is awaited by nobody


@click.command("complete")
@image_option
@provide_option
@json_option
@click.option("--early", is_flag=True, help="Also where nobody awaits it yet.")
@click.argument("name", metavar="NAME")
@click.argument("expression", metavar="EXPR")
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    early: bool,
    name: str,
    expression: str,
) -> None:
    """Give the value of EXPR to all that await NAME with (await-external NAME), now or later.

    A name is completed once, and keeps its value. EXPR is evaluated in the image's own
    environment. What the processes do with it is seen when the image is driven on, by `work`.
    """
    with open_image(image, provided, create=False) as opened:
        if opened.is_completed(name):
            raise AlreadyCompleted(name)
        if not early and name not in opened.awaited_names():
            raise nobody_awaits(opened, name)
        if as_json:
            opened.complete(name, argument_of(expression))
            return
        pid = opened.spawn_eval(expression, "<complete>", [Path.cwd()])
        drive_to_end(opened, pid)
        opened.complete_value(name, opened.result_value(pid))


def nobody_awaits(opened: Image, name: str) -> Refused:
    names = opened.awaited_names()
    others = ", ".join(map(repr, names[:MOST])) + (", ..." if len(names) > MOST else "")
    awaited = f"awaited are {others}" if names else "no name is awaited"
    return Refused(
        f"no process awaits {name!r}; {awaited} (--early completes it all the same, "
        "for who awaits it later)"
    )
