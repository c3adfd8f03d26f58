"""`perdure channel`: what a person does at a channel that has a name."""

from __future__ import annotations

from typing import Any

import click

from perdure.image import Image
from perdure.repl.driving import drive_to_end, evaluated
from perdure.repl.failures import ProgramFailed, Refused
from perdure.repl.opening import open_image
from perdure.repl.options import Span, image_option, provide_option
from perdure.repl.values import print_value
from perdure.vm.objects.data import Pair, Value

timeout_option = click.option(
    "--timeout",
    type=Span(),
    metavar="SECONDS",
    help="Wait no longer than that: then exit 1.",
)
name_argument = click.argument("name", metavar="NAME")


@click.group("channel")
def command() -> None:
    """Put into a channel that has a name, take from it, close it, make or remove one.

    Programs give names by (name-channel! NAME CHANNEL); `perdure channels` lists them.
    """


@command.command("make")
@image_option
@click.option("--capacity", type=click.IntRange(min=0), metavar="N", help="Default: any number.")
@name_argument
def make(image: str | None, capacity: int | None, name: str) -> None:
    """Have a channel NAME, which holds at most N values."""
    with open_image(image) as opened:
        opened.channel(name, capacity=capacity)


@command.command("put", short_help="Put the value of EXPR into the channel.")
@image_option
@provide_option
@timeout_option
@name_argument
@click.argument("expression", metavar="EXPR")
def put(
    image: str | None, provided: tuple[str, ...], timeout: float | None, name: str, expression: str
) -> None:
    """Put the value of EXPR, evaluated in the image, into the channel, waiting for room."""
    with open_image(image, provided, create=False) as opened:
        values = evaluated(opened, [expression], "<channel>")
        used(opened, "put", name, (*values, *given(timeout)))


@command.command("get", short_help="Take the next value, and print it.")
@image_option
@provide_option
@timeout_option
@name_argument
def get(image: str | None, provided: tuple[str, ...], timeout: float | None, name: str) -> None:
    """Take the next value out of the channel, waiting for one, and print it.

    Where the channel is closed and empty: exit 1.
    """
    with open_image(image, provided, create=False) as opened:
        found = used(opened, "take", name, given(timeout))
        if not isinstance(found, Pair):
            raise ProgramFailed(f"channel {name!r} is closed")
        print_value(found.car, opened.language)


@command.command("close")
@image_option
@name_argument
def close(image: str | None, name: str) -> None:
    """Let nobody put any more. What is in the channel can still be taken."""
    with open_image(image, create=False) as opened:
        used(opened, "close", name, ())


@command.command("remove")
@image_option
@name_argument
def remove(image: str | None, name: str) -> None:
    """Have no channel be known by that NAME. Processes go on with it as before."""
    with open_image(image, create=False) as opened:
        known(opened, name)
        opened.remove_channel(name)


def given(timeout: float | None) -> tuple[Any, ...]:
    return () if timeout is None else (timeout,)


def used(image: Image, doing: str, name: str, values: tuple[Value, ...]) -> Value:
    """The value that came of it, once it is done."""
    known(image, name)
    pid = image.channel_values(doing, name, values)
    drive_to_end(image, pid).end_line()
    return image.result_value(pid)


def known(image: Image, name: str) -> None:
    if all(each.name != name for each in image.channels()):
        raise Refused(f"no channel is called {name!r}; `perdure channels` lists them")
