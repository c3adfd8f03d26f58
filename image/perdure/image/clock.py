"""Time, as an image sees it: a clock that tests can replace.

A clock says what time it is and waits, on the driver's inbox, until a moment or
until something arrives there.
"""

from __future__ import annotations

import time
from queue import Empty, SimpleQueue
from typing import Any, Protocol

Inbox = SimpleQueue  #: what the driver waits on: completions of effects, wake-up calls


class Clock(Protocol):
    """`now()` is in seconds since 1970."""

    def now(self) -> float: ...

    def wait(self, until: float | None, inbox: SimpleQueue[Any], in_flight: int) -> Any | None:
        """The next thing in the inbox, or None once it is `until`.

        `in_flight` is how many effects will still put something there.
        """


class SystemClock:
    """The machine's own time."""

    LONGEST = 3600.0  #: seconds; a longer wait is made of several, lest the clock be set

    def now(self) -> float:
        return time.time()

    def wait(self, until: float | None, inbox: SimpleQueue[Any], in_flight: int) -> Any | None:
        timeout = self.LONGEST if until is None else min(self.LONGEST, until - time.time())
        try:
            return inbox.get(timeout=timeout) if timeout > 0 else inbox.get_nowait()
        except Empty:
            return None


class SimulatedClock:
    """A clock that jumps to the next moment at which something is due."""

    PATIENCE = 30.0  #: real seconds to wait for an effect in flight

    def __init__(self, start: float = 1_000_000.0) -> None:
        self.time = start

    def now(self) -> float:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += seconds

    def wait(self, until: float | None, inbox: SimpleQueue[Any], in_flight: int) -> Any | None:
        if in_flight or not inbox.empty() or until is None:
            try:
                return inbox.get(timeout=self.PATIENCE)
            except Empty:
                return None
        self.time = max(self.time, until)
        return None
