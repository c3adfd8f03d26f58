"""`perdure show PID`: where a process is, with the variables of each procedure on its stack."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import click

from perdure.image import Image, NotDone, ProcessCancelled, ProcessFailed, ProcessInfo
from perdure.image.discovery import known_language
from perdure.repl.commands.ps import object_of
from perdure.repl.opening import pid_of, read_image
from perdure.repl.options import image_option, pid_argument, waits_option
from perdure.repl.stacks import is_hidden, stack_lines
from perdure.repl.wording import age_of, duration_text, progress_text, state_text
from perdure.vm import UNSPECIFIED
from perdure.vm.texts import visible


@click.command("show")
@image_option
@waits_option
@click.option("--json", "as_json", is_flag=True, help="For programs: a JSON object.")
@pid_argument
def command(image: str | None, provided: tuple[str, ...], as_json: bool, which: int | str) -> None:
    """Show process PID: what it does, and its stack, innermost procedure first.

    For each procedure: its name, the position in the source where it goes on, and its local
    variables. Of one that is done, its result, and the exit code that it gave to `exit`.
    """
    with read_image(image, provided) as opened:
        pid = pid_of(opened, which)
        if as_json:
            told = json.dumps(object_with_stack(opened, pid), ensure_ascii=False, indent=1)
            click.echo(told)
            return
        process = opened.process(pid)
        lines = [*header_lines(process), *end_lines(opened, pid), *stack_lines(opened.stack(pid))]
    click.echo("\n".join(map(visible, lines)))


def object_with_stack(opened: Image, pid: int) -> dict[str, Any]:
    """The object of `perdure ps --json`, with how it ended, and where it stands."""
    process = opened.process(pid)
    end: dict[str, Any] = {"result": None, "exit_code": None, "error": None}
    try:
        value = opened.result_value(pid)
        end["result"] = known_language(process.language).write(value)
        end["exit_code"] = opened.exit_code(pid)
    except ProcessFailed as error:
        end["error"] = str(error)
    except (NotDone, ProcessCancelled):
        pass
    frames = zip(opened.backtrace(pid), opened.stack(pid), strict=True)
    stack = [asdict(told) for told, frame in frames if not is_hidden(frame)]
    return object_of(process) | end | {"stack": stack}


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


def end_lines(opened: Image, pid: int) -> Iterator[str]:
    """How it ended, where it has."""
    try:
        value = opened.result_value(pid)
    except ProcessFailed as error:
        yield f"  {error}"
        return
    except (NotDone, ProcessCancelled):
        return
    if value is not UNSPECIFIED:
        yield f"  its result is {known_language(opened.process(pid).language).short(value)}"
    code = opened.exit_code(pid)
    if code:
        yield f"  exit code {code}"
