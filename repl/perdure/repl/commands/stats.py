"""`perdure stats`: what an image's bytes are made of."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import stats
from perdure.repl.opening import as_refusals
from perdure.repl.options import image_name, image_option, json_option
from perdure.repl.progress import progress
from perdure.repl.tables import print_table

KINDS = ("KIND", "OBJECTS", "BYTES", "LARGEST", "DEAD", "DEAD BYTES")
LARGEST = ("OBJECT", "KIND", "BYTES", "WHAT")


@click.command("stats")
@image_option
@json_option
@click.option(
    "--largest",
    "most",
    type=click.IntRange(0, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many of the largest records to name.",
)
def command(image: str | None, as_json: bool, most: int) -> None:
    """Count an image's objects by kind, with their sizes, and what is dead of them.

    Dead are objects that nothing leads to any more, and old what has a newer record: `perdure
    pack` gives that back. Works also while the image is in use.
    """
    with as_refusals(), progress() as tell:
        found = stats(image_name(image), most, tell)
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    print_table(
        KINDS,
        [
            (
                kind.name,
                *map(str, (kind.objects, kind.bytes, kind.largest)),
                *map(str, (kind.dead_objects, kind.dead_bytes)),
            )
            for kind in found.kinds
        ],
        right=(1, 2, 3, 4, 5),
    )
    if found.largest:
        click.echo()
        print_table(
            LARGEST,
            [(str(each.oid), each.kind, str(each.bytes), each.what) for each in found.largest],
            right=(0, 2),
        )
    click.echo()
    click.echo(f"{found.objects} objects, {found.bytes} bytes in their records")
    click.echo(f"{found.dead_objects} of them dead, {found.dead_bytes} bytes")
    if found.file_bytes:
        click.echo(f"{found.old_records} old records, {found.old_bytes} bytes")
        click.echo(f"{found.file_bytes} bytes in the data file")
