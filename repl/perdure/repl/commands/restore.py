"""`perdure restore FOLDER`: make an image of what was saved."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime

import click

from perdure.image import restore
from perdure.repl.opening import as_refusals
from perdure.repl.options import image_name, image_option, json_option
from perdure.repl.progress import progress
from perdure.repl.wording import local_time


class Moment(click.ParamType[float]):
    """A moment, as the user writes it: in local time, unless it says another zone."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            return datetime.fromisoformat(str(value)).timestamp()
        except ValueError:
            self.fail(f"{value!r} is no moment; write it as 2026-03-01 02:00", param, ctx)


@click.command("restore")
@image_option
@json_option
@click.option(
    "--at",
    type=Moment(),
    metavar="MOMENT",
    help="As of the last backup before that, as '2026-03-01 02:00'; default: the last of all.",
)
@click.argument("folder", metavar="FOLDER")
def command(image: str | None, as_json: bool, at: float | None, folder: str) -> None:
    """Make an image of what `perdure backup` saved in FOLDER, where nothing is yet.

    Each file is compared with its checksum. Stop all that have the original open before the
    restored image is run: effects that were done after the backup are done again, under the same
    keys (docs/operating.md).
    """
    with as_refusals(), progress() as tell:
        restored = restore(folder, image_name(image), at=at, progress=tell)
    if as_json:
        click.echo(json.dumps(asdict(restored), ensure_ascii=False))
        return
    click.echo(
        f"image {restored.image!r} is made of the backup of {local_time(restored.saved)}; "
        f"its last commit is of {local_time(restored.last_commit)}"
    )
