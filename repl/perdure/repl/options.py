"""Options and arguments that several commands share.

`--image` may stand before the command or after it; after it wins.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_IMAGE = "perdure.image"
MEMORY = ":memory:"  #: the name of an image that ends with the command

image_option = click.option(
    "--image",
    metavar="IMAGE",
    help="The image's directory, or its URI; ':memory:' for one that is thrown away. "
    f"Default: $PERDURE_IMAGE, else {DEFAULT_IMAGE} here.",
)

no_run_option = click.option(
    "--no-run",
    is_flag=True,
    help="Let the processes that the image holds stand still meanwhile; run new ones only. For an "
    "image whose processes keep its drivers from doing anything else.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")

provide_option = click.option(
    "--provide",
    "provided",
    metavar="FILE_OR_MODULE",
    multiple=True,
    help="A Python file or module whose decorated functions programs may import, as "
    "(python NAME), or that brings kinds of waits or primitives. May be given several times.",
)

waits_option = click.option(
    "--provide",
    "provided",
    metavar="FILE_OR_MODULE",
    multiple=True,
    help="A Python file or module that brings kinds of waits; without it, a process that waits so "
    "is shown under the kind's name. May be given several times.",
)

language_option = click.option(
    "--language",
    metavar="NAME",
    default="",
    help="The language of the text. Default: what the program's first line says "
    "(#!... --language NAME), else what the file's ending does, else Scheme.",
)


class Pid(click.ParamType[int]):
    """A process id, as the user writes it."""

    name = "pid"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        text = str(value)
        if not (text.isascii() and text.isdigit()):
            self.fail(f"{text!r} is no pid, a whole number; `perdure ps` lists them", param, ctx)
        return int(text)


class PidOrName(click.ParamType[int | str]):
    """A process id, or the name under which a process is registered: `pid_of` tells the pid."""

    name = "pid"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | str:
        text = str(value)
        if not text:
            self.fail("a pid, or the name of a process, is not empty", param, ctx)
        return int(text) if text.isascii() and text.isdigit() else text


class Span(click.FloatRange):
    """A number, of seconds or days, from `least` on; neither infinite nor not a number."""

    name = "number"

    def __init__(self, least: float = 0) -> None:
        super().__init__(min=least)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        found: float = super().convert(value, param, ctx)
        if not isfinite(found):
            self.fail(f"{value!r} is no number that ends", param, ctx)
        return found


class Label(click.ParamType[tuple[str, str]]):
    """A label of processes with its value."""

    name = "label"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        name, equals, text = str(value).partition("=")
        if not (name and equals):
            self.fail(f"{str(value)!r} is no label with its value, NAME=VALUE", param, ctx)
        return name, text


def label_option(flag: str, text: str) -> Callable[[F], F]:
    """An option for labels, which may be given several times."""
    return click.option(flag, type=Label(), metavar="NAME=VALUE", multiple=True, help=text)


pid_argument = click.argument("which", type=PidOrName(), metavar="PID")
json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="An EXPR is what it is as JSON, or else a text, and nothing is evaluated.",
)


def image_name(image: str | None) -> str:
    """Which image is meant, where a command's own `--image` is that (or None)."""
    if image is None:
        image = given_above("image")
    if image is None:
        image = os.environ.get("PERDURE_IMAGE") or DEFAULT_IMAGE
    if not image:
        raise click.UsageError("--image needs a path, a URI or ':memory:'")
    return image


def is_to_resume() -> bool:
    """Whether the processes that are in the image are to go on: not with `perdure --no-run`."""
    return not given_above("no_run")


def given_above(name: str) -> Any:
    """An option as it stands before the command, or None."""
    context = click.get_current_context().parent
    while context is not None:
        found = context.params.get(name)
        if found is not None and found is not False:
            return found
        context = context.parent
    return None


def is_terminal() -> bool:
    """Whether a person reads our output, on a terminal."""
    return os.isatty(1)
