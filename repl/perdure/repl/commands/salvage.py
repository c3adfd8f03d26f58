"""`perdure salvage`: cut off what is damaged at the end of an image, when told to."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perdure.image import ImageError
from perdure.image.salvage import find_damage, mend
from perdure.image.uris import is_uri, shown
from perdure.repl.failures import Refused
from perdure.repl.options import image_name, image_option


@click.command("salvage")
@image_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
def command(image: str | None, yes: bool) -> None:
    """Mend an image whose data file is damaged at its end, as after a loss of power.

    Says what is damaged and what would be done, and asks. What is cut off is kept in a file
    beside; the image then is as of its last whole commit.
    """
    name = image_name(image)
    if is_uri(name) or name == ":memory:":
        raise Refused(f"{shown(name)!r} cannot be salvaged: give the directory of an image")
    try:
        damage = find_damage(Path(name))
        if damage is None:
            click.echo(f"image {name!r} is whole to its end; there is nothing to do")
            return
        click.echo("\n".join(damage.sentences()))
        if not yes and not is_wanted():
            raise Refused("nothing was changed; `perdure salvage --yes` does it")
        kept = mend(damage)
    except ImageError as error:
        raise Refused(str(error)) from error
    click.echo(f"done; what was cut off is in {str(kept)!r}")


def is_wanted() -> bool:
    """Whether a person says so."""
    return sys.stdin.isatty() and click.confirm("Do that?", default=False)
