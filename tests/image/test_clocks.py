"""Clocks that are wrong, or set while an image is driven: when its timers are due all the same."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from perdure.image import Image, SystemClock
from perdure.image.inbox import Inbox

HOUR = 3600.0
START = 1_900_000_000.0


class Machine:
    """A machine whose seconds pass, and whose clock is set, when a test says so."""

    def __init__(self, wall: float = START) -> None:
        self.wall = wall
        self.seconds = 500.0

    def clock(self) -> SystemClock:
        return SystemClock(lambda: self.wall, lambda: self.seconds)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.seconds += seconds


def seconds_until(clock: SystemClock, machine: Machine, due: float) -> float:
    """How many seconds pass until the clock shows that."""
    began = machine.seconds
    while clock.now() < due:
        machine.passes(1.0)
    return machine.seconds - began


@pytest.mark.parametrize("jump", [2 * HOUR, -2 * HOUR, 3.0, 0.0])
def test_a_clock_that_is_set_changes_a_duration_by_no_more_than_a_tenth(jump: float) -> None:
    machine = Machine()
    clock = machine.clock()
    due = clock.now() + HOUR
    machine.passes(10.0)
    clock.now()
    machine.wall += jump
    took = seconds_until(clock, machine, due) + 10.0
    assert HOUR / 1.1 - 1.0 <= took <= HOUR / 0.9 + 1.0
    if abs(jump) < 5:
        assert took == pytest.approx(HOUR - jump, abs=1.0)


def test_the_time_comes_to_be_that_of_the_clock_again() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += HOUR
    for _ in range(11 * 60):
        machine.passes(60.0)
        clock.now()
    assert clock.now() == pytest.approx(machine.wall)


def test_what_passes_while_the_machine_sleeps_has_passed() -> None:
    machine = Machine()
    clock = machine.clock()
    machine.passes(8 * HOUR)
    assert clock.now() == machine.wall


def test_time_never_goes_back() -> None:
    machine = Machine()
    clock = machine.clock()
    seen = [clock.now()]
    for change in (-HOUR, HOUR, -10 * HOUR):
        machine.wall += change
        machine.seconds += 1.0
        seen.append(clock.now())
    assert seen == sorted(seen)


def test_a_clock_that_is_set_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.wall += 2 * HOUR + 90
    for _ in range(100):
        machine.passes(10.0)
        clock.now()
    (said,) = [record.message for record in caplog.records]
    assert said.startswith(
        "the clock of this machine was set by 2h01m forward; timers follow it in"
    )


def test_a_wait_is_no_longer_than_the_time_may_take(caplog: pytest.LogCaptureFixture) -> None:
    clock = SystemClock(lambda: START, lambda: 5.0)
    assert clock.wait(START, Inbox(), 0) is None
    assert clock.wait(START - 1.0, Inbox(), 0) is None
    assert not caplog.records


def test_a_machine_whose_clock_was_never_set_goes_on_from_the_last_change(
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine = Machine(wall=1000.0)
    clock = machine.clock()
    clock.opened(START)
    assert "before the image's last change" in caplog.text
    machine.passes(10.0)
    assert clock.now() == START + 10.0
    machine.wall = START + HOUR  # it is set, once there is a network
    assert clock.now() == START + HOUR
    machine.passes(10.0)
    assert clock.now() == START + HOUR + 10.0


def test_a_clock_that_is_a_little_behind_the_last_change_is_told_and_followed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    machine = Machine()
    clock = machine.clock()
    clock.opened(START + 1.0)
    assert not caplog.records
    clock.opened(START + HOUR)
    assert "is 1h00m before the image's last change" in caplog.text
    assert clock.now() == START


# What the clock of a server says


def test_a_member_goes_by_the_server_s_clock(caplog: pytest.LogCaptureFixture) -> None:
    machine = Machine()
    clock = machine.clock()
    clock.heard(START - 2 * HOUR, machine.seconds, lambda: 0.0)
    assert clock.now() == START - 2 * HOUR
    machine.passes(5.0)
    clock.heard(START - 2 * HOUR + 5.0, machine.seconds, lambda: 0.0)
    assert clock.now() == START - 2 * HOUR + 5.0
    machine.wall += HOUR
    assert clock.now() == START - 2 * HOUR + 5.0
    messages = [record.message for record in caplog.records]
    assert len(messages) == 1
    assert "is 2h00m ahead of that of the image's server; timers go by the server's" in messages[0]


def test_members_follow_a_server_s_clock_that_is_set_alike() -> None:
    machine = Machine()
    old = machine.clock()
    old.heard(START, machine.seconds, lambda: 0.0)
    machine.passes(1.0)
    server = START + 2 * HOUR + 1.0  # it was set
    old.heard(server, machine.seconds, lambda: 0.0)
    assert old.now() == pytest.approx(START + 1.0, abs=0.2)
    new = machine.clock()  # a member that joins
    new.heard(server, machine.seconds, lambda: old.ahead)
    assert new.now() == pytest.approx(old.now())
    machine.passes(100.0)
    assert new.now() == pytest.approx(old.now())
    assert old.now() == pytest.approx(START + 101.0 + 10.0, abs=0.5)


def test_an_answer_that_took_long_tells_no_time() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.heard(START, machine.seconds, lambda: 0.0)
    began = machine.seconds
    machine.passes(60.0)
    clock.heard(START, began, lambda: 0.0)
    machine.passes(10.0)
    assert clock.now() == START + 70.0


# An image with such clocks


def test_a_timer_of_an_hour_outlasts_a_clock_that_is_set_by_two(
    image_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine()
    logging.getLogger("perdure").setLevel(logging.WARNING)
    with Image.open(image_path, clock=machine.clock()) as image:
        pid = image.spawn("(import (perdure process)) (sleep 3600) 'rested")
        image.run_slice()
        machine.wall += 2 * HOUR
        while image.run_slice():
            pass
        assert image.process(pid).state == "waiting"
        assert "was set by 2h00m forward" in caplog.text
        machine.passes(HOUR)
        while image.run_slice():
            pass
        assert image.process(pid).state == "done"
