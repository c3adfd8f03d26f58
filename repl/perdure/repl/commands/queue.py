"""`perdure queue NAME`: a queue of jobs, and its limits."""

from __future__ import annotations

import re
from typing import Any

import click

from perdure.repl.opening import open_image
from perdure.repl.options import image_option

RATE = re.compile(r"(\d+)/(\d+(?:\.\d+)?)")

COUNT = click.IntRange(min=1)


class Rate(click.ParamType[tuple[int, float]]):
    """How many in how many seconds: 10/60."""

    name = "rate"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, float]:
        found = RATE.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no rate: 10/60, ten in sixty seconds", param, ctx)
        return int(found[1]), float(found[2])


@click.command("queue")
@image_option
@click.option("--limit", type=COUNT, metavar="N", help="So many have their turn at once.")
@click.option("--key-limit", type=COUNT, metavar="N", help="So many of those with one key.")
@click.option("--worker-limit", type=COUNT, metavar="N", help="So many that one worker was given.")
@click.option("--rate", type=Rate(), metavar="N/S", help="So many begin in S seconds at most.")
@click.option("--key-rate", type=Rate(), metavar="N/S", help="The same of those with one key.")
@click.option("--remove", is_flag=True, help="Forget the queue, which must have no jobs.")
@click.argument("name", metavar="NAME")
def command(image: str | None, name: str, *, remove: bool, **limits: Any) -> None:
    """Have a queue of that NAME with these limits and none besides; jobs that it has stay.

    `perdure run --queue NAME` makes a job, `perdure work --queue NAME` takes jobs of that queue
    only.
    """
    with open_image(image, resumes=False, create=not remove) as opened:
        if remove:
            opened.remove_queue(name)
        else:
            opened.queue(name, **limits)
