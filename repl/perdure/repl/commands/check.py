"""`perdure check`: whether everything in an image is as it must be, or what a program will do."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import click

from perdure.image import check
from perdure.image.discovery import language_of
from perdure.repl.failures import Refused
from perdure.repl.opening import as_refusals, bring, read_program
from perdure.repl.options import image_name, image_option, json_option, waits_option
from perdure.repl.progress import progress
from perdure.vm.texts import visible

FIELDS = ("file", "line", "column", "kind", "text")  #: of what is foreseen in a program


@click.command("check")
@image_option
@waits_option
@json_option
@click.argument("file", required=False)
def command(image: str | None, provided: tuple[str, ...], as_json: bool, file: str | None) -> int:
    """Look whether all of an image is as it must be, also while it is in use.

    Every record must load and name only what images may, all that it refers to must be there,
    the code of each procedure and of each frame must decode, each process must be in exactly one
    state, and the indices must agree with the processes. Prints a line for each fault, and ends
    with code 1 where there is one. Changes nothing.

    With FILE, a program of Python: tell what of it will be an effect, a wait, made again, volatile
    or refused, as far as its text says, and run nothing. Code 1 where something is refused.
    """
    if file is not None:
        return foretell(file, as_json)
    with as_refusals(), progress() as tell:
        bring(provided)
        found = check(image_name(image), tell)
    if as_json:
        click.echo(json.dumps(asdict(found) | {"is_sound": found.is_sound}, ensure_ascii=False))
        return 0 if found.is_sound else 1
    for problem in found.problems:
        click.echo(visible(str(problem)))
    if found.found > len(found.problems):
        click.echo(f"... and {found.found - len(found.problems)} more")
    looked = (
        f"{found.records} objects with {found.references} references, {found.codes} procedures, "
        f"{found.processes} processes with {found.frames} frames"
    )
    if found.control:
        each = [f"{count} {kind}" for kind, count in sorted(found.control.items())]
        looked += f" (control: {', '.join(each)})"
    faults = "1 fault" if found.found == 1 else f"{found.found} faults"
    state = "is sound" if found.is_sound else f"has {faults}"
    click.echo(f"image {found.image!r} {state}: {looked}")
    return 0 if found.is_sound else 1


def foretell(file: str, as_json: bool) -> int:
    """Tell what a program will do, a line each."""
    text = read_program(file)
    try:
        found = language_of(file, text).foresee(text, file, [str(Path(file).parent)])
    except SyntaxError as error:
        raise Refused(f"{error.filename}:{error.lineno}:{error.offset}: {error.msg}") from None
    if found is None:
        raise Refused(f"{file}: only programs of Python are looked through; nothing was run")
    code = 1 if any(finding.kind == "refused" for finding in found) else 0
    if as_json:
        click.echo(
            json.dumps(
                [dict(zip(FIELDS, finding, strict=True)) for finding in found], ensure_ascii=False
            )
        )
        return code
    for each in found:
        click.echo(visible(f"{each.file}:{each.line}:{each.column}: {each.kind}: {each.text}"))
    counts = Counter(finding.kind for finding in found)
    told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    click.echo(f"{file}: {told or 'nothing but what stays inside'}; nothing was run")
    return code
