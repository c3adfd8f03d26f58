"""`perdure check`: whether everything in an image is as it must be."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from perdure.image import check
from perdure.repl.opening import as_refusals, bring
from perdure.repl.options import image_name, image_option, json_option, waits_option
from perdure.repl.progress import progress
from perdure.vm.texts import visible


@click.command("check")
@image_option
@waits_option
@json_option
def command(image: str | None, provided: tuple[str, ...], as_json: bool) -> int:
    """Look whether all of an image is as it must be, also while it is in use.

    Every record must load and name only what images may, all that it refers to must be there,
    the code of each procedure and of each frame must decode, each process must be in exactly one
    state, and the indices must agree with the processes. Prints a line for each fault, and ends
    with code 1 where there is one. Changes nothing.
    """
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
