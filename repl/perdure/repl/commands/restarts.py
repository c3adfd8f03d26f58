"""`perdure restarts PID`: how a process can go on that an error has stopped."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, pid_argument
from perdure.repl.restarting import HEADINGS, rows_of
from perdure.repl.tables import print_table


@click.command("restarts")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
@pid_argument
def command(image: str | None, as_json: bool, which: int | str) -> None:
    """List the restarts of process PID, which has failed or is parked by an error.

    `perdure restart` chooses one.
    """
    with read_image(image) as opened:
        found = opened.restarts(pid_of(opened, which))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    print_table(HEADINGS, rows_of(found), right=(0,))
