"""`perdure pack`: give back the space of what is dead in an image."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import pack
from perdure.repl.opening import as_refusals
from perdure.repl.options import Span, image_name, image_option, json_option
from perdure.repl.progress import progress
from perdure.repl.wording import local_time


@click.command("pack")
@image_option
@json_option
@click.option(
    "--days",
    type=Span(),
    metavar="N",
    help="Keep what was alive in the last N days; default: 1 of an image that others have open, "
    "else 0.",
)
def command(image: str | None, as_json: bool, days: float | None) -> None:
    """Give back the space of what nothing leads to any more, and of what has newer records.

    Of an image that is in use, give its zeo:// or postgresql:// address, or the directory
    that `perdure serve` serves: its members go on meanwhile, and what was alive in the last ten
    minutes is kept in any case. Killed at any point, it leaves the image as it was, or packed.
    """
    with as_refusals(), progress() as tell:
        done = pack(image_name(image), days, tell)
    if as_json:
        click.echo(json.dumps(asdict(done), ensure_ascii=False))
        return
    click.echo(
        f"image {done.image!r} is packed as of {local_time(done.until)}: "
        f"{done.before} bytes before, {done.after} after, in {done.seconds:.1f} s"
    )
