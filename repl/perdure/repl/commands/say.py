"""`perdure say [TEXT]`: what is said to all at an image, and what they say."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from functools import partial

import click

from perdure.image import Image, Said
from perdure.repl.access import Access, Kept, Reopened
from perdure.repl.opening import as_refusals, open_image
from perdure.repl.options import MEMORY, image_name, image_option
from perdure.repl.wording import author, said_line

LAST = 20  #: entries that are shown, unless it is told how many
AGAIN = 0.5  #: seconds between two looks for more


@click.command("say")
@image_option
@click.option("-n", "count", type=click.IntRange(0), default=LAST, metavar="N", help="The last N.")
@click.option("--follow", is_flag=True, help="And what is said from now on, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="For programs: an object a line.")
@click.argument("text", required=False)
def command(
    image: str | None, count: int, text: str | None, *, follow: bool, as_json: bool
) -> None:
    """Put TEXT on the board that the image's processes and members share; without it, show that.

    Programs write there with `say!`, of `(perdure image)`. The last thousand are kept.
    """
    if text is not None:
        with open_image(image, create=False, resumes=False) as opened:
            opened.say(text, author())
        return
    name = image_name(image)
    if "://" in name or name == MEMORY:
        with open_image(image, create=False, resumes=False) as opened:
            show(Kept(opened), count, is_followed=follow, as_json=as_json)
        return
    reopened = Reopened(name)
    try:
        with as_refusals():
            show(reopened, count, is_followed=follow, as_json=as_json)
    finally:
        reopened.close()


def show(access: Access, count: int, *, is_followed: bool, as_json: bool) -> None:
    found = access.look(lambda it: it.said())[-count:] if count else []
    last = 0
    while True:
        for each in found:
            line = json.dumps(asdict(each), ensure_ascii=False) if as_json else said_line(each)
            click.echo(line)
            last = each.number
        if not is_followed:
            return
        time.sleep(AGAIN)
        found = access.look(partial(more, last))


def more(last: int, image: Image) -> list[Said]:
    return image.said(after=last)
