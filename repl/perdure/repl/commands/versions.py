"""`perdure versions`: which versions of the program have processes."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import VersionInfo
from perdure.repl.failures import ProgramFailed
from perdure.repl.opening import open_image, read_image
from perdure.repl.options import Span, image_option, provide_option
from perdure.repl.tables import Row, print_table
from perdure.repl.wording import local_time, utc_text

HEADINGS = ("VERSION", "FILE", "SINCE", "PROCESSES", "")


@click.command("versions")
@image_option
@provide_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
@click.option("--drain", metavar="VERSION", help="Wait until no process of that version is left.")
@click.option("--drain-old", is_flag=True, help="Of all versions but the current one.")
@click.option(
    "--timeout",
    type=Span(),
    metavar="SECONDS",
    help="Wait no longer than that: then exit 1.",
)
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    drain: str | None,
    drain_old: bool,
    timeout: float | None,
) -> None:
    """List the versions of the program that have processes which have not ended, and the current.

    With --drain or --drain-old the image is driven until those of old versions have ended by
    themselves.
    """
    if drain is not None or drain_old:
        with open_image(image, provided, create=False) as opened:
            if not opened.drain(drain, timeout):
                raise ProgramFailed("there are processes left; `perdure versions` counts them")
        return
    with read_image(image) as opened:
        found = opened.versions()
    if as_json:
        objects = [asdict(each) | {"since": utc_text(each.since)} for each in found]
        click.echo(json.dumps(objects, ensure_ascii=False, indent=1))
        return
    print_table(HEADINGS, map(row_of, found), right=(3,))


def row_of(version: VersionInfo) -> Row:
    return (
        version.name,
        version.file,
        local_time(version.since),
        str(version.processes),
        "current" if version.is_current else "",
    )
