"""The commands of the REPL: `,ps` and its like.

Each is a function of the image and its argument. What is more than text to show, a
command gives back as an action: the loop that called it does that.

Read by: both loops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from perdure.image import (
    CannotForget,
    CannotRetry,
    Image,
    ImageError,
    NoSuchProcess,
    ProcessCancelled,
    ProcessFailed,
    ProcessInfo,
)
from perdure.languages import scheme
from perdure.languages.scheme import macroexpanded
from perdure.repl import browsing
from perdure.repl.debugging import breakpoint_lines, where_and_condition
from perdure.repl.editing import Editing
from perdure.repl.interaction import documentation, paging, tracing, tutorial
from perdure.repl.interaction.actions import (
    Action,
    Attach,
    Browse,
    CommandError,
    Debug,
    Done,
    Edit,
    Inspect,
    Keys,
    Load,
    Profile,
    Quit,
    Time,
    Top,
)
from perdure.repl.interaction.forms import NAME, first_fault, split
from perdure.repl.interaction.layout import code_lines
from perdure.repl.interaction.memory import form_of, own, titles
from perdure.repl.interaction.showing import error_lines, value_text, wait_text
from perdure.repl.monitoring import wanted_from
from perdure.repl.restarting import restart_lines
from perdure.repl.spelling import near
from perdure.repl.stacks import MORE, stack_lines
from perdure.repl.tables import plain_lines
from perdure.repl.wording import age_of, author, duration_text, local_time, said_line
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.conditions import Fault, report_text
from perdure.vm.objects.data import Value

#: Commands of the browser that are commands here, too.
BROWSED: Final = (
    *("callers", "callees", "sleepers", "history", "changes", "diff", "revert"),
    *("find", "find-text", "find-by-example", "edit", "file-out"),
)
MOST_FRAMES = 60  #: frames that ,bt shows
MOST_RUNS = 10_000  #: of a form that is timed
MOST = 40  #: processes that ,ps shows of those that have ended, names of ,apropos


@dataclass(frozen=True, slots=True)
class Command:
    usage: str
    help: str
    run: Callable[[Image, str], Action]


def run_command(image: Image, name: str, argument: str) -> Action:
    """Do what a command says, in the thread that drives the image."""
    command = COMMANDS.get(name)
    if command is None:
        meant = [each for each in COMMANDS if each.startswith(name)]
        if len(meant) > 1:
            *others, last = (f",{each}" for each in meant)
            raise CommandError(f",{name} may be {', '.join(others)} or {last}")
        if not meant:
            said = near(name, COMMANDS)
            guess = f"did you mean ,{said[0]}?" if said else ",help lists them"
            raise CommandError(f"there is no command ,{name}; {guess}")
        command = COMMANDS[meant[0]]
    try:
        return command.run(image, argument)
    except NoSuchProcess as error:
        raise CommandError(f"no process has the pid {error.pid}; ,ps lists them") from None
    except ImageError as error:
        raise CommandError(str(error)) from None


# The commands


def _help(image: Image, argument: str) -> Action:
    width = max(len(command.usage) for command in COMMANDS.values())
    lines = [f"  {each.usage.ljust(width)}  {each.help}" for each in COMMANDS.values()]
    return Done(
        [
            "Type a form; Enter evaluates it once its parentheses are closed. Its value is $N.",
            *lines,
            "Keys: Tab completes, Ctrl-R searches the history, Alt-Enter begins a line; Ctrl-C",
            "parks the form that runs, Ctrl-Z leaves it to the background, Ctrl-D leaves.",
        ]
    )


def _ps(image: Image, argument: str) -> Action:
    known = titles(image)
    processes = image.processes()
    if argument != "all":
        ended = [each.pid for each in processes if is_over(each)]
        hidden = set(ended[:-5])
        shown = [each for each in processes if each.pid not in hidden]
    else:
        hidden = set()
        shown = processes
    lines = process_lines(shown, known)
    if hidden:
        lines.append(f"{len(hidden)} more have ended; ,ps all shows them")
    return Done(lines if shown else ["no processes"])


def _schedules(image: Image, argument: str) -> Action:
    rows = [
        (
            each.name,
            each.state,
            each.timing,
            "-" if each.next is None else local_time(each.next),
            f"{each.done} runs",
        )
        for each in image.schedules()
    ]
    return Done(plain_lines(("NAME", "STATE", "TIMING", "NEXT", "RUNS"), rows))


def _queues(image: Image, argument: str) -> Action:
    rows = [
        (each.name, str(each.waiting), str(each.delayed), str(each.running))
        for each in image.queues()
    ]
    return Done(plain_lines(("NAME", "WAITING", "DELAYED", "RUNNING"), rows, (1, 2, 3)))


def is_over(process: ProcessInfo) -> bool:
    return process.state in ("done", "failed", "cancelled")


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


def _bt(image: Image, argument: str) -> Action:
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


def _attach(image: Image, argument: str) -> Action:
    states = ("ready", "waiting", "parked")
    pid = pid_in(image, argument, "attach") if argument else _latest(image, states)
    image.process(pid)
    return Attach(pid)


def _resume(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "resume") if argument else _latest(image, ("parked",))
    process = image.process(pid)
    if process.waits_for.startswith("a breakpoint"):
        image.resume(pid)
    elif process.state != "parked":
        raise CommandError(f"process {pid} is not parked; it {wait_text(process)}")
    return Attach(pid)


def _park(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "park")
    process = image.process(pid)
    if is_over(process):
        raise CommandError(f"process {pid} has ended; it {wait_text(process)}")
    image.park(pid)
    return Done([f"process {pid} is parked; ,resume {pid} lets it go on"])


def _cancel(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "cancel")
    if is_over(image.process(pid)):
        raise CommandError(f"process {pid} has ended already")
    image.cancel(pid)
    if is_over(image.process(pid)):
        return Done([f"process {pid} is cancelled"])
    return Done([f"process {pid} is told to end, and may clean up; ,kill {pid} ends it now"])


def _kill(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "kill")
    if is_over(image.process(pid)):
        raise CommandError(f"process {pid} has ended already")
    image.kill(pid)
    return Done([f"process {pid} is killed"])


def _ask(image: Image, argument: str) -> Action:
    pid, _, rest = argument.partition(" ")
    name, _, forms = rest.strip().partition(" ")
    number = pid_in(image, pid, "ask")
    if not name:
        raise CommandError("this needs a pid and a name: ,ask 12 count")
    fault = first_fault(forms)
    if fault is not None:
        raise CommandError(fault.payload.message)
    return Done([image.query_text(number, name, split(forms)[0])])


def _forget(image: Image, argument: str) -> Action:
    if argument == "all":
        count = image.forget_all()
    else:
        pids = {pid_in(image, each, "forget") for each in argument.split() or [""]}
        image.forget(*pids)
        count = len(pids)
    return Done([f"{count} {'process is' if count == 1 else 'processes are'} forgotten"])


def _retry(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "retry") if argument else _latest(image, ("failed",))
    process = image.process(pid)
    if process.state != "failed":
        raise CommandError(f"process {pid} has not failed; it {wait_text(process)}")
    image.retry(pid)
    return Attach(pid)


def _restarts(image: Image, argument: str) -> Action:
    pid = pid_in(image, argument, "restarts") if argument else _latest_stopped(image)
    return Done(stopped_lines(image, pid))


def _restart(image: Image, argument: str) -> Action:
    which, _, rest = argument.partition(" ")
    if not which:
        raise CommandError("this needs a restart, as ,restarts lists them: ,restart 2 (+ 1 2)")
    named, colon, restart = which.rpartition(":")
    pid = pid_in(image, named, "restarts") if colon else _latest_stopped(image)
    fault = first_fault(rest)
    if fault is not None:
        raise CommandError(fault.payload.message)
    image.restarts(pid)
    values = [_value_of(image, form) for form in split(rest)[0]]
    image.restart_value(pid, int(restart) if restart.isdigit() else restart, *values)
    return Attach(pid)


def _debug(image: Image, argument: str) -> Action:
    states = ("failed", "parked", "waiting")
    pid = pid_in(image, argument, "debug") if argument else _latest(image, states)
    image.process(pid)
    return Debug(pid)


def _inspect(image: Image, argument: str) -> Action:
    return Inspect(argument)


def _top(image: Image, argument: str) -> Action:
    wanted_from(argument)  # says what is wrong
    return Top(argument)


def _browse(image: Image, argument: str) -> Action:
    return Browse(argument)


def _browsed(command: str) -> Callable[[Image, str], Action]:
    """A command of the browser's by itself."""

    def run(image: Image, argument: str) -> Action:
        try:
            return Done(browsing.Shell(image).run(f"{command} {argument}"))
        except Editing as editing:
            return Edit(editing)

    return run


def _say(image: Image, argument: str) -> Action:
    if argument:
        image.say(argument, author())
        return Done()
    return Done([said_line(each) for each in image.said()[-MOST:]] or ["nothing was said"])


def _tutorial(image: Image, argument: str) -> Action:
    if argument not in ("", "stop", "again"):
        raise CommandError("these are ,tutorial, ,tutorial again and ,tutorial stop")
    return Done(tutorial.begin(image, argument))


def _break(image: Image, argument: str) -> Action:
    if argument:
        where, condition = where_and_condition(argument)
        return Done([f"breakpoint {image.set_breakpoint(where, condition)}"])
    return Done(breakpoint_lines(image))


def _unbreak(image: Image, argument: str) -> Action:
    if not (argument.isascii() and argument.isdigit()):
        raise CommandError(
            "this needs the number of a breakpoint, as ,break lists them: ,unbreak 1"
        )
    image.delete_breakpoint(int(argument))
    return Done(breakpoint_lines(image))


def _policy(image: Image, argument: str) -> Action:
    if argument:
        image.set_error_policy(argument)
    policy = image.error_policy()
    said = "is parked, and can go on by a restart" if policy == "park" else "fails"
    return Done([f"{policy}: a process whose error nobody handles {said}"])


def _send(image: Image, argument: str) -> Action:
    found = re.fullmatch(r"(\S+)\s+(.+)", argument, re.DOTALL)
    if found is None:
        raise CommandError("this needs a pid and what to send: ,send 12 '(a message)")
    pid = pid_in(image, found[1], "send")
    fault = first_fault(found[2])
    if fault is not None:
        raise CommandError(fault.payload.message)
    return Attach(image.send_eval(pid, found[2]))


def _load(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a file: ,load shapes.scm")
    path = Path(argument.strip('"')).expanduser()
    if path.is_dir():
        raise CommandError(f"{str(path)!r} is a folder; this needs a file: ,load shapes.scm")
    if not path.is_file():
        raise CommandError(f"there is no file {str(path)!r}")
    return Load(path)


def _time(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,time (fib 25), or ,time 10 (fib 25) for ten runs")
    found = re.fullmatch(r"(\d+)\s+(\S.*)", argument, re.DOTALL | re.ASCII)
    if found is None or first_fault(argument) is not None:
        return Time(argument)
    times = int(found[1])
    if not 1 <= times <= MOST_RUNS:
        raise CommandError(f"a form is timed 1 to {MOST_RUNS} times, not {times}")
    return Time(found[2], times)


def _profile(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,profile (fib 25)")
    return Profile(argument)


def _trace(image: Image, argument: str) -> Action:
    if argument:
        for name in argument.split():
            tracing.trace(image, name)
        return Done([f"traced: {argument}; ,untrace {argument} ends that"])
    names = list(tracing.traced_names(image))
    return Done([f"traced: {' '.join(names)}" if names else "nothing is traced: ,trace area"])


def _untrace(image: Image, argument: str) -> Action:
    names = argument.split() or list(tracing.traced_names(image))
    for name in names:
        tracing.untrace(image, name)
    return Done([f"not traced any more: {' '.join(names)}" if names else "nothing is traced"])


def _doc(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a name: ,doc map")
    return Done(list(documentation.doc_lines(image, argument)))


def _source(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a name: ,source area")
    lines = documentation.source_lines(image, argument)
    if lines is None:
        raise CommandError(documentation.why_no_source(image, argument))
    return Done(lines)


def _macroexpand(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a form: ,macroexpand (my-macro 1 2)")
    world = scheme.language.world(image.workbench.libraries)
    try:
        datum, steps = macroexpanded(argument, NAME, image.workbench.interaction, world)
    except Fault as fault:
        raise CommandError(report_text(fault.payload)) from None
    return Done(code_lines(datum) if steps else [f"{argument} is no use of a macro"])


def _apropos(image: Image, argument: str) -> Action:
    if not argument:
        raise CommandError("this needs a part of a name: ,apropos string")
    found = documentation.apropos(image, argument)
    width = max((len(name) for name, _ in found[:MOST]), default=0)
    lines = [f"{name.ljust(width)}  {text}" for name, text in found[:MOST]]
    if len(found) > MOST:
        lines.append(f"and {len(found) - MOST} more")
    return Done(lines or [f"no name here has {argument!r} in it"])


def _more(image: Image, argument: str) -> Action:
    try:
        return Done(paging.more_lines(image, argument))
    except paging.NothingLeft as error:
        raise CommandError(str(error)) from None


def _keys(image: Image, argument: str) -> Action:
    if argument not in ("vi", "emacs"):
        raise CommandError("these are ,keys vi and ,keys emacs")
    return Keys(vi=argument == "vi")


def _quit(image: Image, argument: str) -> Action:
    return Quit()


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


COMMANDS: Final = {
    "help": Command(",help", "this list", _help),
    "ps": Command(",ps [all]", "the processes", _ps),
    "schedules": Command(",schedules", "what is started again and again", _schedules),
    "queues": Command(",queues", "the queues, and how many jobs wait in each", _queues),
    "bt": Command(",bt [PID]", "a process: its error, its stack, its variables", _bt),
    "attach": Command(",attach [PID]", "wait for a process, and be its console", _attach),
    "park": Command(",park PID", "let a process stand where it is", _park),
    "resume": Command(",resume [PID]", "go on with a parked process", _resume),
    "retry": Command(",retry [PID]", "do again what a process failed in, and go on", _retry),
    "restarts": Command(",restarts [PID]", "how a process can go on after an error", _restarts),
    "restart": Command(",restart [PID:]N [FORM ...]", "have it go on so, with values", _restart),
    "debug": Command(",debug [PID]", "look into a process, change it, have it go on", _debug),
    "inspect": Command(",inspect [FORM|PID|@N]", "look at a value, and at what is in it", _inspect),
    "top": Command(",top [FILTER]", "what runs and waits, again and again", _top),
    "browse": Command(",browse [MODULE|NAME]", "look at definitions, from one to another", _browse),
    **{
        each.names[0]: Command(f",{each.usage}", each.help, _browsed(each.names[0]))
        for each in browsing.COMMANDS
        if each.names[0] in BROWSED
    },
    "say": Command(",say [TEXT]", "say something to all at the image, or what was said", _say),
    "break": Command(",break [AT [if FORM]]", "stop at a procedure or FILE:LINE; or list", _break),
    "unbreak": Command(",unbreak N", "stop there no more", _unbreak),
    "policy": Command(",policy [park|fail]", "what becomes of unhandled errors", _policy),
    "cancel": Command(",cancel PID", "have a process clean up and end", _cancel),
    "kill": Command(",kill PID", "end a process where it stands", _kill),
    "forget": Command(",forget PID ...|all", "forget what has ended, at once", _forget),
    "ask": Command(",ask PID NAME [FORM ...]", "have a process answer, undisturbed", _ask),
    "send": Command(",send PID FORM", "put the form's value into a process's mailbox", _send),
    "load": Command(",load FILE", "evaluate a file", _load),
    "time": Command(",time [N] FORM", "evaluate, N times, and tell how long it took", _time),
    "profile": Command(",profile FORM", "evaluate, and tell which procedures took it", _profile),
    "trace": Command(",trace [NAME ...]", "have procedures tell of each call", _trace),
    "untrace": Command(",untrace [NAME ...]", "have them, or all, be silent again", _untrace),
    "source": Command(",source NAME", "the text that a name was defined by", _source),
    "macroexpand": Command(",macroexpand FORM", "what the use of a macro stands for", _macroexpand),
    "doc": Command(",doc NAME", "what a name means", _doc),
    "apropos": Command(",apropos TEXT", "names that have the text in them", _apropos),
    "more": Command(",more [NAME]", "what follows of a long value; or a variable's", _more),
    "tutorial": Command(",tutorial [again|stop]", "fifteen minutes, step by step", _tutorial),
    "keys": Command(",keys vi|emacs", "how lines are edited", _keys),
    "quit": Command(",quit", "leave; what is in the image stays there, asleep", _quit),
}
