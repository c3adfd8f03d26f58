"""A second process that ends a command which does not react to a signal.

A handler of signals in Python runs between two operations. One that takes long (a product
of numbers of ten million digits, a regular expression that runs away) keeps it, and every
other thread, from running. So a command that drives an image has a child, forked before
anything is opened: the interpreter writes each signal that comes into a pipe, from within
the operation too, and where the command says nothing for SECONDS after it, the child kills
it. The image is as of its last commit then, as after any death of a driver.

The child ends with its parent, and does nothing else.

Read by: perdure.repl.opening (forks it), perdure.repl.driving (tells it that we react).
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import NoReturn

from perdure.repl.signals import STOPPING

CLOSE = 20.0  #: seconds in which an image is closed
SECONDS = 5  #: from a signal until a command must have reacted
#: What the pipe carries: numbers of signals; from ENDING on, that the command has reacted and
#: will have ended in so many seconds more; REACTED, that it has, and goes on.
ENDING, REACTED = 128, 255
MOST = REACTED - ENDING - 1  #: seconds

MESSAGE = (
    b"perdure: one operation kept it from stopping, so it was killed; "
    b"the image is as of its last commit\n"
)

is_wanted = False  #: whether this process is the command, and nothing else
_pipe: int | None = None  #: the end that is written to


def guard(signals: Sequence[int] = STOPPING, seconds: int = SECONDS) -> None:
    """Have this process killed where it does not react to these signals in time; once."""
    global _pipe
    if not is_wanted or _pipe is not None or threading.active_count() > 1:
        return
    reading, writing = os.pipe()
    parent = os.getpid()
    if os.fork() == 0:
        watch(reading, parent, Deadline(frozenset(map(int, signals)), seconds))
    os.close(reading)
    os.set_blocking(writing, False)
    _pipe = writing
    again()


def again() -> None:
    """Be told of signals; to be called again where something else has been told of them."""
    if _pipe is not None:
        signal.set_wakeup_fd(_pipe, warn_on_full_buffer=False)


def reacted() -> None:
    """Say that the command has seen the signal, and goes on."""
    _say(REACTED)


def ending(seconds: float) -> None:
    """Say that the command has seen the signal, and will have ended in so many seconds."""
    _say(REACTED if seconds > MOST else ENDING + max(0, round(seconds)))


@contextmanager
def told_of_leaving(grace: float) -> Iterator[None]:
    """Inside, an interrupt ends the command, once effects have had so many seconds to end."""
    try:
        yield
    except KeyboardInterrupt:
        ending(grace + CLOSE)
        raise


def _say(byte: int) -> None:
    if _pipe is not None:
        with suppress(OSError):  # the child was killed by somebody
            os.write(_pipe, bytes([byte]))


class Deadline:
    """When the command must have reacted, or ended; after what has come through the pipe."""

    def __init__(self, signals: frozenset[int], seconds: int) -> None:
        self._signals = signals
        self._seconds = seconds
        self.moment: float | None = None  #: of time.monotonic(); None: it may run on

    def read(self, data: bytes, now: float) -> None:
        for byte in data:
            if byte == REACTED:
                self.moment = None
            elif byte >= ENDING:
                self.moment = now + byte - ENDING
            elif byte in self._signals and self.moment is None:
                self.moment = now + self._seconds


def watch(reading: int, parent: int, deadline: Deadline) -> NoReturn:
    """The child: until the parent has ended, or is to be."""
    try:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
            signal.signal(number, signal.SIG_IGN)
        complaints = os.dup(2)
        keep_only(reading, complaints)
        while True:
            moment, now = deadline.moment, time.monotonic()
            if select.select([reading], [], [], None if moment is None else max(0, moment - now))[
                0
            ]:
                data = os.read(reading, 256)
                if not data:
                    break
                deadline.read(data, time.monotonic())
            else:
                if os.getppid() == parent:
                    os.kill(parent, signal.SIGKILL)
                    os.write(complaints, MESSAGE)
                break
    finally:
        os._exit(0)


def keep_only(*files: int) -> None:
    """Close everything else: the reader of our parent's output must see its end."""
    last = max(os.sysconf("SC_OPEN_MAX"), 256) if hasattr(os, "sysconf") else 256
    before = 0
    for file in sorted(files):
        os.closerange(before, file)
        before = file + 1
    os.closerange(before, min(last, 65_536))
