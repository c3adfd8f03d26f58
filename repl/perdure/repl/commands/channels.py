"""`perdure channels`: the channels of an image that have names, one a line."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import ChannelInfo
from perdure.repl.opening import read_image
from perdure.repl.options import image_option
from perdure.repl.tables import NOTHING, Row, print_table

HEADINGS = ("NAME", "VALUES", "ROOM", "TAKERS", "PUTTERS", "")


@click.command("channels")
@image_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
def command(image: str | None, as_json: bool) -> None:
    """List the channels that have names: what they hold, and how many processes wait there.

    Shows the image as of its last commit, also while another process drives it.
    """
    with read_image(image) as opened:
        found = opened.channels()
        if as_json:
            click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        else:
            print_table(HEADINGS, [row_of(each) for each in found], right=(1, 2, 3, 4))


def row_of(channel: ChannelInfo) -> Row:
    capacity = NOTHING if channel.capacity is None else str(channel.capacity)
    counts = (str(channel.takers), str(channel.putters))
    closed = "closed" if channel.is_closed else ""
    return (channel.name, str(channel.values), capacity, *counts, closed)
