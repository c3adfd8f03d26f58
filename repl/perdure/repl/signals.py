"""The signals that stop a command: Ctrl-C, SIGTERM, and SIGHUP where a terminal is closed.

The first lets what runs come to an end, the second does not wait. A command that was stopped
ends with 128 and the signal's number, as if the signal had killed it: 130, 143, 129.

Read by: perdure.repl.opening, driving, crew, main and the commands that serve.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ENDING = (signal.SIGTERM, signal.SIGHUP)  #: those that no person types


@contextmanager
def handling(handler: Handler, numbers: Sequence[signal.Signals] = STOPPING) -> Iterator[None]:
    """While inside, these are handled so. Nothing in another thread than the main one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {
        number: signal.signal(number, handler)
        for number in numbers
        # Whoever starts a command with nohup wants it to survive the terminal.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN
    }
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def number_of(error: BaseException | None) -> int:
    """The signal that an interrupt came from; see Interrupted. Python's own is Ctrl-C's."""
    number: int = getattr(error, "signal", signal.SIGINT)
    return number


def exit_code(number: int) -> int:
    return 128 + number
