"""`perdure update PID NAME [EXPR...]`: the result of an update of a process."""

from __future__ import annotations

import secrets

import click

from perdure.image import Image
from perdure.image.discovery import known_language
from perdure.repl.driving import drive_to_end, evaluated
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, json_option, pid_argument, provide_option
from perdure.repl.values import argument_of, print_as_json, print_value


@click.command("update")
@image_option
@provide_option
@json_option
@click.option(
    "--id",
    "request",
    metavar="ID",
    help="What tells this request from others: asked for again, it is not done again.",
)
@click.option("--detach", is_flag=True, help="Only begin it: print the pid that does it.")
@pid_argument
@click.argument("name", metavar="NAME")
@click.argument("expressions", metavar="[EXPR]...", nargs=-1)
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    request: str | None,
    detach: bool,
    which: int | str,
    name: str,
    expressions: tuple[str, ...],
) -> None:
    """Have process PID do the update NAME with the values of EXPR, and print its result.

    As its (on-update NAME ...) says. Drives the image until there is one. An update that was begun
    goes on when this is stopped; with the same --id it is awaited again. With --json the result is
    printed as JSON, too.
    """
    with open_image(image, provided, create=False) as opened:
        pid = pid_of(opened, which)
        made = None if request is None else opened.known_update(pid, request)
        if made is None:
            opened.process(pid)
            made = begun(opened, pid, name, expressions, request, as_json=as_json)
        if detach:
            click.echo(made)
            return
        drive_to_end(opened, made).end_line()
        value = opened.result_value(made)
        if as_json:
            print_as_json(repr(opened.result(made)))
        else:
            print_value(value, known_language(opened.process(made).language))


def begun(
    opened: Image,
    pid: int,
    name: str,
    expressions: tuple[str, ...],
    request: str | None,
    *,
    as_json: bool,
) -> int:
    """The pid of the process that does it."""
    if as_json:
        return opened.begin_update(pid, name, *map(argument_of, expressions), id=request)
    values = evaluated(opened, expressions, "<update>")
    return opened.begin_update_values(pid, name, values, request or secrets.token_hex(8))
