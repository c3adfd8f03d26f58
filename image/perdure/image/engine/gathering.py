"""Requests that only change the image, and are gathered: many in one transaction.

A commit takes as long for one change as for a hundred. So what threads ask meanwhile is
*prepared* by the thread that has the turn (perdure.image.engine.connection_owner): what can be
refused without a change is, and a change is left. The next transaction begins with all of these,
and goes on with the processes that they started or woke, so that a call that waits for
nothing is one commit. Where nobody drives the image they have a transaction of their own.

Nobody hears of a change that is not committed; where nobody knows whether it was, the asker
is told of what went wrong, and it is not done again. A change raises ImageError before it has
changed anything; whatever else it raises, the others are done again without it.

Threads that were told together mostly ask together again. So the driver waits a moment for them
(`Returning`), as otherwise half of them would always be told while the other half waits.

Read by: perdure.image.engine.batches, perdure.image.api.session.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import suppress
from queue import Empty
from time import perf_counter
from typing import Any

from perdure.image.conversion.foreign import attempt
from perdure.image.engine.promises import Awaited
from perdure.image.errors import ImageError
from perdure.image.inbox import Inbox

PATIENCE = 0.001  #: seconds, at most, for those that were told to ask again
FEWEST = 2  #: told together, so that it is worth while
SKIPPED = 64  #: times, at most, that nobody is waited for after they did not come


class Request:
    """A change that somebody waits for."""

    __slots__ = ("_awaited", "_change", "_is_made", "_outcome", "_then")

    def __init__(
        self,
        change: Callable[[], Any],
        awaited: Awaited[Any],
        then: Callable[[Any], None] | None = None,
    ) -> None:
        self._change = change
        self._awaited = awaited
        self._then = then  #: is called with what was made, before whoever waits goes on
        self._is_made = False
        self._outcome: Any = None

    def perform(self) -> None:
        """Make the change, in a transaction."""
        try:
            self._outcome = self._change()
            self._is_made = True
        except ImageError as error:
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        self._is_made, self._outcome = False, error

    def follow(self) -> None:
        """After the commit: do what is to be done before the one that waits is told."""
        if self._is_made and self._then is not None:
            is_result, error = attempt(self._then, self._outcome)
            if not is_result:
                self.fail(error)

    def tell(self) -> None:
        """After that, or where it has failed for good."""
        if self._is_made:
            self._awaited.set_result(self._outcome)
        else:
            self._awaited.set_exception(self._outcome)


class Returning:
    """Those that were told together, and may ask again at once.

    `has_asked` is called by the one that asks, in any thread; all else by the driver's. The last
    that is waited for wakes the driver: looking now and then would take the interpreter from the
    others.
    """

    def __init__(
        self,
        asked: Callable[[], int],
        clock: Callable[[], float] = perf_counter,
        pause: Callable[[float], None] | None = None,
    ) -> None:
        self._asked = asked  #: how many wait to be served
        self._clock, self._pause = clock, pause or self._hear
        self._bell: Inbox[None] = Inbox()
        self._is_waiting = False
        self._expected = self._told = 0
        self._skips = self._left = 0  #: how many times they are not waited for; of these, still

    def tell(self, count: int) -> None:
        """So many are about to be told."""
        self._told, self._expected = count, self._asked() + count

    def has_asked(self) -> None:
        """One more waits to be served."""
        if self._is_waiting and self._asked() >= self._expected:
            self._is_waiting = False
            self._bell.put(None)

    def wait(self) -> None:
        """Give those that were told last a moment to ask; none where they do not use to."""
        told, self._told = self._told, 0
        if told < FEWEST:
            return
        if self._left:
            self._left -= 1
            return
        until = self._clock() + PATIENCE
        self._is_waiting = True
        while self._asked() < self._expected and (left := until - self._clock()) > 0:
            self._pause(left)
        self._is_waiting = False
        missing = self._expected - self._asked()
        self._skips = 0 if 2 * missing <= told else min(2 * self._skips + 1, SKIPPED)
        self._left = self._skips

    def _hear(self, seconds: float) -> None:
        """Wait for the bell; it may ring for an earlier time, too."""
        with suppress(Empty):
            self._bell.get(timeout=seconds)


class Requests:
    """Those that wait for a transaction, and those that are in the one in progress."""

    def __init__(self) -> None:
        self._waiting: deque[Request] = deque()
        self._taken: list[Request] = []
        self._done: list[Request] = []  #: that are to be told
        self._performing: Request | None = None

    def __len__(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def add(self, request: Request) -> None:
        self._waiting.append(request)

    def take(self, most: int | None = None) -> int:
        """Perform those that wait, in the transaction in progress; gives how many."""
        count = len(self._waiting) if most is None else min(most, len(self._waiting))
        for _ in range(count):
            request = self._waiting.popleft()
            self._taken.append(request)
            self._performing = request
            request.perform()
        self._performing = None
        return count

    def committed(self) -> None:
        self._done += self._taken
        self._taken = []

    def aborted(self) -> None:
        """They wait again."""
        self._waiting.extendleft(reversed(self._taken))
        self._taken = []

    def doubt(self, error: BaseException) -> None:
        """Before an abort: those in the transaction may have been done, and must not be again."""
        for request in self._taken:
            request.fail(error)
        self._done += self._taken
        self._taken = []

    def blame(self, error: BaseException) -> bool:
        """After an abort: let the change that has just raised be the one that fails.

        False where none was being made.
        """
        culprit, self._performing = self._performing, None
        if culprit is None:
            return False
        self._waiting.remove(culprit)
        culprit.fail(error)
        self._done.append(culprit)
        return True

    def fail(self, error: BaseException) -> None:
        """None will be done."""
        for request in self._waiting:
            request.fail(error)
        self._done += self._waiting
        self._waiting.clear()

    def done(self) -> list[Request]:
        """Those to be told now."""
        done, self._done = self._done, []
        return done
