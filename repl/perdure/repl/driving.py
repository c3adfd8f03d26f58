"""Driving an image from a command: output to stdout, input from stdin, Ctrl-C, an end.

Ctrl-C (or SIGTERM, SIGHUP) asks the driver to stop, which it does after its next commit,
so the processes are asleep in the image as after any wait; effects that run have some
seconds to end in. A second one does not wait for that: what was not committed is then
lost, as in a crash, and no more than that.
"""

from __future__ import annotations

import errno
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from types import FrameType

from perdure.image import Image, ProcessInfo
from perdure.image.conversion.foreign import Interrupted
from perdure.repl import warden
from perdure.repl.bar import Bar
from perdure.repl.console import console
from perdure.repl.failures import ProgramFailed, Stopped
from perdure.repl.signals import ENDING, exit_code, handling
from perdure.repl.streams import forget_stdout
from perdure.repl.wording import state_text
from perdure.vm.objects.data import Value

ENDED = ("done", "failed", "cancelled")
MESSAGE, COMPLETION = "a message", "completion of "  #: as `ProcessInfo.waits_for` has it


class Interruptions:
    """Whether the driver was asked to stop, and by which signal last."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.why = ""  #: why its output could not be written, where that stopped it
        self.is_at_once = False  #: whether to raise KeyboardInterrupt instead of waiting

    @property
    def any(self) -> bool:
        return self.signal is not None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """While inside, a signal is a KeyboardInterrupt: a person is being asked."""
        self.is_at_once = True
        try:
            yield
        finally:
            self.is_at_once = False


@contextmanager
def stoppable(
    image: Image, is_look_stopped: Callable[[], bool] = lambda: False
) -> Iterator[Interruptions]:
    """While inside, a first signal stops the driver after a commit; a second one interrupts.

    One of Ctrl-C does nothing more where it `is_look_stopped` by that.
    """
    interruptions = Interruptions()

    def stop(number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and is_look_stopped():
            return
        was_any, interruptions.signal = interruptions.any, number
        if was_any or interruptions.is_at_once:
            raise Interrupted(number)
        image.stop()

    with handling(stop):
        try:
            yield interruptions
        except OSError:
            if interruptions.signal != signal.SIGHUP:
                raise
            raise stopped("nobody reads its output any more", signal.SIGHUP) from None
        finally:
            if interruptions.signal in ENDING:
                warden.ending(image.grace + warden.CLOSE)
            elif interruptions.any:
                warden.reacted()


class Family:
    """Which processes a command is about: a process and its children's children, or all.

    For the thread that drives the image.
    """

    def __init__(self, image: Image, root: int | None = None) -> None:
        self.image = image
        self._root = root
        self._has: dict[int, bool] = {}

    def has(self, pid: int) -> bool:
        if self._root is None or pid == self._root:
            return True
        if pid == 0:  # the parent of those that have none
            return False
        if pid not in self._has:
            self._has[pid] = self.has(self.image.workbench.parent(pid))
        return self._has[pid]


class Output:
    """Prints what the processes of a family print, once it is committed.

    Where nobody reads it any more, or its disk is full, the driver is to stop, as after a signal.
    """

    def __init__(
        self,
        family: Family,
        interruptions: Interruptions | None = None,
        bar: Bar | None = None,
    ) -> None:
        self.family = family
        self.bar = bar  #: to be out of the way of what is printed
        self.interruptions = interruptions  #: while the image is driven
        self._is_inside_line = False

    def __call__(self, pid: int, text: str) -> None:
        if text and self.family.has(pid):
            if self.bar is not None:
                self.bar.clear()
            try:
                sys.stdout.write(text)
                sys.stdout.flush()
            except OSError as error:
                if error.errno == errno.EIO:  # the terminal is gone: SIGHUP says so
                    raise
                self._cut_off(error)
            self._is_inside_line = not text.endswith("\n")

    def _cut_off(self, error: OSError) -> None:
        forget_stdout()
        if self.interruptions is not None and not self.interruptions.any:
            self.interruptions.signal = signal.SIGPIPE
            if not isinstance(error, BrokenPipeError):
                self.interruptions.why = f"its output cannot be written: {error.strerror}"
            self.family.image.stop()

    def end_line(self) -> None:
        """Make sure that what comes next stands on a line of its own."""
        if self._is_inside_line:
            sys.stdout.write("\n")
            sys.stdout.flush()  # click may write through a stream of its own
            self._is_inside_line = False


def has_ended(process: ProcessInfo) -> bool:
    return process.state in ENDED


def drive_to_end(image: Image, pid: int, *, shows_last_line: bool = False) -> Output:
    """Drive the image until the process has ended.

    What it and its children print goes to stdout, the line that it has begun first if that
    `shows_last_line`; what they read comes from stdin. Of a shared image, another member may
    run them meanwhile.
    """
    family = Family(image, pid)
    with stoppable(image) as interruptions, console(image, family.has), Bar(image, pid) as bar:
        image.on_output = output = Output(family, interruptions, bar)
        if shows_last_line and not has_ended(image.process(pid)):
            output(pid, image.last_line(pid))
        image.follow(pid)
        is_over = image.run_until_done(pid)
        image.unfollow(pid)
        if not is_over and interruptions.signal is not None:
            raise leave(image, asleep_text(image, pid), interruptions)
    if not is_over:
        process = image.process(pid)
        ways = [] if image.is_in_memory else ways_on(process)
        raise ProgramFailed(f"process {pid} cannot go on: {state_text(process)}", ways)
    return output


def ways_on(process: ProcessInfo) -> list[str]:
    """Lines that tell how a process gets what it waits for, where nothing here can bring that."""
    if process.waits_for.startswith("effect ") and not process.is_provided:
        return ["  `--provide FILE` has a Python file give it, here or to `perdure work`"]
    if process.waits_for.startswith(COMPLETION):
        name = quote(process.waits_for.removeprefix(COMPLETION))
        return [f"  `perdure complete {name} EXPR` gives it its value"]
    if process.waits_for == MESSAGE:
        return [f"  `perdure send {process.pid} EXPR` sends it one"]
    return []


def evaluated(image: Image, expressions: Sequence[str], name: str) -> tuple[Value, ...]:
    """The values of texts, evaluated in the image's own environment, each by a process."""
    values: list[Value] = []
    for expression in expressions:
        pid = image.spawn_eval(expression, name, [Path.cwd()])
        drive_to_end(image, pid).end_line()
        values.append(image.result_value(pid))
    return tuple(values)


def leave(image: Image, what_now: str, interruptions: Interruptions) -> Stopped:
    """Let effects end, and close the image; what is to be raised then."""
    warden.ending(image.grace + warden.CLOSE)
    image.close()
    return stopped(what_now, interruptions.signal or signal.SIGINT, interruptions.why)


def asleep_text(image: Image, pid: int | None = None) -> str:
    """Where a process is now that nobody drives the image, or all of them."""
    who = "the processes are" if pid is None else f"process {pid} is"
    if image.is_in_memory:
        return f"{who} gone with the image, which was in memory only"
    return f"{who} asleep in the image" + ("; `perdure work` goes on with it" if pid else "")


def stopped(what_now: str, number: int, why: str = "") -> Stopped:
    if number == signal.SIGPIPE:
        why = why or "nobody reads its output any more"
    return Stopped(f"stopped{why and f', as {why}'}; {what_now}", exit_code(number))
