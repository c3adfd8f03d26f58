"""How a form ended, and what of it is shown; in the thread that has the image.

Read by: perdure.repl.interaction.loop.
"""

from __future__ import annotations

from dataclasses import field

from perdure.image import Image, ProcessCancelled, ProcessFailed
from perdure.repl.interaction.memory import Form, mark_seen, unseen
from perdure.repl.interaction.paging import cut_lines, value_lines
from perdure.repl.interaction.showing import failure_lines, wait_text
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Values
from perdure.vm.objects.singletons import UNSPECIFIED


@dataclass(frozen=True, slots=True)
class Outcome:
    """The lines and facts to show of a process that has ended."""

    lines: list[str] = field(default_factory=list)
    is_failure: bool = False
    exit_code: int | None = None  #: where it ended by `exit`
    steps: int = 0
    latest: str = ""  #: the name of its last value, `$7`; "" where it has none


def outcome_of(image: Image, pid: int, form: Form | None) -> Outcome:
    """The outcome of a process that has ended; its values become `$N` and it counts as seen."""
    steps = image.process(pid).steps
    try:
        value = image.result_value(pid)
    except ProcessFailed as error:
        if form is not None:
            mark_seen(image, form)
        return Outcome(failure_lines(image, pid, error, form), True, None, steps)
    except ProcessCancelled:
        if form is not None:
            mark_seen(image, form)
        return Outcome([f"process {pid} was cancelled"], True, None, steps)
    if image.has_exited(pid):
        if form is not None:
            mark_seen(image, form)
        return Outcome([], False, image.exit_code(pid), steps)
    if form is not None:
        named = mark_seen(image, form, value)
        lines = [line for name, part in named for line in value_lines(image, name, part)]
        return Outcome(lines, False, None, steps, named[-1][0] if named else "")
    else:
        parts = value.several if type(value) is Values else (value,)
        shown = (cut_lines(part) for part in parts if part is not UNSPECIFIED)
        lines = [line for each in shown for line in each]
    return Outcome(lines, False, None, steps)


def greeting(image: Image) -> list[str]:
    """On opening: what became of the forms that were entered before, and how to go on."""
    lines: list[str] = []
    alive: list[Form] = []
    for form in unseen(image):
        if image.workbench.has_ended(form.pid):
            outcome = outcome_of(image, form.pid, form)
            if image.workbench.find_state(form.pid) == "cancelled":
                lines.append(f"{form.pid} was cancelled since you left: {form.title}")
                continue
            state = "failed" if outcome.is_failure else "is done"
            lines.append(f"{form.pid} {state} since you left: {form.title}")
            lines += [f"  {line}" for line in outcome.lines]
        else:
            alive.append(form)
    for form in alive:
        process = image.process(form.pid)
        lines.append(f"{form.pid} {wait_text(process)}: {form.title}")
    if alive:
        last = alive[-1]
        is_parked = image.process(last.pid).state == "parked"
        command = ",resume" if is_parked else ",attach"
        pid = "" if len(alive) == 1 else f" {last.pid}"
        lines.append(f"{command}{pid} goes on with {last.title}")
    return lines
