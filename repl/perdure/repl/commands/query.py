"""`perdure query PID NAME [EXPR...]`: a process's answer, which is not disturbed."""

from __future__ import annotations

import click

from perdure.image import QueryFailed
from perdure.repl.failures import ProgramFailed
from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, json_option, pid_argument, provide_option
from perdure.repl.values import argument_of, print_as_json


@click.command("query")
@image_option
@provide_option
@json_option
@pid_argument
@click.argument("name", metavar="NAME")
@click.argument("expressions", metavar="[EXPR]...", nargs=-1)
def command(
    image: str | None,
    provided: tuple[str, ...],
    as_json: bool,
    which: int | str,
    name: str,
    expressions: tuple[str, ...],
) -> None:
    """Print what process PID answers to NAME, with the values of EXPR.

    As its (on-query NAME ...) says, with the image as of its last commit, also while another
    process drives it. Nothing is changed, in the evaluation of EXPR neither. With --json the answer
    is printed as JSON, too.
    """
    with read_image(image, provided, provides=True) as opened:
        pid = pid_of(opened, which)
        try:
            if as_json:
                print_as_json(repr(opened.query(pid, name, *map(argument_of, expressions))))
            else:
                click.echo(opened.query_text(pid, name, expressions))
        except QueryFailed as error:
            raise ProgramFailed(str(error)) from error
