"""`perdure schedule add|pause|resume|remove|trigger`: what an image starts again and again."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import click

from perdure.repl.opening import open_image
from perdure.repl.options import image_option

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
DURATION = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")

name_argument = click.argument("name", metavar="NAME")


class Duration(click.ParamType[float]):
    """A time as the user writes it: 90, 90s, 15m, 2h, 1d."""

    name = "duration"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        found = DURATION.fullmatch(str(value))
        if found is None:
            self.fail(f"{value!r} is no time: 90, 90s, 15m, 2h, 1d", param, ctx)
        return float(found[1]) * UNITS[found[2]]


class Moment(click.ParamType[float]):
    """A moment in ISO 8601, with its offset from UTC or else of this machine's zone."""

    name = "moment"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        try:
            return datetime.fromisoformat(str(value)).timestamp()
        except ValueError:
            self.fail(f"{value!r} is no moment: 2026-03-01T12:00:00+01:00", param, ctx)


@click.group("schedule", no_args_is_help=True)
def command() -> None:
    """Have something started again and again; `perdure schedules` lists what is."""


@command.command("add", short_help="Have EXPR evaluated again and again, under NAME.")
@image_option
@click.option("--every", type=Duration(), metavar="TIME", help="Each so often: 90s, 15m, 2h.")
@click.option("--days", type=click.IntRange(min=1), metavar="N", help="Each N days, at one time.")
@click.option("--cron", metavar="EXPR", help='As cron would: "0 3 * * *".')
@click.option(
    "--zone", metavar="ZONE", help="The time zone for these: Europe/Berlin. Default: UTC."
)
@click.option("--anchor", type=Moment(), metavar="MOMENT", help="One of the moments. Default: now.")
@click.option(
    "--missed",
    type=click.Choice(("once", "all", "skip")),
    help="Of moments that nobody was there for: run the last, all or none. Default: once.",
)
@click.option(
    "--late", type=Duration(), metavar="TIME", help="A moment is missed then. Default: 10."
)
@click.option(
    "--overlap",
    type=click.Choice(("skip", "allow", "queue", "cancel")),
    help="Where the run before has not ended: start none, one more, one then, or cancel it. "
    "Default: skip.",
)
@click.option("--jitter", type=Duration(), metavar="TIME", help="Runs are later by up to that.")
@click.option("--until", type=Moment(), metavar="MOMENT", help="No runs after it.")
@click.option("--times", type=click.IntRange(min=1), metavar="N", help="So many runs.")
@name_argument
@click.argument("expression", metavar="EXPR")
def add(image: str | None, name: str, expression: str, **options: Any) -> None:
    """Have EXPR evaluated in the image's own environment, again and again, under NAME.

    A schedule of that name is changed. Runs begin while something drives the image, such as
    `perdure work`.
    """
    with open_image(image, resumes=False) as opened:
        opened.schedule(name, expression, **options)


@command.command("pause")
@image_option
@name_argument
def pause(image: str | None, name: str) -> None:
    """Start nothing until it is resumed."""
    with open_image(image, create=False, resumes=False) as opened:
        opened.pause_schedule(name)


@command.command("resume", short_help="Start runs again.")
@image_option
@name_argument
def resume(image: str | None, name: str) -> None:
    """Start runs again; what was missed meanwhile is dealt with as --missed says."""
    with open_image(image, create=False, resumes=False) as opened:
        opened.resume_schedule(name)


@command.command("remove")
@image_option
@name_argument
def remove(image: str | None, name: str) -> None:
    """Forget it. Runs that have begun go on."""
    with open_image(image, create=False, resumes=False) as opened:
        opened.remove_schedule(name)


@command.command("trigger")
@image_option
@name_argument
def trigger(image: str | None, name: str) -> None:
    """Start a run by hand, and print its pid."""
    with open_image(image, create=False, resumes=False) as opened:
        click.echo(opened.trigger_schedule(name))
