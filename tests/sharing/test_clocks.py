"""Members whose clocks are wrong: the timers of a shared image go by its server's."""

from __future__ import annotations

import time

import pytest

from perdure.image import Image, NotDone, SystemClock
from tests.sharing.crowd import Crowd

HOUR = 3600.0


def test_a_member_whose_clock_is_ahead_fires_no_timer_of_another_s(
    here: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    with here.open() as first:
        pid = first.spawn("(import (perdure process)) (sleep 3600)")
        first.drive(lambda: first.process(pid).state == "waiting")
    wrong = SystemClock(lambda: time.time() + 2 * HOUR)
    with Image.open(here.uri, clock=wrong) as second:
        assert "is 2h00m ahead of that of the image's server" in caplog.text
        with pytest.raises(NotDone):
            second.result(pid, timeout=1)
        assert second.ledger.is_ours(second.root.process(pid))
        assert second.process(pid).state == "waiting"
        other = second.spawn("(import (perdure process)) (sleep 3600)")
        second.drive(lambda: second.process(other).state == "waiting")
    with here.open() as third:
        found = third.process(other).until
        assert found is not None
        assert abs(found - time.time() - HOUR) < 60


def test_who_joins_takes_the_time_of_the_members_that_are_there(here: Crowd) -> None:
    with here.open() as first:
        assert isinstance(first.clock, SystemClock)
        first.clock._time -= HOUR  # as after its server's clock was set forward
        assert first.root.sharing is not None
        member = first.root.sharing.members[first.member]
        before = member.beats
        while member.beats < before + 2:
            first.eval("(import (perdure process)) (sleep 1/5)")
        with here.open() as second:
            assert abs(second.clock.now() - first.clock.now()) < 5


def test_a_clock_that_is_set_before_it_joins_puts_nobody_ahead(here: Crowd) -> None:
    """Its own time follows its clock in small steps until it hears the server's; not theirs."""
    wrongs = iter([2 * HOUR])
    clock = SystemClock(lambda: time.time() + next(wrongs, 0.0))
    with Image.open(here.uri, clock=clock) as first:
        assert first.root.sharing is not None
        assert abs(first.root.sharing.members[first.member].ahead) < 5
        with here.open() as second:
            assert abs(second.clock.now() - time.time()) < 60
