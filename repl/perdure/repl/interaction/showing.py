"""How values, errors, stacks and processes are shown to a person.

Text in, lines out; nothing here waits or prints.

Reads: perdure.vm.printer. Read by: both loops, perdure.repl.interaction.commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from perdure.image import Image, ProcessFailed, ProcessInfo
from perdure.repl.interaction.memory import Form, find_form, source_name
from perdure.repl.wording import local_time
from perdure.vm import FrameView, walk
from perdure.vm.printer import short_text, write_text
from perdure.vm.running.frames import Execution
from perdure.vm.texts import visible
from perdure.vm.values.conditions import Condition
from perdure.vm.values.data import Pair, Record, Value, Vector
from perdure.vm.values.procedures import LIBRARY_PREFIX

LONGEST = 1_500  #: characters of a value that are shown
LARGEST = 5_000  #: objects that are looked at for cycles
FRAMES = 6  #: frames of a stack shown with an error
MOST_FRAMES = 60  #: frames shown by ,bt


def value_text(value: Value) -> str:
    """As `write` prints it, cut off where it is long; cycles with labels where it is small."""
    if not _is_small(value):
        return short_text(value, LONGEST)
    text = write_text(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _is_small(value: Value) -> bool:
    """Whether all that is reached from a value is few objects."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if len(seen) > LARGEST:
            return False
        kind = type(node)
        if kind is Pair:
            stack += (node.cdr, node.car)
        elif kind is Vector:
            if len(node.items) > LARGEST:
                return False
            stack += node.items
        elif kind is Record:
            stack += node.fields
    return True


# Errors


def failure_lines(image: Image, pid: int, error: ProcessFailed, form: Form | None) -> list[str]:
    """The message, the line of the source with the place marked, and the stack."""
    execution = image.root.process(pid).execution
    payload = error.payload
    position = payload.position if isinstance(payload, Condition) else ""
    frames = list(islice(shown_frames(execution), FRAMES + 1)) if execution else []
    if not position and frames:
        position = frames[0][1]
    message = str(error).removesuffix(f" ({visible(position)})")
    lines = [message]
    text = source_text(image, execution, position, form)
    lines += place_lines(text, position)
    if len(frames) > 1:
        lines += [f"  in {name}  {place}".rstrip() for name, place in frames[:FRAMES]]
        if len(frames) > FRAMES:
            lines.append("  ...")
    lines.append(f"process {pid} failed; ,bt {pid} shows its stack with the variables")
    return lines


def shown_frames(execution: Execution) -> Iterator[tuple[str, str]]:
    """Name and position of each procedure, innermost first, but the libraries' inner works."""
    for frame in walk(execution):
        if not is_hidden(frame):
            yield frame.name if frame.name != "user" else "the form", frame.position


def is_hidden(frame: FrameView) -> bool:
    """Whether it is of the libraries' inner works: a name with %, or none."""
    return frame.name.startswith("%") or (
        not frame.name and frame.position.startswith(LIBRARY_PREFIX)
    )


def source_text(
    image: Image, execution: Execution | None, position: str, form: Form | None
) -> str | None:
    """The text that a position is in: of a form, or of a procedure on the stack."""
    name = position.rsplit(":", 2)[0]
    if name.startswith("<repl "):
        number = name[len("<repl ") : -1]
        known = find_form(image, int(number)) if number.isdigit() else None
        return None if known is None else known.text
    if form is not None and name == source_name(form.number):
        return form.text
    if execution is not None:
        for code, _, _ in islice(execution.all_frames(), 1_000):
            if code.source is not None and code.source.name == name:
                return code.source.text
    return None


def place_lines(text: str | None, position: str) -> list[str]:
    """Where it is, and the line of the text with a mark under the column."""
    if not position:
        return []
    _, line, column = position.rsplit(":", 2)
    lines = text.split("\n") if text is not None else []
    number = int(line) - 1
    if not 0 <= number < len(lines):
        return [f"  at {position}"]
    # What stands before the column keeps its tabs, so that the mark is under it.
    before = "".join("\t" if c == "\t" else " " for c in lines[number][: int(column) - 1])
    return [f"  at {position}", f"    {lines[number]}", f"    {before}^"]


def stack_lines(image: Image, pid: int, most: int = MOST_FRAMES) -> Iterator[str]:
    """The stack with the variables, innermost procedure first."""
    execution = image.root.process(pid).execution
    shown = 0
    for frame in () if execution is None else walk(execution):
        if is_hidden(frame):
            continue
        if shown == most:
            yield f"  ... more; `perdure show {pid}` has all"
            return
        name = "the form" if frame.name == "user" else frame.name
        yield f"{shown:>3}  {name}  {frame.position}".rstrip()
        width = max(map(len, frame.locals), default=0)
        for variable, value in frame.locals.items():
            yield f"       {variable.ljust(width)} = {short_text(value)}"
        shown += 1


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
