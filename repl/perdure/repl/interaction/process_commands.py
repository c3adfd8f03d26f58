"""The commands of the REPL that concern processes: `,ps`, `,bt`, `,resume` and their like.

Read by: perdure.repl.interaction.commands, both loops.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from perdure.image import (
    CannotForget,
    CannotRetry,
    Image,
    ProcessCancelled,
    ProcessFailed,
    ProcessInfo,
)
from perdure.image.discovery import known_language
from perdure.repl.debugging import break_on, breakpoint_lines, unknown_lines, where_and_condition
from perdure.repl.failures import Refused
from perdure.repl.interaction.actions import Action, Attach, CommandError, Debug, Done
from perdure.repl.interaction.forms import first_fault, split
from perdure.repl.interaction.memory import form_of, own, titles
from perdure.repl.interaction.showing import error_lines, value_text, wait_text
from perdure.repl.restarting import restart_lines
from perdure.repl.stacks import MORE, stack_lines
from perdure.repl.tables import plain_lines
from perdure.repl.upgrading import upgraded, upgraded_lines
from perdure.repl.wording import age_of, duration_text, local_time
from perdure.vm.objects.data import Value

MOST_TOLD = 12  #: pids in a line
MOST_FRAMES = 60  #: frames that ,bt shows
MOST_SHOWN, MOST_ENDED = 100, 5  #: processes that ,ps shows, and of these that have ended
OVER = ("done", "failed", "cancelled")
STATES = ("ready", "waiting", "parked", *OVER)


def ps(image: Image, argument: str) -> Action:
    """A page of them: those that live and the last that have ended, all, or those of a state."""
    counts = image.counts()
    ended = counts.done + counts.failed + counts.cancelled
    if not argument:
        sample = image.sample(order="living", limit=MOST_SHOWN)
        alive = [row.process for row in sample.rows if not is_over(row.process)]
        over = [each for state in OVER for each in image.processes(state=state, limit=MOST_ENDED)]
        over = sorted(over, key=lambda each: each.pid)[-MOST_ENDED:]
        shown = sorted(alive + over, key=lambda each: each.pid)
        more = [
            (counts.alive - len(alive), "more are alive; `perdure top` goes through them"),
            (ended - len(over), "more have ended; ,ps all shows them"),
        ]
    elif argument == "all":
        shown = image.processes(limit=MOST_SHOWN)
        more = [(counts.alive + ended - len(shown), "came before these; `perdure ps` shows them")]
    elif argument in STATES:
        shown = image.processes(state=argument, limit=MOST_SHOWN)
        more = [(0, "")]
        if len(shown) == MOST_SHOWN:
            more = [(MOST_SHOWN, f"are shown; `perdure ps --state {argument}` has all")]
    else:
        states = ", ".join(STATES)
        raise CommandError(f",ps takes one of {states}, or all, not {argument!r}")
    lines = process_lines(shown, titles(image)) if shown else ["no processes"]
    return Done(lines + [f"{count} {what}" for count, what in more if count > 0])


def is_over(process: ProcessInfo) -> bool:
    return process.state in OVER


def process_lines(processes: Iterable[ProcessInfo], known: dict[int, str]) -> list[str]:
    rows = [
        (
            str(each.pid),
            each.state,
            each.waits_for or "-",
            "-" if each.until is None else local_time(each.until)[11:],
            duration_text(age_of(each)),
            known.get(each.pid) or each.name,
        )
        for each in processes
    ]
    return plain_lines(("PID", "STATE", "WAITS FOR", "UNTIL", "AGE", "WHAT"), rows, (0, 4))


def bt(image: Image, argument: str) -> Action:
    states = ("failed", "parked", "waiting", "ready")
    pid = pid_in(image, argument, "bt") if argument else _latest(image, states)
    process = image.process(pid)
    form = form_of(image, pid)
    title = f": {form.title}" if form is not None else f", {process.name}"
    lines = [f"process {pid}{title}", f"  {wait_text(process)}"]
    try:
        if process.state == "done":
            lines.append(f"  {value_text(image.result_value(pid))}")
        elif is_over(process):
            image.result_value(pid)
    except ProcessCancelled:
        pass
    except ProcessFailed as error:
        lines += [f"  {line}" for line in error_lines(image, pid, error, form)]
    lines += stack_lines(image.stack(pid), MOST_FRAMES)
    if lines[-1] == MORE:
        lines[-1] += f" more; `perdure show {pid}` has all"
    return Done(lines)


def attach(image: Image, argument: str) -> Action:
    states = ("ready", "waiting", "parked")
    pid = pid_in(image, argument, "attach") if argument else _latest(image, states)
    image.process(pid)
    return Attach(pid)


def resume(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "resume") if argument else _latest(image, ("parked",))
    process = image.process(pid)
    if process.waits_for.startswith("a breakpoint"):
        image.resume(pid)
    elif process.state != "parked":
        raise CommandError(f"process {pid} is not parked; it {wait_text(process)}")
    return Attach(pid)


def park(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "park")
    process = image.process(pid)
    if is_over(process):
        raise CommandError(f"process {pid} has ended; it {wait_text(process)}")
    image.park(pid)
    return Done([f"process {pid} is parked; ,resume {pid} lets it go on"])


def cancel(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "cancel")
    if is_over(image.process(pid)):
        raise CommandError(f"process {pid} has ended already")
    image.cancel(pid)
    if is_over(image.process(pid)):
        return Done([f"process {pid} is cancelled"])
    return Done([f"process {pid} is told to end, and may clean up; ,kill {pid} ends it now"])


def kill(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "kill")
    if is_over(image.process(pid)):
        raise CommandError(f"process {pid} has ended already")
    image.kill(pid)
    return Done([f"process {pid} is killed"])


def ask(image: Image, argument: str) -> Action:
    pid, _, rest = argument.partition(" ")
    name, _, forms = rest.strip().partition(" ")
    number = pid_in(image, pid, "ask")
    if not name:
        raise CommandError("this needs a pid and a name: ,ask 12 count")
    fault = first_fault(forms)
    if fault is not None:
        raise CommandError(fault.payload.message)
    return Done([image.query_text(number, name, split(forms)[0])])


def forget(image: Image, argument: str) -> Action:
    if argument == "all":
        count = image.forget_all()
    else:
        pids = {pid_in(image, each, "forget") for each in argument.split() or [""]}
        image.forget(*pids)
        count = len(pids)
    return Done([f"{count} {'process is' if count == 1 else 'processes are'} forgotten"])


def retry(image: Image, argument: str) -> Action:
    which, _, text = argument.partition(" ")
    if which == "all":
        return _retry_all(image, text.strip())
    pid = pid_in(image, argument, "retry") if argument else _latest(image, ("failed",))
    process = image.process(pid)
    if process.state != "failed":
        raise CommandError(f"process {pid} has not failed; it {wait_text(process)}")
    image.retry(pid)
    return Attach(pid)


def _retry_all(image: Image, text: str) -> Action:
    """Have all go on that have failed, with the value of a text in the language of each."""
    try:
        pids = image.retry_all(text=text or None)
    except (CannotRetry, ProcessFailed) as error:
        raise CommandError(str(error)) from None
    if not pids:
        return Done(["none that has failed can go on so"])
    count = len(pids)
    said = ", ".join(map(str, pids[:MOST_TOLD])) + (", ..." if count > MOST_TOLD else "")
    return Done([f"{count} {'process goes' if count == 1 else 'processes go'} on: {said}"])


def restarts(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "restarts") if argument else _latest_stopped(image)
    return Done(stopped_lines(image, pid))


def restart(image: Image, argument: str) -> Action:
    which, _, rest = argument.partition(" ")
    if not which:
        raise CommandError("this needs a restart, as ,restarts lists them: ,restart 2 (+ 1 2)")
    named, colon, restart = which.rpartition(":")
    pid = pid_in(image, named, "restarts") if colon else _latest_stopped(image)
    image.restarts(pid)
    values = _values_for(image, pid, rest.strip())
    image.restart_value(pid, int(restart) if restart.isdigit() else restart, *values)
    return Attach(pid)


def upgrade(image: Image, argument: str) -> Action:
    try:
        words = shlex.split(argument)
    except ValueError:
        raise CommandError("a quotation mark is not closed") from None
    if not words:
        raise CommandError("this needs a file: ,upgrade flow.py, or ,upgrade flow.py 12 13")
    file = str(Path(words[0]).expanduser())
    pids = [pid_in(image, each, "upgrade flow.py") for each in words[1:]]
    try:
        found = upgraded(image, file, pids)
    except Refused as refused:
        raise CommandError(refused.message) from None
    return Done(list(upgraded_lines(file, found)))


def debug(image: Image, argument: str) -> Action:
    states = ("failed", "parked", "waiting")
    pid = pid_in(image, argument, "debug") if argument else _latest(image, states)
    image.process(pid)
    return Debug(pid)


def send(image: Image, argument: str) -> Action:
    found = re.fullmatch(r"(\S+)\s+(.+)", argument, re.DOTALL)
    if found is None:
        raise CommandError("this needs a pid and what to send: ,send 12 '(a message)")
    pid = pid_in(image, found[1], "send")
    fault = first_fault(found[2])
    if fault is not None:
        raise CommandError(fault.payload.message)
    return Attach(image.send_eval(pid, found[2]))


def break_at(image: Image, argument: str) -> Action:
    if argument:
        where, condition = where_and_condition(argument)
        number = image.set_breakpoint(where, condition)
        return Done([f"breakpoint {number}", *unknown_lines(image, where)])
    return Done(breakpoint_lines(image))


def break_where_raised(image: Image, argument: str) -> Action:
    return Done(break_on(image, argument))


def unbreak(image: Image, argument: str) -> Action:
    if not (argument.isascii() and argument.isdigit()):
        raise CommandError(
            "this needs the number of a breakpoint, as ,break lists them: ,unbreak 1"
        )
    image.delete_breakpoint(int(argument))
    return Done(breakpoint_lines(image))


def policy(image: Image, argument: str) -> Action:
    if argument:
        image.set_error_policy(argument)
    policy = image.error_policy()
    said = "is parked, and can go on by a restart" if policy == "park" else "fails"
    return Done([f"{policy}: a process whose error nobody handles {said}"])


# Helpers


def pid_in(image: Image, argument: str, command: str) -> int:
    """The pid that a command was given, or that of the process whose name it was given.

    A CommandError shows how it is typed.
    """
    rest = " '(a message)" if command == "send" else ""
    example = f",{command} 12{rest}"
    if not argument:
        raise CommandError(f"this needs a pid: {example}; ,ps lists them")
    if argument.isascii() and argument.isdigit():
        return int(argument)
    found = image.whereis(argument, ended=True)
    if found is None:
        raise CommandError(
            f"{argument!r} is no pid, and no process is registered so: {example}; ,ps lists them"
        )
    return found


def stopped_lines(image: Image, pid: int) -> list[str]:
    """The error that has stopped a process, and how it can go on."""
    process = image.process(pid)
    said = f"process {pid} {wait_text(process)}"
    how = f",restart {pid}:NUMBER has it go on:"
    return [said, how, *restart_lines(image.restarts(pid))]


def _latest_stopped(image: Image) -> int:
    """The process of this REPL's latest form that an error has stopped."""
    for form in reversed(own(image)):
        with suppress(CannotRetry):
            image.restarts(form.pid)
            return form.pid
    raise CommandError("no form of yours was stopped by an error; ,ps lists the processes")


def _values_for(image: Image, pid: int, text: str) -> list[Value]:
    """The values of forms, or of one expression of Python, for a restart of a process."""
    if known_language(image.process(pid).language) is not image.language:
        found = image.value_for(pid, text) if text else None
        if found is not None:
            return [found]
    fault = first_fault(text)
    if fault is not None:
        raise CommandError(fault.payload.message)
    return [_value_of(image, form) for form in split(text)[0]]


def _value_of(image: Image, form: str) -> Value:
    """The value of a form, in the image's own environment."""
    pid = image.spawn_eval(form, "<restart>", [Path.cwd()])
    image.workbench.drive(lambda: image.workbench.has_ended(pid))
    try:
        return image.result_value(pid)
    except ProcessFailed as error:
        raise CommandError(str(error)) from None
    finally:
        with suppress(CannotForget):
            image.forget(pid)


def _latest(image: Image, states: tuple[str, ...]) -> int:
    """The process of this REPL's latest form that is in one of the states."""
    for form in reversed(own(image)):
        if image.process(form.pid).state in states:
            return form.pid
    if "parked" in states and len(states) == 1:
        raise CommandError("nothing is parked; ,ps lists the processes")
    raise CommandError("which process? ,ps lists them")
