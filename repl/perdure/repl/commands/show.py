"""`perdure show PID`: where a process is, with the variables of each procedure on its stack."""

from __future__ import annotations

from collections.abc import Iterator

import click

from perdure.image import Image, NotDone, ProcessCancelled, ProcessFailed, ProcessInfo
from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, pid_argument, waits_option
from perdure.repl.stacks import stack_lines
from perdure.repl.wording import age_of, duration_text, progress_text, state_text
from perdure.vm.texts import visible


@click.command("show")
@image_option
@waits_option
@pid_argument
def command(image: str | None, provided: tuple[str, ...], which: int | str) -> None:
    """Show process PID: what it does, and its stack, innermost procedure first.

    For each procedure: its name, the position in the source where it goes on, and its local
    variables.
    """
    with read_image(image, provided) as opened:
        pid = pid_of(opened, which)
        process = opened.process(pid)
        lines = [*header_lines(process), *error_lines(opened, pid), *stack_lines(opened.stack(pid))]
    click.echo("\n".join(map(visible, lines)))


def header_lines(process: ProcessInfo) -> Iterator[str]:
    yield f"process {process.pid}, {process.name}"
    yield f"  {state_text(process)}"
    for name in process.registered:
        yield f"  registered as {name}"
    if process.links:
        yield f"  linked with {', '.join(map(str, process.links))}"
    for name, value in process.labels.items():
        yield f"  {name}={value}"
    steps = "1 step" if process.steps == 1 else f"{process.steps} steps"
    yield f"  {steps} in {duration_text(age_of(process))}"
    if process.version:
        yield f"  version {process.version}"
    if process.progress is not None:
        yield f"  {progress_text(process.progress)}"


def error_lines(opened: Image, pid: int) -> Iterator[str]:
    try:
        opened.result_value(pid)
    except ProcessFailed as error:
        yield f"  {error}"
    except (NotDone, ProcessCancelled):
        pass
