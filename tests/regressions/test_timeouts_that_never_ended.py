"""A driver waited for ever, though a timer was due: `queue.SimpleQueue.get` takes a timeout that
runs out while it looks for none at all (docs/decisions/096). Seen as a worker of
tests/kill/test_random_kills.py that stood still for a minute."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from perdure.image import SystemClock
from perdure.image.engine.gathering import Returning
from perdure.image.inbox import Inbox

TIMES = 60_000  #: of which `queue.SimpleQueue` needs 700 to 50,000 to wait for ever
INSTANT = 1e-6  #: seconds
PATIENCE = 100.0  #: seconds, of which it takes a few

inbox: Inbox[None] = Inbox()
bell = Returning(lambda: 0)


def wait_by_the_clock() -> None:
    inbox.put(None)
    inbox.get_nowait()
    assert SystemClock(lambda: 1.0, lambda: 5.0).wait(1.0 + INSTANT, inbox, 0) is None


def wait_for_those_that_ask() -> None:
    bell._bell.put(None)
    bell._hear(PATIENCE)
    bell._hear(INSTANT)


@pytest.mark.parametrize("wait", [wait_by_the_clock, wait_for_those_that_ask])
def test_a_wait_of_an_instant_ends(wait: Callable[[], None]) -> None:
    def work() -> None:
        for _ in range(TIMES):
            wait()

    working = threading.Thread(target=work, daemon=True)
    working.start()
    working.join(PATIENCE)
    assert not working.is_alive()
