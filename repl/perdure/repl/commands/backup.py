"""`perdure backup FOLDER`: save an image that is in use."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import backup
from perdure.repl.opening import as_refusals
from perdure.repl.options import image_name, image_option, json_option
from perdure.repl.progress import progress
from perdure.repl.wording import local_time


@click.command("backup")
@image_option
@json_option
@click.option("--full", is_flag=True, help="Save all of it, not only what was appended since.")
@click.argument("folder", metavar="FOLDER")
def command(image: str | None, as_json: bool, full: bool, folder: str) -> None:
    """Save the image into FOLDER, also while it is in use; `perdure restore` reads it.

    The first time all of it, later what was appended since, and all of it again after a pack.
    Of an image that is served, give the directory that the server has.
    """
    with as_refusals(), progress() as tell:
        saved = backup(image_name(image), folder, full=full, progress=tell)
    if as_json:
        click.echo(json.dumps(asdict(saved), ensure_ascii=False))
        return
    until = f"up to the commit of {local_time(saved.last_commit)}"
    if not saved.file:
        click.echo(f"image {saved.image!r} is saved in {saved.folder!r} already, {until}")
        return
    how = "in full" if saved.is_full else "what is new"
    blobs = f" and {saved.blobs} large objects" if saved.blobs else ""
    click.echo(f"saved {how}, {saved.bytes} bytes{blobs} in {saved.file}, {until}")
