"""`perdure locks`: the mutexes and semaphores of an image that have names, one a line."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import LockInfo
from perdure.repl.opening import read_image
from perdure.repl.options import image_option
from perdure.repl.tables import NOTHING, Row, print_table

HEADINGS = ("NAME", "KIND", "FREE", "WAITING", "HELD BY")


@click.command("locks")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
def command(image: str | None, as_json: bool) -> None:
    """List the locks that have names: what is free, how many wait, and which processes hold them.

    Shows the image as of its last commit, also while another process drives it.
    """
    with read_image(image) as opened:
        found = opened.locks()
        if as_json:
            click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        else:
            print_table(HEADINGS, [row_of(each) for each in found], right=(2, 3))


def row_of(lock: LockInfo) -> Row:
    holders = ", ".join(map(str, lock.holders)) or NOTHING
    return (lock.name, lock.kind, str(lock.free), str(lock.waiting), holders)
