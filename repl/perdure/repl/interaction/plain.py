"""The loop without a screen to draw on: piped input, dumb terminals, no terminal at all.

One thread; the image is driven while a form runs, and only then. What a form reads are
the lines after it. A person (on a dumb terminal) has the same commands and `$N` as on
another; a pipe gets values alone, and an exit code that says whether a form failed.

Read by: perdure.repl.commands.repl.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

import click

try:
    import readline  # noqa: F401  (being there, it gives `input` line editing and history)
except ImportError:  # a Python built without it
    pass

from perdure.image import Image, ImageError, NotDone, ProcessCancelled, ProcessFailed
from perdure.repl import browsing, inspecting, monitoring
from perdure.repl.cells import terminal_size
from perdure.repl.debugging import Shell
from perdure.repl.driving import Family, Interruptions, Output, asleep_text, stoppable, stopped
from perdure.repl.editing import Editing, edited
from perdure.repl.failures import Refused
from perdure.repl.folding import folded
from perdure.repl.interaction import actions, commands, memory, process_commands, tutorial
from perdure.repl.interaction.documentation import unbound_hints
from perdure.repl.interaction.forms import (
    HINTS,
    NAME,
    command_in,
    ends,
    first_fault,
    is_blank,
    may_be_entered,
)
from perdure.repl.interaction.measuring import Profiler, time_line
from perdure.repl.interaction.memory import Form
from perdure.repl.interaction.outcomes import greeting, outcome_of
from perdure.repl.interaction.screen import clean
from perdure.repl.opening import folder_of, read_program
from perdure.repl.shells import (
    BROWSE_PROMPT,
    DEBUG_PROMPT,
    INSPECT_PROMPT,
    Commanded,
    LeaveShell,
    problem_line,
)
from perdure.repl.signals import number_of
from perdure.repl.streams import forget_stdout
from perdure.repl.values import print_value
from perdure.vm.objects.conditions import report_text
from perdure.vm.objects.singletons import UNSPECIFIED
from perdure.vm.texts import MARK, NotText, reason_of, with_line_feeds

PROMPT = "> "
CONTINUED = "  "
ABOUT_STOPPED = ("bt", "debug", "restarts", "retry")  #: commands about the form that failed last


class Finished(Exception):
    """The loop is over; the argument is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Piped:
    """The lines of standard input where that is no terminal."""

    def __init__(self) -> None:
        self._bytes = 0  #: how many were read
        self.lines = 0

    def line(self, *, is_typed: bool) -> str | None:
        """The next line, None at the end. In one that is no form, all bytes will do; NotText."""
        data = sys.stdin.buffer.readline()
        if not data:
            return None
        try:
            text = with_line_feeds(data.decode("utf-8", "replace" if is_typed else "strict"))
        except UnicodeDecodeError as error:
            raise NotText(reason_of(data, error.start, self._bytes, self.lines)) from None
        text = text if self._bytes else text.removeprefix(MARK)
        self._bytes += len(data)
        self.lines += 1
        return text or "\n"


class PlainLoop:
    """Reads forms from standard input and evaluates each."""

    def __init__(self, image: Image, *, is_interactive: bool, debugs: bool = False) -> None:
        self._debugs = debugs  #: whether a form that fails is looked into at once
        self._image = image
        self._is_interactive = is_interactive
        self._has_failed = False
        self._output = Output(Family(image))
        self._latest = ""  #: the name of the last value that was shown
        self._piped = Piped()
        self._stopped = 0  #: of a pipe's forms, the process that an error has stopped last

    def run(self) -> int:
        """Until the input ends; the exit code."""
        if self._is_interactive:
            show(greeting(self._image))
        try:
            for text, line in self._texts():
                command = command_in(text)
                if command is not None:
                    self._do(*command, line)
                else:
                    self._evaluate(text, line)
                if self._is_interactive:
                    show(tutorial.checked(self._image))
        except Finished as finished:
            return finished.code
        except BrokenPipeError:
            forget_stdout()
            raise stopped(asleep_text(self._image), signal.SIGPIPE) from None
        except NotText as error:  # what follows may be the rest of a form
            self._complain([f"cannot read standard input: {error.reason}"])
        finally:
            self._output.end_line()
        return 1 if self._has_failed and not self._is_interactive else 0

    # What is entered

    def _evaluate(self, text: str, line: int = 1) -> int:
        """The pid of the process that did it; 0 where the text is none."""
        fault = first_fault(text, line=line)
        if fault is not None:
            self._complain([f"{report_text(fault.payload)} ({fault.payload.position})"])
            return 0
        form: Form | None = None
        if self._is_interactive:
            form = memory.start(self._image, text, latest=self._latest)
            pid = form.pid
        else:
            pid = self._image.spawn_eval(text, NAME, [Path.cwd()], line=line)
        self._wait(pid, form)
        if not self._is_interactive and self._image.process(pid).state != "done":
            self._stopped = pid
        return pid

    def _time(self, text: str, times: int, line: int) -> None:
        """Evaluate it, and again; the first time, its value is shown."""
        began = perf_counter()
        pid = self._evaluate(text, line)
        took = [perf_counter() - began]
        while pid and len(took) < times and self._image.process(pid).state == "done":
            began = perf_counter()
            pid = self._image.spawn_eval(text, NAME, [Path.cwd()])
            self._wait(pid, None, is_quiet=True)
            took.append(perf_counter() - began)
        if pid and process_commands.is_over(self._image.process(pid)):
            self._tell([time_line(took, self._image.process(pid).steps)])

    def _tell(self, lines: list[str]) -> None:
        """Show lines that are no value: on a pipe, to the reader of errors."""
        if self._is_interactive:
            show(lines)
        else:
            print("\n".join(map(clean, lines)), file=sys.stderr, flush=True)

    def _do(self, name: str, argument: str, line: int) -> None:
        try:
            if self._stopped and not argument and commands.whole_name(name) in ABOUT_STOPPED:
                argument = str(self._stopped)
            action = commands.run_command(self._image, name, argument)
        except actions.CommandError as error:
            self._complain([str(error)])
            return
        match action:
            case actions.Done(lines):
                show(lines)
            case actions.Quit():
                raise Finished(1 if self._has_failed and not self._is_interactive else 0)
            case actions.Keys():
                self._complain(["this terminal edits lines itself"])
            case actions.Time(text, times):
                self._time(text, times, line)
            case actions.Profile(text):
                profiler = Profiler(threading.get_ident())
                profiler.start()
                try:
                    self._evaluate(text, line)
                finally:
                    profiler.stop()
                self._tell(profiler.lines())
            case actions.Load(path):
                try:
                    program = read_program(str(path))
                except Refused as error:
                    self._complain([error.format_message()])
                    return
                form = memory.start(
                    self._image,
                    program,
                    name=str(path),
                    title=f",load {path}",
                    folder=folder_of(str(path)),
                )
                self._wait(form.pid, form)
            case actions.Debug(pid):
                self._debug(pid)
            case actions.Inspect(what):
                self._do_commands(
                    lambda: inspecting.Shell(self._image, inspecting.subject(what)), INSPECT_PROMPT
                )
            case actions.Top(text):
                wanted, speeds = monitoring.wanted_from(text), monitoring.Speeds()
                width = terminal_size()[0] if self._is_interactive else monitoring.PIPED
                show(monitoring.text_lines(self._image, wanted, monitoring.ROWS, speeds, width))
            case actions.Browse(what):
                self._do_commands(lambda: browsing.Shell(self._image, what), BROWSE_PROMPT)
            case actions.Edit(editing):
                self._finish(editing)
            case actions.Attach(pid):
                self._image.resume(pid)
                known = memory.form_of(self._image, pid)
                if known is not None:
                    memory.take(self._image, known)
                if not process_commands.is_over(self._image.process(pid)):
                    print(self._image.last_line(pid), end="", flush=True)
                self._wait(pid, known)

    def _debug(self, pid: int) -> None:
        self._do_commands(lambda: Shell(self._image, pid), DEBUG_PROMPT)

    def _do_commands(self, begin: Callable[[], Commanded], prompt: str) -> None:
        """Do what is read for commands of a debugger, or an inspector, until one leaves it."""
        self._output.family = Family(self._image)
        self._image.on_output = self._output
        try:
            shell = begin()
            show(shell.greeting())
        except ImageError as error:
            self._complain([problem_line(error)])
            return
        while line := self._next_line(prompt):
            try:
                self._do_line(lambda: shell.run(line))
            except LeaveShell:
                return
            except Editing as editing:
                self._finish(editing)

    def _finish(self, editing: Editing) -> None:
        self._do_line(lambda: finished(self._image, editing))

    def _do_line(self, run: Callable[[], list[str]]) -> None:
        """Do a command, and show its lines, or why it cannot be done."""
        try:
            with stoppable(self._image) as interruptions:
                self._output.interruptions = interruptions
                lines = run()
            self._output.end_line()
            show(lines)
        except ImageError as error:
            self._complain([problem_line(error)])

    def _wait(self, pid: int, form: Form | None, *, is_quiet: bool = False) -> None:
        """Drive the image until the process has ended, and show how; `is_quiet`: if not well."""
        image = self._image
        self._output.family = family = Family(image, pid)
        image.on_output = self._output
        with stoppable(image) as interruptions:
            self._output.interruptions = interruptions
            image.on_input = lambda asking: (
                family.has(asking) and self._give_line(asking, interruptions)
            )
            image.follow(pid)
            is_over = image.run_until_done(pid)
            image.unfollow(pid)
        if self._is_interactive:
            if interruptions.any:
                click.echo()  # after ^C, which the terminal shows
            self._output.end_line()
        if not is_over and interruptions.any:
            number = interruptions.signal or signal.SIGINT
            if not self._is_interactive or number != signal.SIGINT:
                raise stopped(asleep_text(self._image), number)
            image.park(pid)
            show([f"process {pid} is parked; ,resume goes on with it"])
        elif is_quiet and is_over and image.process(pid).state == "done":
            return
        elif self._is_interactive and is_over:
            self._show_outcome(pid, form)
        else:
            self._show_result(pid)

    def _show_outcome(self, pid: int, form: Form | None) -> None:
        """To a person."""
        outcome = outcome_of(self._image, pid, form)
        if outcome.is_failure and self._debugs:
            self._latest = outcome.latest or self._latest
            self._debug(pid)
            return
        if form is not None and form.text in HINTS:
            outcome.lines.append(HINTS[form.text])
        self._latest = outcome.latest or self._latest
        if outcome.exit_code is not None:
            raise Finished(outcome.exit_code)
        if outcome.is_failure:
            self._complain(outcome.lines)
        else:
            show(outcome.lines, folds=False)

    def _show_result(self, pid: int) -> None:
        """To a pipe: the value, or a line on stderr."""
        try:
            value = self._image.result_value(pid)
        except (NotDone, ProcessFailed, ProcessCancelled) as error:
            payload = error.payload if isinstance(error, ProcessFailed) else None
            self._complain([str(error), *unbound_hints(self._image, payload)])
            return
        if self._image.has_exited(pid):
            raise Finished(self._image.exit_code(pid))
        if value is not UNSPECIFIED:
            self._output.end_line()
        print_value(value, self._image.language)

    def _complain(self, lines: list[str]) -> None:
        self._has_failed = True
        self._output.end_line()
        sys.stdout.flush()
        print("\n".join(map(clean, lines)), file=sys.stderr, flush=True)

    # What is read

    def _give_line(self, pid: int, interruptions: Interruptions) -> bool:
        """Ask for the line that the form wants. All else in the image waits meanwhile."""
        with interruptions.at_once():
            line = self._next_line("", is_typed=True)
        if line == "":  # Ctrl-C
            interruptions.signal = signal.SIGINT
            self._image.stop()
        else:
            self._image.supply_input(pid, line)
        return False

    def _texts(self) -> Iterator[tuple[str, int]]:
        """The text of each form or command of the input, as soon as it is complete.

        And the number of its first line in the input; what stands before it there on the
        line is blanks in the text, so that columns are the input's, too. A text that cannot
        be read is given whole, for its error to be told.
        """
        pending = ""
        first = 1
        while (line := self._next_line(CONTINUED if pending else PROMPT)) is not None:
            if line == "":  # Ctrl-C: forget what was begun
                pending = ""
                continue
            if not pending or (command_in(line) is not None and is_blank(pending)):
                pending, first = "", self._piped.lines
            pending += line
            if command_in(pending) is not None:
                if may_be_entered(pending):
                    yield pending, first
                    pending = ""
                continue
            whole, at = pending, first
            complete, rest = ends(whole)
            if not complete and rest == len(whole) and whole.strip():
                continue  # a comment on what comes next
            pending, first = _placed(whole, rest, len(whole), at)
            start = 0
            for end in complete:
                text, number = _placed(whole, start, end, at)
                yield (text if not self._is_interactive else text.strip()), number
                start = end
            if not pending.strip():
                pending = ""
        if not is_blank(pending):
            yield pending, first

    def _next_line(self, prompt: str, *, is_typed: bool = False) -> str | None:
        """A line with its end; "" after Ctrl-C, None where the input has ended.

        `is_typed` where it is for a process, not a form.
        """
        if not self._is_interactive:
            return self._piped.line(is_typed=is_typed)
        try:
            return input(prompt) + "\n"
        except KeyboardInterrupt as error:
            if number_of(error) != signal.SIGINT:
                raise
            click.echo()
            return ""
        except EOFError:
            click.echo()
            return None


def _placed(text: str, start: int, end: int, line: int) -> tuple[str, int]:
    """A part of a text and the number of its line, with blanks for what is before it there."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    before = text[:start]
    column = start - (before.rfind("\n") + 1)
    return " " * column + text[start:end], line + before.count("\n")


def finished(image: Image, editing: Editing) -> list[str]:
    """Lines to show of what has come of a text that was edited."""
    return editing.finish(image, edited(editing.text, editing.ending))


def show(lines: list[str], *, folds: bool = True) -> None:
    lines = [clean(line) for line in lines]
    for line in folded(lines, terminal_size()[0]) if folds and os.isatty(1) else lines:
        click.echo(line)
