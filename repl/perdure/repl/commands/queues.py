"""`perdure queues`: the queues of an image, one a line."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from perdure.repl.opening import read_image
from perdure.repl.options import image_option
from perdure.repl.tables import NOTHING, Row, print_table

if TYPE_CHECKING:
    from perdure.image import QueueInfo

HEADINGS = ("NAME", "WAITING", "DELAYED", "RUNNING", "LIMITS")


@click.command("queues")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
def command(image: str | None, as_json: bool) -> None:
    """List the queues: how many jobs wait, may not begin yet, and have their turn.

    Shows the image as of its last commit, also while another process drives it.
    """
    with read_image(image) as opened:
        found = opened.queues()
        if as_json:
            click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        else:
            print_table(HEADINGS, [row_of(each) for each in found], right=(1, 2, 3))


def row_of(queue: QueueInfo) -> Row:
    limits = [
        f"{count}{of}"
        for count, of in (
            (queue.limit, ""),
            (queue.key_limit, " a key"),
            (queue.worker_limit, " a worker"),
        )
        if count is not None
    ]
    limits += [
        f"{rate[0]} in {rate[1]:g} s{of}"
        for rate, of in ((queue.rate, ""), (queue.key_rate, " a key"))
        if rate is not None
    ]
    counts = (str(queue.waiting), str(queue.delayed), str(queue.running))
    return (queue.name, *counts, ", ".join(limits) or NOTHING)
