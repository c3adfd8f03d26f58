"""`perdure repl`: a plain read-eval-print loop on an image.

Each form is a process of its own, evaluated in the image's environment; while it
runs the image is driven, and only then. What it reads are the lines after it; `exit`
ends the loop. Works with piped input too, without
prompts, and then ends with 1 if any form failed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click

try:
    import readline  # noqa: F401  (being there, it gives `input` line editing and history)
except ImportError:  # a Python built without it
    pass

from perdure.image import Image, NotDone, ProcessCancelled, ProcessFailed
from perdure.languages.scheme.faults import Incomplete, ReadFault
from perdure.languages.scheme.reader import read
from perdure.repl.driving import Family, Interruptions, Output, stoppable, stopped
from perdure.repl.opening import open_image
from perdure.repl.options import image_option, provide_option
from perdure.repl.values import print_value
from perdure.vm.printer import report_text

NAME = "<repl>"
PROMPT = "> "
CONTINUED = "  "


@click.command("repl")
@image_option
@provide_option
def command(image: str | None, provided: tuple[str, ...]) -> int:
    """Read forms, evaluate each in the image's own environment, print its value.

    Ctrl-C cancels the form that runs; Ctrl-D ends the loop. The image's other processes go on
    while a form runs.
    """
    is_interactive = os.isatty(0)
    with open_image(image, provided) as opened:
        return loop(opened, is_interactive)


def loop(image: Image, is_interactive: bool) -> int:
    """Until the input ends; the exit code."""
    has_failed = False
    for text in forms(is_interactive):
        pid = evaluate(image, text, is_interactive)
        if pid is None:
            has_failed = True
        elif image.has_exited(pid):
            return image.exit_code(pid)
    return 1 if has_failed and not is_interactive else 0


def evaluate(image: Image, text: str, is_interactive: bool) -> int | None:
    """Run one form to its end and print its value or its error; the pid if there was a value."""
    try:
        first_fault(text)
        pid = image.spawn_eval(text, NAME, [Path.cwd()])
        family = Family(image, pid)
        image.on_output = output = Output(family)
        with stoppable(image) as interruptions:
            image.on_input = lambda asking: (
                family.has(asking) and give_line(image, asking, interruptions, is_interactive)
            )
            is_over = image.run_until_done(pid)
        if interruptions.signal == signal.SIGTERM:
            raise stopped("the processes are asleep in the image")
        output.end_line()
        if interruptions.any and not is_over:
            image.cancel(pid)
        value = image.result_value(pid)
        if not image.has_exited(pid):
            print_value(value)
    except ReadFault as fault:
        complain(f"{report_text(fault.payload)} ({fault.payload.position})")
        return None
    except (NotDone, ProcessFailed, ProcessCancelled) as error:
        complain(str(error))
        return None
    return pid


def give_line(image: Image, pid: int, interruptions: Interruptions, is_interactive: bool) -> bool:
    """Ask for the line that the form wants to read. All else in the image waits meanwhile."""
    with interruptions.at_once():
        line = next_line(is_interactive, "")
    if line == "":  # Ctrl-C
        image.stop()
    else:
        image.supply_input(pid, line)
    return False


def first_fault(text: str) -> None:
    """Raise what is wrong with a text that the loop could not split into forms."""
    for _ in read(text, NAME):
        pass


def complain(message: str) -> None:
    sys.stdout.flush()
    print(message, file=sys.stderr, flush=True)


def forms(is_interactive: bool) -> Iterator[str]:
    """The text of each form of the input, as soon as it is complete.

    A text that cannot be read is given whole, for its error to be told.
    """
    pending = ""
    while (line := next_line(is_interactive, PROMPT if not pending else CONTINUED)) is not None:
        if line == "":  # Ctrl-C: forget what was begun
            pending = ""
            continue
        pending += line
        complete, pending = split(pending)
        yield from complete
    if pending.strip():
        yield pending


def split(text: str) -> tuple[list[str], str]:
    """The complete forms of a text, and the rest, which is the beginning of one or blank."""
    complete: list[str] = []
    reader = read(text, NAME)
    while True:
        start = reader.offset
        try:
            if reader.read() is None:
                return complete, ""
        except Incomplete:
            return complete, text[start:]
        except ReadFault:
            return [*complete, text[start:]], ""
        complete.append(text[start : reader.offset].strip())


def next_line(is_interactive: bool, prompt: str) -> str | None:
    """A line with its end; "" after Ctrl-C, None where the input has ended."""
    if not is_interactive:
        return sys.stdin.readline() or None
    try:
        return input(prompt) + "\n"
    except KeyboardInterrupt:
        click.echo()
        return ""
    except EOFError:
        click.echo()
        return None
