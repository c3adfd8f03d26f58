"""`perdure breakpoint`: where processes are to stop."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import Image
from perdure.repl.debugging import unknown_lines, unraised_lines
from perdure.repl.opening import open_image, read_image
from perdure.repl.options import image_option
from perdure.repl.tables import print_table


@click.command("breakpoint")
@image_option
@click.option("--if", "condition", metavar="FORM", default="", help="Only where FORM is true.")
@click.option(
    "--raised",
    "kind",
    metavar="KIND",
    help="Where a condition, or exception, of that kind is raised; FORM is a predicate then.",
)
@click.option("--delete", type=int, metavar="N", help="Have none stop at breakpoint N any more.")
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON array of objects.")
@click.argument("where", required=False)
def command(
    image: str | None,
    condition: str,
    kind: str | None,
    delete: int | None,
    as_json: bool,
    where: str | None,
) -> None:
    """Have processes stop at WHERE: a procedure, or FILE:LINE. Without it, list what there is.

    A breakpoint is for all processes of the image, at any member, until it is deleted. One
    that stops there waits until `perdure debug` has it go on. FORM is evaluated in the frame.
    With --raised KIND they stop where such a thing is raised, before any handler has it. In Scheme
    that is a kind of conditions, as `condition-kind` gives it: type, range, unbound, error; in
    Python a class of exceptions, with its subclasses: KeyError, json.JSONDecodeError,
    shop.OutOfStock. any: whatever is raised. FORM is a procedure, or a function, of what was
    raised: "(lambda (e) (pair? thing))", "lambda e: e.args == (thing,)".
    """
    if kind is not None and where is not None:
        raise click.UsageError("a breakpoint is at a place, or on what is --raised: give one")
    if where is None and delete is None and kind is None:
        with read_image(image) as opened:
            show(opened, as_json=as_json)
        return
    with open_image(image, create=False, resumes=False) as opened:
        if delete is not None:
            opened.delete_breakpoint(delete)
        if kind is not None:
            click.echo(opened.break_on(kind, condition))
            for line in unraised_lines(opened, kind):
                click.echo(line, err=True)
        if where is not None:
            click.echo(opened.set_breakpoint(where, condition))
            for line in unknown_lines(opened, where):
                click.echo(line, err=True)


def show(opened: Image, *, as_json: bool) -> None:
    found = opened.breakpoints()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False, indent=1))
        return
    rows = [(str(each.number), each.kind, each.what, each.condition or "-") for each in found]
    print_table(("NUMBER", "KIND", "AT", "IF"), rows, right=(0,))
