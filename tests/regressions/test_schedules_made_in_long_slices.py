"""A slice that is run apart sees the schedules that it has made, changed and removed.

`schedule-next` in it did not know one that it had just made, or gave the moment before the change.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock

IMPORTS = "(import (perdure process) (perdure schedules)) (define (run) 1)"


@pytest.fixture(params=["as usual", "apart"])
def image(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Image]:
    if request.param == "apart":
        monkeypatch.setattr("perdure.image.engine.apart.ALWAYS", True)
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS)
        yield opened


def test_one_that_was_just_made_is_seen(image: Image) -> None:
    made = "(schedule! 'tick run 'every 10) (list (schedule-next 'tick) (schedules))"
    assert image.eval(f"(begin {made})") == [10, ["tick"]]
    changed = "(schedule! 'tick run 'every 30) (schedule-next 'tick)"
    assert image.eval(f"(begin {changed})") == 30
    paused = "(schedule-pause! 'tick) (list (schedule-paused? 'tick) (schedule-next 'tick))"
    assert image.eval(f"(begin {paused})") == [True, False]
    resumed = "(schedule-resume! 'tick) (list (schedule-paused? 'tick) (schedule-next 'tick))"
    assert image.eval(f"(begin {resumed})") == [False, 30]
    triggered = (
        "(let ((pid (schedule-trigger! 'tick))) (equal? (schedule-runs 'tick) `((0.0 ,pid))))"
    )
    assert image.eval(triggered) is True
    assert image.eval("(begin (schedule-remove! 'tick) (schedules))") == []


def test_one_that_was_just_removed_is_not(image: Image) -> None:
    image.eval("(schedule! 'tick run 'every 10)")
    with pytest.raises(ProcessFailed, match="no schedule is called 'tick'"):
        image.eval("(begin (schedule-remove! 'tick) (schedule-next 'tick))")
    assert image.eval("(begin (schedule! 'tick run 'every 20) (schedule-next 'tick))") == 20
