"""A debugger by lines: each is a command, and gives lines to show.

`perdure debug` reads them from a terminal, a pipe or its `--batch`, the REPL as what is typed
after `,debug`. All that it knows is which frame is meant; the rest is the image's.

Read by: perdure.repl.commands.debug, perdure.repl.interaction.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from perdure.image import (
    CannotDebug,
    DebugFrame,
    Debugger,
    Excerpt,
    Image,
)
from perdure.image.discovery import known_language
from perdure.repl.cells import width_of
from perdure.repl.editing import Editing
from perdure.repl.excerpts import cells_of_terminal, excerpt
from perdure.repl.restarting import restart_lines
from perdure.repl.shells import Command, LeaveShell, check_for_repl, help_lines, known_in, number_in
from perdure.repl.wording import state_text
from perdure.vm import UNSPECIFIED
from perdure.vm.texts import visible

ANY: Final = "any"  #: whatever is raised
FRAMES = 20  #: frames that bt shows, unless it is told how many
TOP_LEVEL = "the form"  #: what is not in a procedure
INDENT = "      "
#: What the ways to go step by step are called here.
STEP_COMMANDS: Final = {"into": "step", "over": "next"}


class Shell:
    """A person, or a script, and a process that is looked at."""

    def __init__(self, image: Image, pid: int) -> None:
        self.image = image
        self.debugger: Debugger = image.debug(pid)
        self.at = 0  #: the number of the frame that is meant
        self._last = ""  #: the command that an empty line stands for
        self.takes_forms = known_language(image.process(pid).language) is image.language

    def greeting(self) -> list[str]:
        """The process, and the frame that it stands in."""
        return [*self._state_lines(), *self._frame_lines_if_any()]

    def doing(self) -> str:
        return ""

    def stop(self) -> None:
        pass

    def run(self, line: str) -> list[str]:
        """Do a command; lines to show. ImageError for what cannot be done; LeaveShell."""
        line = line.strip() or self._last
        if not line:
            return []
        if line.startswith(("(", "'", '"', "`", "#")):
            return _eval(self, line)
        name, argument = _split(line)
        command = KNOWN.get(name)
        if command is None:
            check_for_repl(name)
            raise CannotDebug(
                f"there is no command {name!r} of the debugger; help lists them, and eval {name} "
                "gives the value of that"
            )
        self._last = line if "step" in command.names or "next" in command.names else ""
        return command.run(self, argument)

    # What is shown

    def frame_lines(self) -> list[str]:
        """The frame that is meant: its place in the text, and its variables."""
        frame = self.debugger.frame(self.at)
        lines = [_frame_line(frame)]
        found = self.debugger.excerpt(self.at)
        if found is not None:
            lines += excerpt_lines(found)
        return lines + self.variable_lines()

    def variable_lines(self) -> list[str]:
        shown = self.debugger.variables(self.at)
        width = max(map(len, shown), default=0)
        return [f"{INDENT}{name.ljust(width)} = {text}" for name, text in shown.items()]

    def went_on(self) -> list[str]:
        """It goes on; what becomes of it."""
        self.debugger.settle()
        self.at = 0
        return [*self._state_lines(), *self._frame_lines_if_any()]

    def _state_lines(self) -> list[str]:
        process = self.image.process(self.debugger.pid)
        problem = self.debugger.problem
        if problem:
            return [f"process {process.pid}, {process.name}: {problem}"]
        lines = [f"process {process.pid}, {process.name}: {state_text(process)}"]
        if process.state == "done":
            value = self.image.result_value(process.pid)
            if value is not UNSPECIFIED:
                shown = known_language(process.language).short(value)
                lines.append(f"{INDENT}its result is {shown}")
        return lines

    def _frame_lines_if_any(self) -> list[str]:
        if self.image.process(self.debugger.pid).state in ("done", "cancelled"):
            return []
        return self.frame_lines() if self.debugger.frames(0, 1) else []


def _split(line: str) -> tuple[str, str]:
    name, _, argument = line.partition(" ")
    return name, argument.strip()


def _frame_line(frame: DebugFrame) -> str:
    name = TOP_LEVEL if frame.name == "user" else frame.name or "lambda"
    place = frame.position or (frame.source.name if frame.source is not None else "")
    return f"{frame.number:>3}  {name}  {place}".rstrip()


def excerpt_lines(found: Excerpt) -> list[str]:
    """The lines with their numbers, and marks under the expression."""
    (first, column), (last, end) = found.start, found.end
    digits = len(str(found.lines[-1][0]))
    room = cells_of_terminal() - len(INDENT) - digits - 3
    made: list[str] = []
    for number, text in found.lines:
        is_marked = first <= number <= last
        shown, mark = excerpt(text, column if number == first else 1, room)
        made.append(f"{INDENT}{number:>{digits}} {'>' if is_marked else ' '} {shown}".rstrip())
        if is_marked:
            begin = column if number == first else len(text) - len(text.lstrip()) + 1
            marked = text[begin - 1 : end - 1 if number == last else len(text)]
            if number != first:
                shown, mark = excerpt(text, begin, room)
            width = max(1, sum(width_of(c) for c in visible(marked)))
            blanks = len(mark) - 1
            made.append(" " * (len(INDENT) + digits + 3 + blanks) + "^" * min(width, room - blanks))
    return made


# Looking


def _bt(shell: Shell, argument: str) -> list[str]:
    most = number_in(argument, "bt") if argument else FRAMES
    frames = shell.debugger.frames(0, most + 1)
    lines: list[str] = []
    stack = ""
    for frame in frames[:most]:
        if frame.stack != stack:
            stack = frame.stack
            lines.append(f"  {stack}")
        lines.append(("*" if frame.number == shell.at else " ") + _frame_line(frame))
    if len(frames) > most:
        lines.append(f"      ... more; bt {2 * most} shows as many")
    return lines


def _frame(shell: Shell, argument: str) -> list[str]:
    if argument:
        number = number_in(argument, "frame")
        shell.debugger.frame(number)
        shell.at = number
    return shell.frame_lines()


def _up(shell: Shell, argument: str) -> list[str]:
    return _move(shell, number_in(argument, "up") if argument else 1)


def _down(shell: Shell, argument: str) -> list[str]:
    return _move(shell, -(number_in(argument, "down") if argument else 1))


def _move(shell: Shell, by: int) -> list[str]:
    there = shell.at + by
    if there < 0:
        raise CannotDebug("this is the innermost frame")
    found = shell.debugger.frames(there, 1)
    if not found:
        raise CannotDebug("there is no frame so far out; bt lists them")
    here = shell.debugger.frame(shell.at).stack
    if found[0].stack != here:
        whose = here or "the stack that runs"
        raise CannotDebug(
            f"that is no frame of {whose}; bt lists all, and frame {there} goes there"
        )
    shell.at = there
    return shell.frame_lines()


def _list(shell: Shell, argument: str) -> list[str]:
    around = number_in(argument, "list") if argument else 10
    found = shell.debugger.excerpt(shell.at, around)
    if found is None:
        raise CannotDebug("the text of this frame is not known")
    return excerpt_lines(found)


def _vars(shell: Shell, argument: str) -> list[str]:
    return shell.variable_lines() or ["no variables are kept here"]


def _state(shell: Shell, argument: str) -> list[str]:
    return shell.greeting()


# Evaluating


def _eval(shell: Shell, argument: str) -> list[str]:
    made = shell.debugger.evaluate(argument, shell.at)
    lines = [made.text] if made.text else []
    if made.changed:
        lines.append(f"{INDENT}changed: {', '.join(made.changed)}")
    return lines


def _set(shell: Shell, argument: str) -> list[str]:
    name, text = _split(argument)
    if not text:
        raise CannotDebug("this needs a variable and a value: set x (+ x 1)")
    shell.debugger.set(name, text, shell.at)
    return shell.variable_lines()


# Going on


def _restarts(shell: Shell, argument: str) -> list[str]:
    found = shell.debugger.restarts()
    return restart_lines(found) if found else ["there are none: no error has stopped the process"]


def _restart(shell: Shell, argument: str) -> list[str]:
    which, text = _split(argument)
    if not which:
        raise CannotDebug("this needs a restart, as restarts lists them: restart 2 (+ 1 2)")
    texts = [text] if text else []
    shell.debugger.restart(int(which) if which.isdigit() else which, *texts)
    return shell.went_on()


def _return(shell: Shell, argument: str) -> list[str]:
    shell.debugger.return_from(shell.at, argument)
    return shell.went_on()


def _again(shell: Shell, argument: str) -> list[str]:
    shell.debugger.restart_frame(shell.at)
    return shell.went_on()


def _edit(shell: Shell, argument: str) -> list[str]:
    found = shell.debugger.definition(shell.at)
    if found is None:
        return _edit_file(shell)
    text, file, line = found

    def finish(image: Image, made: str) -> list[str]:
        if made.strip() == text.strip():
            return ["nothing was changed"]
        shell.debugger.define(made, shell.at, file=file, line=line)
        return ["defined; again calls the frame's procedure anew, with what is defined now"]

    raise Editing(shell.image, text, finish)


def _edit_file(shell: Shell) -> list[str]:
    """The same of a language whose definitions are its files'."""
    source = shell.debugger.frame(shell.at).source
    path = None if source is None else Path(source.name)
    if path is None or not path.is_file():
        where = "" if path is None else f": there is no file {path} here"
        raise CannotDebug(f"the text of this frame's procedure is not known{where}")
    text = path.read_text(encoding="utf-8")

    def finish(image: Image, made: str) -> list[str]:
        if made == text:
            return ["nothing was changed"]
        path.write_text(made, encoding="utf-8")
        return [f"{path} is written; again calls the frame's function as it is there now"]

    raise Editing(shell.image, text, finish, path.suffix)


def _continue(shell: Shell, argument: str) -> list[str]:
    shell.debugger.go_on()
    return shell.went_on()


def _step(shell: Shell, argument: str) -> list[str]:
    return _stepped(shell, "into")


def _next(shell: Shell, argument: str) -> list[str]:
    return _stepped(shell, "over")


def _out(shell: Shell, argument: str) -> list[str]:
    return _stepped(shell, "out")


def _until(shell: Shell, argument: str) -> list[str]:
    return _stepped(shell, "until", number_in(argument, "until"))


def _stepped(shell: Shell, mode: str, line: int = 0) -> list[str]:
    shell.debugger.step(mode, line)
    return shell.went_on()


def _undo_step(shell: Shell, argument: str) -> list[str]:
    undone = shell.debugger.undo_step()
    shell.at = 0
    printed = "; what it has printed stays printed" if undone.has_printed else ""
    return [
        f"back before {STEP_COMMANDS.get(undone.name, undone.name)}{printed}",
        *shell.greeting(),
    ]


def _break(shell: Shell, argument: str) -> list[str]:
    if not argument:
        return breakpoint_lines(shell.image)
    where, condition = where_and_condition(argument)
    if where.isascii() and where.isdigit():
        where = f"{shell.debugger.frame(shell.at).position.rsplit(':', 2)[0]}:{where}"
    number = shell.image.set_breakpoint(where, condition)
    return [f"breakpoint {number}", *unknown_lines(shell.image, where)]


def _break_on(shell: Shell, argument: str) -> list[str]:
    return break_on(shell.image, argument)


def break_on(image: Image, argument: str) -> list[str]:
    """Set a breakpoint on what is raised, `type if (lambda (e) ...)`; what is said of it."""
    kind, predicate = where_and_condition(f"{argument} " if argument else "")
    kind = kind or ANY
    return [f"breakpoint {image.break_on(kind, predicate)}", *unraised_lines(image, kind)]


def unraised_lines(image: Image, kind: str) -> list[str]:
    """A line where nothing of that kind is known, or of that class."""
    why = image.browse().why_not_raised(kind)
    return [] if why is None else [why]


def unknown_lines(image: Image, where: str) -> list[str]:
    """A line where nothing is known that a breakpoint there would stop."""
    why = image.browse().why_no_stop(where)
    if why is None:
        return []
    if why:
        return [f"nothing stops at {where}: {why}"]
    return [
        f"no definition of a program is known at {where} so far: it stops what comes there later"
    ]


def where_and_condition(argument: str) -> tuple[str, str]:
    """`total if (> n 5)` in its two parts."""
    where, _, condition = argument.partition(" if ")
    return where.strip(), condition.strip()


def _delete(shell: Shell, argument: str) -> list[str]:
    shell.image.delete_breakpoint(number_in(argument, "delete"))
    return breakpoint_lines(shell.image)


def breakpoint_lines(image: Image) -> list[str]:
    """The breakpoints of the image, a line each."""
    found = image.breakpoints()
    if not found:
        return ["there are no breakpoints: break total, or break shop.scm:12"]
    return [
        f"{each.number:>3}  {each.kind}  {each.what}"
        + (f"  if {each.condition}" if each.condition else "")
        for each in found
    ]


def _watch(shell: Shell, argument: str) -> list[str]:
    if not argument:
        raise CannotDebug("this needs a variable, or a form that gives an object: watch total")
    return [f"watch {shell.debugger.watch(argument, shell.at)}"]


def _wait(shell: Shell, argument: str) -> list[str]:
    return shell.went_on()


def _help(shell: Shell, argument: str) -> list[str]:
    return [*help_lines(COMMANDS), "A form in parentheses is evaluated in the frame."]


def _quit(shell: Shell, argument: str) -> list[str]:
    raise LeaveShell


COMMANDS: Final[tuple[Command[Shell], ...]] = (
    Command(("bt", "where"), "bt [N]", "the frames, innermost first; N of them", _bt),
    Command(("frame", "f"), "frame [N]", "the frame, or go to that one", _frame),
    Command(("up", "u"), "up [N]", "go to the frame that has called this one", _up),
    Command(("down", "d"), "down [N]", "go to the one that it has called", _down),
    Command(("list", "l"), "list [N]", "N lines about the place", _list),
    Command(("vars", "v"), "vars", "the frame's variables", _vars),
    Command(("state",), "state", "the process, and the frame", _state),
    Command(("eval", "p"), "eval FORM", "the value of a form in the frame's scope", _eval),
    Command(("set",), "set NAME FORM", "give a variable of the frame a value", _set),
    Command(("restarts", "r"), "restarts", "how the process can go on", _restarts),
    Command(("restart",), "restart N [FORM]", "have it go on so", _restart),
    Command(("return",), "return [FORM]", "have the frame return that", _return),
    Command(("again",), "again", "call the frame's procedure anew, as it is defined now", _again),
    Command(("edit", "e"), "edit", "change the definition in $EDITOR", _edit),
    Command(("step", "s"), "step", "go on to the next statement, in calls too", _step),
    Command(("next", "n"), "next", "go on to the next in this frame, or its caller", _next),
    Command(("out", "finish"), "out", "go on until the frame has returned", _out),
    Command(("until",), "until LINE", "go on to that line of the text", _until),
    Command(("undo-step", "undo"), "undo-step", "go back to before it last went on", _undo_step),
    Command(("break", "b"), "break [PROCEDURE|LINE|FILE:LINE [if FORM]]", "stop there", _break),
    Command(
        ("break-on",), "break-on [KIND|CLASS] [if FORM]", "stop where that is raised", _break_on
    ),
    Command(("delete",), "delete N", "do so no more", _delete),
    Command(("watch", "w"), "watch NAME|FORM", "stop when that changes", _watch),
    Command(("continue", "c"), "continue", "go on where it stands", _continue),
    Command(("wait",), "wait", "go on until it stops, ends or waits", _wait),
    Command(("help", "h", "?"), "help", "this list", _help),
    Command(("quit", "q"), "quit", "leave; the process stays as it is", _quit),
)
KNOWN: Final = known_in(COMMANDS)
