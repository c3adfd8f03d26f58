"""How values, errors, stacks and processes are shown to a person.

Text in, lines out; nothing here waits or prints.

Reads: perdure.vm.objects.printer. Read by: both loops, perdure.repl.interaction.commands.
"""

from __future__ import annotations

from perdure.image import Image, ProcessFailed, ProcessInfo
from perdure.repl.excerpts import place_lines
from perdure.repl.interaction.documentation import unbound_hints
from perdure.repl.interaction.memory import Form, find_form, source_name
from perdure.repl.stacks import outline, shown_frames, source_on_stack
from perdure.repl.wording import local_time
from perdure.vm import walk
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.data import Value
from perdure.vm.objects.printer import bounded_text
from perdure.vm.protocols.frames import Execution
from perdure.vm.texts import visible

LONGEST = 1_500  #: characters of a value that are shown
FRAMES = 6  #: frames of a stack shown with an error


def value_text(value: Value) -> str:
    """As `write` prints it, cut off where it is long; cycles with labels where it is small."""
    return bounded_text(value, LONGEST)


# Errors


def failure_lines(image: Image, pid: int, error: ProcessFailed, form: Form | None) -> list[str]:
    """Lines that say what a process failed of, where, the stack, and how to see more."""
    execution = image.workbench.execution(pid)
    lines = error_lines(image, pid, error, form)
    stack = outline(() if execution is None else walk(execution), FRAMES)
    if len(stack) > 1:
        lines += [f"  {line}" for line in stack]
    return [*lines, f"process {pid} failed; ,bt {pid} shows its stack with the variables"]


def error_lines(image: Image, pid: int, error: ProcessFailed, form: Form | None) -> list[str]:
    """The message, the line of the source with the place marked, and what may help."""
    execution = image.workbench.execution(pid)
    payload = error.payload
    position = error.position if isinstance(payload, Condition) else ""
    if not position and execution is not None:
        innermost = next(shown_frames(walk(execution)), None)
        position = "" if innermost is None else innermost.position
    message = str(error).removesuffix(f" ({visible(position)})")
    text, first = source_text(image, execution, position, form)
    return [message, *place_lines(text, position, first), *unbound_hints(image, payload)]


def source_text(
    image: Image, execution: Execution | None, position: str, form: Form | None
) -> tuple[str | None, int]:
    """The text that a position is in, of a form or of a procedure on the stack; its first line."""
    name = position.rsplit(":", 2)[0]
    if name.startswith("<repl "):
        number = name[len("<repl ") : -1]
        known = find_form(image, int(number)) if number.isdigit() else None
        return (None if known is None else known.text), 1
    if form is not None and name == source_name(form.number):
        return form.text, 1
    return source_on_stack(execution, position)


# Processes


def wait_text(process: ProcessInfo) -> str:
    """`waits for a timer until 12:00:00`, `is running`, `is parked`."""
    words = {"ready": "is running", "waiting": "waits", "failed": "failed"}
    text = words.get(process.state, f"is {process.state}")
    if process.state == "parked" and process.waits_for:
        text += "; it waits"
    if process.waits_for:
        text += f" for {process.waits_for}"
    if process.until is not None:
        text += f" until {local_time(process.until)}"
    return text
