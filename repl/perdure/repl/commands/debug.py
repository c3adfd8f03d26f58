"""`perdure debug PID`: look at a process where it stands, change it, and have it go on."""

from __future__ import annotations

import os
import sys

import click

try:
    import readline  # noqa: F401  (being there, it gives `input` line editing and history)
except ImportError:  # a Python built without it
    pass

from perdure.image import Image, ImageError
from perdure.repl.debugging import Shell
from perdure.repl.driving import Family, Output, asleep_text, stoppable, stopped
from perdure.repl.editing import Editing, edited
from perdure.repl.opening import open_image, pid_of
from perdure.repl.options import image_option, pid_argument, provide_option
from perdure.repl.shells import (
    DEBUG_PROMPT,
    Commanded,
    LeaveShell,
    commands_in,
    problem_line,
)
from perdure.vm.texts import visible


@click.command("debug")
@image_option
@provide_option
@click.option(
    "--batch", metavar="COMMANDS", help="Do these, between semicolons, and read no others."
)
@pid_argument
def command(
    image: str | None, provided: tuple[str, ...], batch: str | None, which: int | str
) -> int:
    """Look at process PID where it stands, change it, and have it go on.

    Commands are read line by line: `bt`, `up`, `eval x`, `return 5`, `again`; `help` lists them. No
    other process of the image runs meanwhile, unless another member of a shared image runs it. The
    exit code is 1 where one of `--batch`, or of a pipe, could not be done.
    """
    with open_image(image, provided, create=False, resumes=False, tells_failures=False) as opened:
        return Reading(opened, Shell(opened, pid_of(opened, which)), DEBUG_PROMPT).run(batch)


class Reading:
    """Commands are read and done, until there are no more."""

    def __init__(self, image: Image, shell: Commanded, prompt: str) -> None:
        self._image = image
        self._shell = shell
        self._prompt = prompt
        self._output = Output(Family(image))
        self._has_failed = False

    def run(self, batch: str | None) -> int:
        """The exit code."""
        self._image.on_output = self._output
        is_person = batch is None and os.isatty(0)
        if is_person:
            show(self._shell.greeting())
        for line in (
            lines_read(self._prompt if is_person else "") if batch is None else commands_in(batch)
        ):
            try:
                self._do(line)
            except LeaveShell:
                break
        return 1 if self._has_failed and not is_person else 0

    def _is_look_stopped(self) -> bool:
        """Whether Ctrl-C is for a look that takes long, which ends by that."""
        is_looking = bool(self._shell.doing())
        if is_looking:
            self._shell.stop()
        return is_looking

    def _do(self, line: str) -> None:
        lines: list[str] = []
        with stoppable(self._image, self._is_look_stopped) as interruptions:
            self._output.interruptions = interruptions
            try:
                try:
                    lines = self._shell.run(line)
                except Editing as editing:
                    made = edited(editing.text, editing.ending)
                    lines = editing.finish(self._image, made)
            except ImageError as error:
                self._has_failed = True
                sys.stdout.flush()
                click.echo(visible(problem_line(error)), err=True)
        self._output.end_line()
        show(lines)
        if interruptions.signal is not None:
            raise stopped(asleep_text(self._image), interruptions.signal)


def lines_read(prompt: str) -> list[str] | Lines:
    """The lines typed behind the prompt; without one those that come through a pipe."""
    return Lines(prompt) if prompt else [line for text in sys.stdin for line in commands_in(text)]


class Lines:
    """Lines that a person types, until Ctrl-D."""

    def __init__(self, prompt: str) -> None:
        self._prompt = prompt

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        try:
            return input(self._prompt)
        except (EOFError, KeyboardInterrupt):
            click.echo()
            raise StopIteration from None


def show(lines: list[str]) -> None:
    for line in lines:
        click.echo("\n".join(map(visible, line.split("\n"))))
