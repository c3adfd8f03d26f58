"""The loop on a terminal: a form is read, becomes a process, is waited for; again.

Two threads: this one types and shows, the worker's has the image. What the half of that
thread (perdure.repl.interaction.foreground) wants this one to know it puts into `events`.

A form that is waited for is in the foreground: it has the console. It leaves the
foreground by ending, by Ctrl-C (then it is parked), or by Ctrl-Z (then it goes on).

Reads: everything in perdure.repl.interaction. Read by: perdure.repl.commands.repl.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import perf_counter
from types import FrameType
from typing import TypeVar

from perdure.image import GRACE, Image, ImageError, ServerGone
from perdure.image.errors import TransientError
from perdure.repl import browsing, inspecting, warden
from perdure.repl.access import Kept
from perdure.repl.debugging import Shell
from perdure.repl.editing import Editing, edited
from perdure.repl.excerpts import place_lines
from perdure.repl.fullscreen.application import FullScreen
from perdure.repl.interaction import actions, commands, memory, process_commands, tutorial
from perdure.repl.interaction.foreground import Foreground
from perdure.repl.interaction.forms import HINTS, NAME, command_in, first_fault, split
from perdure.repl.interaction.measuring import Profiler, time_line
from perdure.repl.interaction.memory import Entering, Form
from perdure.repl.interaction.outcomes import Outcome
from perdure.repl.interaction.screen import DIM, RED, Above, Screen
from perdure.repl.interaction.terminal import PROMPT, Terminal
from perdure.repl.interaction.worker import Worker
from perdure.repl.monitoring import wanted_from
from perdure.repl.opening import folder_of, read_program
from perdure.repl.shells import (
    BROWSE_PROMPT,
    DEBUG_PROMPT,
    INSPECT_PROMPT,
    Commanded,
    LeaveShell,
    problem_line,
)
from perdure.vm.objects.conditions import report_text

T = TypeVar("T")

HURRY = 5.0  #: seconds to stop in when the terminal is closed, besides those for effects
PATIENCE = 1.0  #: seconds after which one is told that a process cannot be stopped yet


class Leave(Exception):
    """The loop is over; the argument is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Repl:
    """A person at a terminal, and an image."""

    def __init__(
        self,
        opening: Callable[[], AbstractContextManager[Image]],
        *,
        vi: bool = False,
        debugs: bool = False,
    ) -> None:
        self._debugs = debugs  #: whether a form that fails is looked into at once
        self._shell: Commanded | None = None  #: what commands are given to
        self._shell_prompt = ""
        self.screen = Screen(has_colours="NO_COLOR" not in os.environ)
        self._vi = vi
        self._events: SimpleQueue[tuple[str, int]] = SimpleQueue()
        self._awake, self._wake = os.pipe()
        self.foreground = half = Foreground(self.screen, self._notify)
        self.worker = Worker(opening, half.opened, half.each_time, lambda: self._notify("gone"))
        self.terminal: Terminal | None = None
        self._is_hanging_up = False  #: whether a signal has come to end us
        self._began = 0.0  #: when the form was entered that is waited for
        self._times: list[float] = []  #: how long forms took since a command began to time them
        self._steps = 0  #: of the last that ended

    def run(self) -> int:
        """Until the person leaves; the exit code."""
        self.worker.start()
        # Imports the terminal's library, while the other thread opens the image.
        terminal = Terminal(self.screen, self.worker, vi=self._vi)
        self.worker.wait_open()
        gc.freeze()  # that was imported for good; to look for garbage in it delays a key
        terminal.history.found = self.foreground.history
        self.terminal = self.foreground.terminal = terminal
        try:
            with terminal.raw(), self._signals(), self._warnings():
                self.screen.lines(self.foreground.greeting[:1], DIM)
                self.screen.lines(self.foreground.greeting[1:])
                while True:
                    terminal.takes_forms = self._shell is None or self._shell.takes_forms
                    terminal.prompt = PROMPT if self._shell is None else self._shell_prompt
                    text = terminal.read_form()
                    if text is None and self._shell is None:
                        return 0
                    self._enter("quit" if text is None else text)
                    self.screen.lines(self.ask(tutorial.checked))
        except Leave as leaving:
            return leaving.code
        except CancelledError:
            while self._is_hanging_up:  # the thread that closes the image ends us
                signal.pause()
            assert self.worker.failure is not None
            raise self.worker.failure from None
        finally:
            self._close()

    # What is entered

    def _enter(self, text: str) -> None:
        if self._shell is not None:
            self._debug_line(self._shell, text)
            return
        command = command_in(text)
        if command is not None:
            self._do(*command)
            return
        forms, rest = split(text)
        if rest.strip():
            forms.append(rest)
        for number, form in enumerate(forms):
            if not self._evaluate(form):
                left = len(forms) - number - 1
                if left:
                    forms_text = "1 form" if left == 1 else f"{left} forms"
                    self.screen.lines([f"{forms_text} after it not evaluated"], DIM)
                return

    def _evaluate(self, text: str) -> bool:
        """Whether it ended well."""
        fault = first_fault(text)
        if fault is not None:
            condition = fault.payload
            lines = [report_text(condition), *place_lines(text, condition.position)[1:]]
            self._complain(lines)
            return False
        self._forget_events()
        self._began = perf_counter()
        entering = Entering(text, latest=self.foreground.latest)
        form = self.ask(lambda image: self.foreground.start(image, entering.start(image)))
        is_well = self._wait(form.pid, form)
        self.screen.lines([HINTS[text]] if text in HINTS else [], DIM)
        return is_well

    def _time(self, text: str, times: int) -> None:
        """Evaluate it, and again; the first time, its value is shown."""
        self._times = []
        is_well = self._evaluate(text)

        def again(image: Image) -> int:
            pid = image.spawn_eval(text, NAME, [Path.cwd()])
            self.foreground.attach(image, pid, None)
            return pid

        while is_well and len(self._times) < times:
            self._forget_events()
            self._began = perf_counter()
            is_well = self._wait(self.ask(again), None, is_quiet=True)
        if self._times:
            self.screen.lines([time_line(self._times, self._steps)], DIM)

    def _profile(self, text: str) -> None:
        profiler = Profiler(self.worker.thread)
        profiler.start()
        try:
            self._evaluate(text)
        finally:
            profiler.stop()
        self.screen.lines(self.ask(lambda image: profiler.lines()), DIM)

    def _do(self, name: str, argument: str) -> None:
        try:
            action = self.ask_once(lambda image: commands.run_command(image, name, argument))
        except (actions.CommandError, ServerGone) as error:
            self._complain([str(error)])
            return
        match action:
            case actions.Done(lines):
                self.screen.lines(lines)
            case actions.Quit():
                raise Leave(0)
            case actions.Keys(vi):
                assert self.terminal is not None
                self.terminal.edit_as(vi=vi)
            case actions.Time(text, times):
                self._time(text, times)
            case actions.Profile(text):
                self._profile(text)
            case actions.Load(path):
                try:
                    text = read_program(str(path))
                except Exception as error:  # noqa: BLE001  (whatever keeps us from reading it)
                    self._complain([str(error)])
                    return
                title, folder = f",load {path}", folder_of(str(path))
                self._forget_events()
                entering = Entering(text, name=str(path), title=title, folder=folder)
                form = self.ask(lambda image: self.foreground.start(image, entering.start(image)))
                self._wait(form.pid, form)
            case actions.Debug(pid):
                self._debug(pid)
            case actions.Inspect(what):
                self._begin_commands(
                    lambda image: inspecting.Shell(image, inspecting.subject(what)),
                    "inspecting",
                    INSPECT_PROMPT,
                )
            case actions.Top(text):
                self._show_monitor(text)
            case actions.Browse(what):
                self._begin_commands(
                    lambda image: browsing.Shell(image, what), "browsing", BROWSE_PROMPT
                )
            case actions.Edit(editing):
                self._edit(editing)
            case actions.Attach(pid):
                known = self.ask(lambda image: memory.form_of(image, pid))
                if known is not None and not known.text.startswith(",load"):
                    self.screen.lines([f"{pid}: {known.title}"], DIM)
                self._forget_events()
                self.ask(lambda image: self.foreground.attach(image, pid, known))
                self._wait(pid, known)

    def _show_monitor(self, text: str) -> None:
        assert self.terminal is not None
        wanted = wanted_from(text)
        image = self.ask(lambda image: image)
        with self.terminal.lent() as source:
            FullScreen(Kept(image), image.path, wanted, source=source).run()

    def _debug(self, pid: int) -> None:
        told = f"debugging process {pid}"
        self._begin_commands(lambda image: Shell(image, pid), told, DEBUG_PROMPT)

    def _begin_commands(self, begin: Callable[[Image], Commanded], told: str, prompt: str) -> None:
        """Have what is typed from now on be commands of a debugger, or of an inspector."""
        try:
            shell = self.ask_once(begin)
            self.screen.lines(self.ask(lambda image: shell.greeting()))
        except ImageError as error:
            self._complain([problem_line(error)])
            return
        self._shell, self._shell_prompt = shell, prompt
        self.screen.lines([f"{told}: help lists commands, quit leaves"], DIM)

    def _debug_line(self, shell: Commanded, text: str) -> None:
        try:
            self.screen.lines(self.ask_once(lambda image: shell.run(text)))
        except LeaveShell:
            self._shell = None
        except Editing as editing:
            self._edit(editing)
        except ImageError as error:
            self._complain([problem_line(error)])

    def _edit(self, editing: Editing) -> None:
        """Have the person edit a text, in this thread: the image is driven on meanwhile."""
        assert self.terminal is not None
        try:
            with self.terminal.cooked():
                made = edited(editing.text, editing.ending)
            self.screen.lines(self.ask_once(lambda image: editing.finish(image, made)))
        except ImageError as error:
            self._complain([problem_line(error)])

    # The foreground

    def _wait(self, pid: int, form: Form | None, *, is_quiet: bool = False) -> bool:
        """Wait for the process in the foreground, as its console; whether it ended well.

        `is_quiet`: its value is not shown.
        """
        assert self.terminal is not None
        with self.terminal.quit_key():
            return self._wait_inside(pid, form, is_quiet=is_quiet)

    def _wait_inside(self, pid: int, form: Form | None, *, is_quiet: bool) -> bool:
        warden.again()  # while a form is typed, the terminal's library is told of signals
        parking: Future[bool] | None = None
        complained = 0.0
        while True:
            event, who = self._next_event(PATIENCE if parking is not None else None)
            if event == "ended" and who == pid:
                break
            if event == "asks" and parking is None:
                event = self._give_line(who)
            if event == "stopped" and who == pid:
                self.screen.end_line()
                if self._debugs:
                    self._debug(pid)
                else:
                    self._complain(
                        self.ask(lambda image: process_commands.stopped_lines(image, pid))
                    )
                return False
            if event == "background":
                self.screen.lines([f"process {pid} goes on; ,attach {pid} comes back to it"], DIM)
                self.ask(self.foreground.leave)
                return False
            if event == "park":
                if parking is not None and complained:
                    self._leave_at_once()
                if parking is None:
                    parking = self.worker.ask(
                        lambda image: self.foreground.park(image, pid), again=True
                    )
                    parking.add_done_callback(lambda future: self._notify("parked", pid))
            elif event == "parked":
                if parking is not None and parking.result():
                    self.screen.lines([f"process {pid} is parked; ,resume goes on with it"], DIM)
                    return False
            elif event == "" and parking is not None and not complained:
                complained = perf_counter()
                self.screen.lines(
                    ["busy inside one operation; Ctrl-C again leaves without waiting for it"], DIM
                )
        outcome = self.ask(lambda image: self.foreground.finish(image, pid, form))
        self._times.append(perf_counter() - self._began)
        self._steps = outcome.steps
        self.screen.end_line()
        if outcome.exit_code is not None:
            raise Leave(outcome.exit_code)
        if outcome.is_failure and self._debugs:
            self._debug(pid)
        elif outcome.is_failure or not is_quiet:
            self._show(outcome)
        return not outcome.is_failure

    def _show(self, outcome: Outcome) -> None:
        if outcome.is_failure:
            self._complain(outcome.lines)
        else:
            self.screen.lines(outcome.lines, folds=False)  # they fit, but for single atoms

    def _complain(self, lines: list[str]) -> None:
        self.screen.lines(lines[:1], RED)
        self.screen.lines(lines[1:])

    def _give_line(self, pid: int) -> str:
        """Ask for the line that a process wants; the event that came of it."""
        assert self.terminal is not None
        if not self.ask(lambda image: self.foreground.wants_line(image, pid)):
            return ""
        line = self.terminal.read_line()
        try:
            self.ask_once(lambda image: self.foreground.line_typed(image, pid, line))
        except ServerGone as error:
            self._complain([str(error)])
            self._notify("asks", pid)  # who still wants a line is given another
        return line.event

    def _forget_events(self) -> None:
        """Forget the events of a process that was in the foreground before."""
        while not self._events.empty():
            if self._events.get()[0] == "gone":
                raise CancelledError

    def _next_event(self, timeout: float | None = None) -> tuple[str, int]:
        """The next event that the worker or the person sends; ("", 0) when the time is up."""
        assert self.terminal is not None
        while True:
            try:
                found = self._events.get_nowait()
            except Empty:
                pass
            else:
                if found[0] == "gone":
                    raise CancelledError
                return found
            event = self.terminal.wait_key(self._awake, timeout)
            if event is not None:
                return event, 0

    def _notify(self, event: str, pid: int = 0) -> None:
        """From any thread: to the one that types."""
        self._events.put((event, pid))
        os.write(self._wake, b".")
        if event in ("ended", "gone") and self.terminal is not None:
            self.terminal.leave_line()

    def ask(self, what: Callable[[Image], T]) -> T:
        """Have the worker's thread do what may be done twice, should the image's server go."""
        return self._answer(self.worker.ask(what, again=True))

    def ask_once(self, what: Callable[[Image], T]) -> T:
        """Have it do the rest; ServerGone."""
        try:
            return self._answer(self.worker.ask(what))
        except ServerGone:
            raise
        except TransientError as error:
            raise ServerGone(
                "the image's server does not answer; whether that was done is not known"
            ) from error

    def _answer(self, future: Future[T]) -> T:
        """Wait for it. Where the image does not answer soon (its server is gone), Ctrl-C leaves."""
        with suppress(TimeoutError):
            return future.result(PATIENCE)
        assert self.terminal is not None
        future.add_done_callback(lambda _: os.write(self._wake, b"."))
        is_told = False
        if self._shell is not None and self._shell.doing():
            self.screen.lines([f"{self._shell.doing()}; Ctrl-C leaves it"], DIM)
        while not future.done():
            if self.terminal.wait_key(self._awake, None) != "park":
                continue
            if self._shell is not None and self._shell.doing():
                self._shell.stop()
                continue
            if is_told:
                self._leave_at_once()
            is_told = True
            told = "the image does not answer yet; Ctrl-C again leaves without waiting for it"
            self.screen.lines([told], DIM)
        return future.result()

    def _leave_at_once(self) -> None:
        """Without waiting for the thread that has the image."""
        assert self.terminal is not None
        is_gone = self.foreground.is_in_memory
        told = "the image was in memory only" if is_gone else "it goes on from its last commit"
        self.screen.lines([f"left; {told}"], DIM)
        self.terminal.restore()
        os._exit(130)

    # Beginning and end

    @contextmanager
    def _signals(self) -> Iterator[None]:
        signals: list[int] = []

        def leave(number: int, frame: FrameType | None) -> None:
            # Not in this thread: there may be no terminal any more to put in order.
            signals.append(number)
            self._is_hanging_up = True
            hurry = 0.0 if len(signals) > 1 else GRACE + HURRY
            threading.Thread(target=hang_up, args=(number, hurry), daemon=True).start()

        def hang_up(number: int, hurry: float) -> None:
            warden.ending(hurry + 1)
            self.worker.stop(hurry)
            assert self.terminal is not None
            self.terminal.restore()
            os._exit(128 + number)

        def park(number: int, frame: FrameType | None) -> None:
            self._notify("park")

        handlers = {signal.SIGTERM: leave, signal.SIGHUP: leave, signal.SIGINT: park}
        before = {number: signal.signal(number, handlers[number]) for number in handlers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def _warnings(self) -> Iterator[None]:
        """Show what is logged above the line, too."""
        handler = Above(self.screen)
        logger = logging.getLogger("perdure")
        logger.addHandler(handler)
        try:
            yield
        finally:
            logger.removeHandler(handler)

    def _close(self) -> None:
        try:
            self.worker.stop()
        except KeyboardInterrupt:  # a process cannot be stopped; the image is as last committed
            os._exit(130)
