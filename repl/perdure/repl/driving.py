"""Driving an image from a command: output to stdout, Ctrl-C, a process's end.

Ctrl-C (or SIGTERM) asks the driver to stop, which it does after its next commit,
so the processes are asleep in the image as after any wait. A second Ctrl-C does
not wait for that: what was not committed is then lost, as in a crash, and no
more than that.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from perdure.image import Image, ProcessInfo
from perdure.repl.failures import ProgramFailed, Stopped
from perdure.repl.wording import state_text

ENDED = ("done", "failed", "cancelled")


class Interruptions:
    """Whether the driver was asked to stop, and by which signal last."""

    def __init__(self) -> None:
        self.signal: int | None = None

    @property
    def any(self) -> bool:
        return self.signal is not None


@contextmanager
def stoppable(image: Image) -> Iterator[Interruptions]:
    """While inside, a first SIGINT or SIGTERM stops the driver after a commit."""
    interruptions = Interruptions()

    def stop(number: int, frame: FrameType | None) -> None:
        if interruptions.any:
            raise KeyboardInterrupt
        interruptions.signal = number
        image.stop()

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruptions
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Output:
    """Prints what processes print, once it is committed: one family's, or everyone's."""

    def __init__(self, image: Image, root: int | None = None) -> None:
        self._image = image
        self._root = root
        self._shown: dict[int, bool] = {}
        self._is_inside_line = False

    def __call__(self, pid: int, text: str) -> None:
        if text and self._is_shown(pid):
            sys.stdout.write(text)
            sys.stdout.flush()
            self._is_inside_line = not text.endswith("\n")

    def end_line(self) -> None:
        """Make sure that what comes next stands on a line of its own."""
        if self._is_inside_line:
            sys.stdout.write("\n")
            self._is_inside_line = False

    def _is_shown(self, pid: int) -> bool:
        """Whether the process is the root or one of its children's children."""
        if self._root is None or pid == self._root:
            return True
        if pid == 0:  # the parent of those that have none
            return False
        if pid not in self._shown:
            self._shown[pid] = self._is_shown(self._image.process(pid).parent)
        return self._shown[pid]


def has_ended(process: ProcessInfo) -> bool:
    return process.state in ENDED


def drive_to_end(image: Image, pid: int) -> Output:
    """Drive the image until the process has ended, printing what it and its children print."""
    image.on_output = output = Output(image, pid)
    with stoppable(image) as interruptions:
        is_over = image.run_until_done(pid)
    if not is_over and interruptions.any:
        raise stopped(f"process {pid} is asleep in the image; `perdure work` goes on with it")
    if not is_over:
        raise ProgramFailed(f"process {pid} cannot go on: {state_text(image.process(pid))}")
    return output


def stopped(what_now: str) -> Stopped:
    return Stopped(f"stopped; {what_now}")
