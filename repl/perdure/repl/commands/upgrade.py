"""`perdure upgrade FILE [PID...]`: running processes take a program's new version."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perdure.image import CannotUpgrade, Image, Upgraded
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import PidOrName, image_option


@click.command("upgrade")
@image_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("which", type=PidOrName(), metavar="[PID]...", nargs=-1)
def command(image: str | None, file: Path, which: tuple[int | str, ...]) -> None:
    """Have processes of the Python program FILE go on in its new version, where they stand.

    Without a PID: all that run an older one. A process that stands where the new version does not
    say how to go on stays in the old, and it is said why; then the exit code is 1.
    """
    text = file.read_text(encoding="utf-8")
    texts = {str(file): text, str(file.resolve()): text}
    with open_image(image, create=False) as opened:
        found = (
            [one(opened, pid_of(opened, each), texts) for each in which]
            if which
            else opened.upgrade_all(texts)
        )
    for each in found:
        click.echo(each.problem or f"process {each.pid} goes on in the new version")
        for note in each.notes:
            click.echo(f"  {note}")
    if any(each.problem for each in found):
        sys.exit(1)


def one(image: Image, pid: int, texts: dict[str, str]) -> Upgraded:
    try:
        return Upgraded(pid, "", image.upgrade(pid, texts))
    except CannotUpgrade as error:
        return Upgraded(pid, str(error), [])
