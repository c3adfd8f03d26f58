"""`perdure salvage`: mend the end of an image, or make one of what can be read of another."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from perdure.image import ImageError, salvage
from perdure.image.maintenance.ends import find_damage, mend
from perdure.image.storage.uris import is_uri, shown
from perdure.repl.failures import Refused
from perdure.repl.opening import as_refusals
from perdure.repl.options import image_name, image_option, json_option
from perdure.repl.progress import progress
from perdure.vm.texts import visible

if TYPE_CHECKING:
    from perdure.image.maintenance.salvaging import Salvaged


@click.command("salvage")
@image_option
@click.option("--yes", is_flag=True, help="Do it without asking.")
@click.option(
    "--to",
    "target",
    metavar="NEW",
    help="Make an image there of all that can be read, and leave the damaged one as it is.",
)
@json_option
def command(image: str | None, yes: bool, target: str | None, as_json: bool) -> int | None:
    """Mend an image whose data file is damaged at its end, as after a loss of power.

    Says what is damaged and what would be done, and asks. What is cut off is kept in a file
    beside; the image then is as of its last whole commit.

    With --to, whatever is damaged and wherever: makes a new image of all that can be read, and
    says what was lost. Ends with code 1 where something was.
    """
    name = image_name(image)
    if is_uri(name) or name == ":memory:":
        raise Refused(f"{shown(name)!r} cannot be salvaged: give the directory of an image")
    if target is not None:
        with as_refusals(), progress() as tell:
            salvaged = salvage(name, target, progress=tell)
        return report(salvaged, as_json=as_json)
    try:
        damage = find_damage(Path(name))
        if damage is None:
            click.echo(f"image {name!r} is whole to its end; there is nothing to do")
            return None
        click.echo("\n".join(damage.sentences()))
        if not yes and not is_wanted():
            raise Refused("nothing was changed; `perdure salvage --yes` does it")
        kept = mend(damage)
    except ImageError as error:
        raise Refused(str(error)) from error
    click.echo(f"done; what was cut off is in {str(kept)!r}")
    return None


def report(salvaged: Salvaged, *, as_json: bool) -> int:
    """Say what was lost; the command's exit code."""
    code = 1 if salvaged.gaps or salvaged.lost or salvaged.problems else 0
    if as_json:
        click.echo(json.dumps(asdict(salvaged), ensure_ascii=False))
        return code
    for start, end in salvaged.gaps:
        click.echo(f"bytes {start} to {end} of the data file: nothing can be read")
    for loss in salvaged.losses:
        click.echo(visible(str(loss)))
    if salvaged.lost > len(salvaged.losses):
        click.echo(f"... and {salvaged.lost - len(salvaged.losses)} more")
    for fault in salvaged.problems:
        click.echo(visible(f"still wrong: {fault}"))
    click.echo(
        f"image {salvaged.target!r} has {salvaged.objects} objects, up to the commit of "
        f"{salvaged.last_commit}; {salvaged.image!r} is as it was"
    )
    return code


def is_wanted() -> bool:
    """Whether a person says so."""
    return sys.stdin.isatty() and click.confirm("Do that?", default=False)
