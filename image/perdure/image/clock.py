"""Time, as an image sees it: by which its timers are due.

A clock says what time it is and waits, on the driver's inbox, until a moment or
until something arrives there.

An image's time is kept by one clock, its keeper: that of the machine for an image that one
process has open, that of the storage's server for one that is shared. While an image is
driven, its time runs as the machine counts seconds, which no setting of a clock changes, and
follows the keeper by no more than RATE of them. So a clock that jumps makes no timer due by
more than that part of its duration (docs/decisions/047).

Read by: perdure.image.api.session, perdure.image.sharing.membership, which hears the server's
clock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from math import inf
from queue import Empty
from typing import Any, Protocol

from perdure.image.inbox import Inbox
from perdure.image.seconds import checked_seconds

RATE = 0.1  #: the most by which an image's time runs quicker or slower than seconds pass
TOLERANCE = 5.0  #: seconds by which two clocks may differ before somebody is told
DAY = 86400.0  #: seconds; a machine's clock that is later behind than that was never set
QUICK = 1.0  #: seconds within which an answer of the server tells its time well enough

logger = logging.getLogger("perdure")


class Clock(Protocol):
    """`now()` is in seconds since 1970."""

    def now(self) -> float: ...

    def wait(self, until: float | None, inbox: Inbox[Any], in_flight: int) -> Any | None:
        """The next thing in the inbox, or None once it is `until`.

        `in_flight` is how many effects will still put something there.
        """

    def comes(self, moment: float) -> bool:
        """Whether it will be that moment by itself."""


#: The clock of the operating system that goes on while the machine sleeps, where there is one.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def elapsed() -> float:
    """Seconds that have passed since some moment, those in which the machine slept included."""
    return time.clock_gettime(STEADY)


class SystemClock:
    """An image's time, after the machine's clock or, once that was `heard`, the server's."""

    LONGEST = 30.0  #: seconds; a longer wait is made of several, lest the machine sleep

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        elapsed: Callable[[], float] = elapsed,
    ) -> None:
        self.wall = wall
        self.elapsed = elapsed
        self._lock = threading.Lock()  # the driver's thread, the monitor's, that of beats
        self._at = elapsed()
        self._time = wall()  #: what it was then
        self._heard: float | None = None  #: what to add to `elapsed()` for the server's clock
        self._is_unset = False  #: the machine's clock is as it was when it was switched on
        self._set, self._apart = Differences(), Differences()

    def now(self) -> float:
        with self._lock:
            at = self.elapsed()
            passed = max(0.0, at - self._at)
            behind = self._kept(at) - (self._time + passed)
            if self._is_unset:
                self._is_unset = behind < 0
                correction = max(0.0, behind)
            else:
                correction = max(-RATE * passed, min(RATE * passed, behind))
            self._at = max(at, self._at)
            self._time += passed + correction
            now = self._time
            is_news = not self._is_unset and self._set.is_news(behind - correction)
        if is_news:
            logger.warning(
                "the clock of %s was set by %s %s; timers follow it in small steps, or at once "
                "when all who have the image open open it anew",
                "this machine" if self._heard is None else "the image's server",
                duration(behind),
                "forward" if behind > 0 else "back",
            )
        return now

    def _kept(self, at: float) -> float:
        """The keeper's clock."""
        return self.wall() if self._heard is None else self._heard + at

    @property
    def ahead(self) -> float:
        """By how many seconds the image's time is ahead of its keeper's clock."""
        now = self.now()
        with self._lock:
            return now - self._kept(self._at)

    @property
    def has_heard(self) -> bool:
        """Whether its keeper is the server's clock."""
        return self._heard is not None

    def opened(self, last_commit: float) -> None:
        """An image is opened by this process alone, whose last change was at that time."""
        behind = last_commit - self.wall()
        if behind <= TOLERANCE:
            return
        logger.warning(
            "the clock of this machine is %s before the image's last change; it, or the one that "
            "made the change, is wrong",
            duration(behind),
        )
        if behind > DAY:
            with self._lock:
                self._time, self._is_unset = last_commit, True

    def heard(self, told: float, began: float, ahead: Callable[[], float]) -> None:
        """The server said, since it was `began` by `elapsed`, that its clock shows `told`.

        When it is heard for the first time, the image's time is `ahead()` of that, as it is
        for the other members.
        """
        at = self.elapsed()
        is_first = self._heard is None
        if not is_first and at - began > QUICK:
            return
        with self._lock:
            self._heard = told - at
            if is_first:
                self._at, self._time = at, told + ahead()
        difference = self.wall() - told
        if self._apart.is_news(difference):
            logger.warning(
                "the clock of this machine is %s %s that of the image's server; timers go by the "
                "server's",
                duration(difference),
                "ahead of" if difference > 0 else "behind",
            )

    def comes(self, moment: float) -> bool:
        return True

    def wait(self, until: float | None, inbox: Inbox[Any], in_flight: int) -> Any | None:
        timeout = self.LONGEST
        if until is not None:
            timeout = min(timeout, (until - self.now()) / (1 + RATE if self.ahead < 0 else 1))
        try:
            return inbox.get(timeout=timeout) if timeout > 0 else inbox.get_nowait()
        except Empty:
            return None


class Differences:
    """Those between two clocks: whether there is one that nobody was told of."""

    def __init__(self) -> None:
        self._told = 0.0

    def is_news(self, difference: float) -> bool:
        if abs(difference) <= TOLERANCE:
            self._told = 0.0
            return False
        is_same_way = difference * self._told >= 0
        if is_same_way and abs(difference) <= 1.5 * abs(self._told) + TOLERANCE:
            return False
        self._told = difference
        return True


def duration(seconds: float) -> str:
    """The difference of two clocks, for people: `2h05m`, `12s`."""
    minutes, rest = divmod(round(abs(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days}d{hours:02}h"
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"


class SimulatedClock:
    """A clock that jumps to the next moment at which something is due; or one that stands."""

    PATIENCE = 30.0  #: real seconds to wait for an effect in flight

    def __init__(self, start: float = 1_000_000.0, *, stands: bool = False) -> None:
        """Where it `stands`, no time passes but by `Image.advance`, and `advance` here."""
        self.time = start
        self.stands = stands
        self.until = start if stands else inf  #: how far it may go by itself

    def now(self) -> float:
        return self.time

    def comes(self, moment: float) -> bool:
        return moment <= self.until

    def advance(self, seconds: float) -> None:
        """Let so much time pass at once. See `Image.advance`, with what happens meanwhile."""
        self.set(self.time + checked_seconds("advance: what passes", seconds))

    def set(self, moment: float) -> None:
        """It is that moment now."""
        self.time = moment
        if self.stands:
            self.until = moment

    def wait(self, until: float | None, inbox: Inbox[Any], in_flight: int) -> Any | None:
        is_far = until is not None and not self.comes(until)
        if in_flight or not inbox.empty() or until is None or is_far:
            try:
                return inbox.get(timeout=self.PATIENCE)
            except Empty:
                return None
        self.time = max(self.time, until)
        return None
