"""`perdure upgrade FILE [PID...]`: running processes take a program's new version."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import PidOrName, image_option
from perdure.repl.upgrading import upgraded, upgraded_lines


@click.command("upgrade")
@image_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("which", type=PidOrName(), metavar="[PID]...", nargs=-1)
def command(image: str | None, file: Path, which: tuple[int | str, ...]) -> None:
    """Have processes of the Python program FILE go on in its new version, where they stand.

    Without a PID: all that run an older one. A process that stands where the new version does not
    say how to go on stays in the old, and it is said why; then the exit code is 1.
    """
    with open_image(image, create=False) as opened:
        found = upgraded(opened, str(file), [pid_of(opened, each) for each in which])
    for line in upgraded_lines(str(file), found):
        click.echo(line)
    if any(each.problem for each in found):
        sys.exit(1)
