"""`perdure repl`: a plain read-eval-print loop on an image.

Each form is a process of its own, evaluated in the image's environment; while it
runs the image is driven, and only then. Works with piped input too, without
prompts, and then ends with 1 if any form failed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import click

try:
    import readline  # noqa: F401  (being there, it gives `input` line editing and history)
except ImportError:  # a Python built without it
    pass

from perdure.image import Image, NotDone, ProcessCancelled, ProcessFailed
from perdure.languages.scheme.faults import Incomplete, ReadFault
from perdure.languages.scheme.reader import read
from perdure.repl.driving import Output, stoppable, stopped
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
        if not evaluate(image, text):
            has_failed = True
    return 1 if has_failed and not is_interactive else 0


def evaluate(image: Image, text: str) -> bool:
    """Run one form to its end and print its value or its error; whether there was a value."""
    try:
        first_fault(text)
        pid = image.spawn_eval(text, NAME)
        image.on_output = output = Output(image, pid)
        with stoppable(image) as interruptions:
            is_over = image.run_until_done(pid)
        if interruptions.signal == signal.SIGTERM:
            raise stopped("the processes are asleep in the image")
        output.end_line()
        if interruptions.any and not is_over:
            image.cancel(pid)
        print_value(image.result_value(pid))
    except ReadFault as fault:
        complain(f"{report_text(fault.payload)} ({fault.payload.position})")
        return False
    except (NotDone, ProcessFailed, ProcessCancelled) as error:
        complain(str(error))
        return False
    return True


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
