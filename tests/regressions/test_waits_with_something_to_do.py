"""Threads that stood still though they had something to do.

What a listener began while a driver without work looked after what had ended was run only when
something else woke the driver. A thread that wanted something of an image, while another gave its
turn up and that failed, waited until somebody else wanted something. The thread that ends calls
after their `timeout` died where another thread had news to tell at that very moment; that which
says that a member lives, where it met an object that could not be read.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from ZODB.POSException import POSKeyError

from perdure.image import Image, SimulatedClock
from perdure.image.clock import SystemClock
from perdure.image.effects.lanes import Lanes
from perdure.image.effects.runner import Timing
from perdure.image.engine.connection_owner import ConnectionOwner
from perdure.image.inbox import Inbox
from perdure.image.sharing.pulse import Pulse
from perdure.image.sharing.storage_time import StorageTime

PATIENCE = 60.0  #: seconds until a thread has done what it is to do


class Restless(SimulatedClock):
    """A clock by which nobody may wait."""

    def wait(self, until: float | None, inbox: Any, in_flight: int) -> Any:
        raise AssertionError("the driver waits")


def test_what_a_listener_begins_is_run_at_once() -> None:
    with Image.open(":memory:", clock=Restless()) as image:
        image.run_until_idle()
        begun: list[int] = []

        def listen() -> None:
            image.watchers.forget(listen)  # what it begins is a commit too
            begun.append(image.spawn("(+ 1 2)"))

        image.watchers.listen(listen)
        image.driver.keeping.look()  # there is nothing else to be committed
        image.run_until_idle()
        assert [image.process(pid).state for pid in begun] == ["done"]


def test_whoever_asks_while_a_turn_ends_badly_is_served() -> None:
    requests: deque[Callable[[], None]] = deque()
    answered: list[int] = []
    others: list[threading.Thread] = []
    has_asked = threading.Event()

    def flush() -> None:
        if not others:
            others.append(threading.Thread(target=lambda: answered.append(owner.run(lambda: 1))))
            others[0].start()
            assert has_asked.wait(PATIENCE)
            raise ZeroDivisionError

    owner = ConnectionOwner(requests, lambda _: None, lambda: None, flush, has_asked.set)
    with pytest.raises(ZeroDivisionError):
        owner.run(lambda: None)
    others[0].join(PATIENCE)
    assert answered == [1]
    assert not owner.is_taken()


def test_whoever_asks_after_one_that_was_interrupted_wakes_the_driver() -> None:
    """The one before had left its request, and was to wake the driver for all that came after."""
    woken: list[Callable[[], None]] = []
    served: list[int] = []

    def wake(function: Callable[[], None]) -> None:
        woken.append(function)
        if len(woken) == 1:
            raise KeyboardInterrupt

    owner = ConnectionOwner(deque(), wake, lambda: None, lambda: None, lambda: None)
    driver = threading.Thread(target=lambda: owner.enter(lambda: done(is_asked)))
    is_asked = threading.Event()
    driver.start()
    try:
        while not owner.is_taken():
            pass
        with pytest.raises(KeyboardInterrupt):
            owner.enter(lambda: served.append(1))
        owner.enter(lambda: served.append(2))
        assert len(woken) == 2
    finally:
        is_asked.set()
        driver.join()
    assert served == [2]


def done(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


class Moment(float):
    """A moment; another thread has news to tell while it is compared."""

    timing: Timing

    def __lt__(self, other: float) -> bool:
        if len(self.timing._later) < 3:
            self.timing.later(JOB, self)
        return float.__lt__(self, other)


JOB: Any = object()


def test_news_that_come_while_others_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading.Thread, "start", lambda _: None)
    timing = Timing(Lanes(), lambda job, text: None, lambda job: None)
    monkeypatch.setattr(Moment, "timing", timing, raising=False)
    for _ in range(2):
        timing.later(JOB, Moment(monotonic()))
    pause = timing._pause()
    assert pause is not None
    assert pause < PATIENCE


def test_a_member_that_meets_what_it_cannot_read_says_again_that_it_lives(tmp_path: Path) -> None:
    beats = threading.Semaphore(0)
    with Image.open(tmp_path / "image") as image:
        assert image._opened is not None
        pulse = Pulse("it", image._opened, lambda: 0.01, StorageTime(SystemClock()), lambda: False)

        def beat(connection: Any, manager: Any) -> None:
            beats.release()
            raise POSKeyError(b"\0" * 8)

        pulse._beat = beat  # type: ignore[method-assign]
        pulse.start()
        try:
            assert beats.acquire(timeout=PATIENCE)
            assert beats.acquire(timeout=PATIENCE)
        finally:
            pulse.stop()


def test_a_member_that_begins_to_drive_as_it_would_lend_lends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it was lent for as long as it drove; nobody passed on to it what waited for its
    functions, and the others took from it whatever it had."""
    monkeypatch.setattr("perdure.image.sharing.pulse.REST", 0.0)
    told: Inbox[bool] = Inbox()

    def keeps() -> bool:
        pulse.is_resting = False  # as the driver's thread does, just then
        pulse.say(is_lent=False, is_worker=True)
        return False

    with Image.open(tmp_path / "image") as image:
        assert image._opened is not None
        pulse = Pulse("it", image._opened, lambda: 0.01, StorageTime(SystemClock()), keeps)
        pulse._beat = lambda *_: told.put(pulse.has_lent)  # type: ignore[method-assign]
        pulse.start()
        try:
            assert not told.get(timeout=PATIENCE)
            assert not told.get(timeout=PATIENCE)
        finally:
            pulse.stop()
