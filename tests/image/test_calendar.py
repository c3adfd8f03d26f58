"""Moments that repeat, where clocks are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.image.calendar import (
    NotATiming,
    Timing,
    check,
    jitter_of,
    last_until,
    next_after,
    text_of,
)

BERLIN = ZoneInfo("Europe/Berlin")


def moments(timing: Timing, begin: datetime, count: int) -> list[str]:
    """The next so many, as UTC's day and time."""
    found, moment = [], begin.timestamp()
    for _ in range(count):
        following = next_after(timing, moment)
        assert following is not None
        moment = following
        found.append(f"{datetime.fromtimestamp(moment, UTC):%d %H:%M}")
    return found


def cron(expression: str, zone: str = "Europe/Berlin") -> Timing:
    return ("cron", expression, zone)


def test_a_time_that_does_not_exist_is_taken_where_the_clocks_go_on() -> None:
    eve = datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    assert moments(cron("30 2 * * *"), eve, 2) == ["29 01:00", "30 00:30"]
    assert moments(cron("0,30 2 * * *"), eve, 2) == ["29 01:00", "30 00:00"]


def test_a_time_that_exists_twice_is_taken_once() -> None:
    eve = datetime(2026, 10, 24, 12, tzinfo=BERLIN)
    assert moments(cron("30 2 * * *"), eve, 2) == ["25 00:30", "26 01:30"]


def test_from_within_the_hour_that_comes_twice_nothing_is_taken_again() -> None:
    for minute, fold in ((10, 1), (45, 0), (45, 1)):
        begin = datetime(2026, 10, 25, 2, minute, tzinfo=BERLIN, fold=fold)
        assert moments(cron("30 2 * * *"), begin, 1) == ["26 01:30"]
    begin = datetime(2026, 10, 25, 2, 10, tzinfo=BERLIN, fold=0)
    assert moments(cron("30 2 * * *"), begin, 1) == ["25 00:30"]


def test_what_goes_by_the_time_that_passes_has_23_or_25_hours_in_such_a_day() -> None:
    for day, hours in ((29, 23), (25, 25)):
        month = 3 if day == 29 else 10
        begin = datetime(2026, month, day, tzinfo=BERLIN) - timedelta(seconds=1)
        end = datetime(2026, month, day + 1, tzinfo=BERLIN).timestamp()
        count, moment = 0, next_after(cron("15 * * * *"), begin.timestamp())
        while moment is not None and moment < end:
            count, moment = count + 1, next_after(cron("15 * * * *"), moment)
        assert count == hours


def test_days_keep_their_time_of_day() -> None:
    anchor = datetime(2026, 3, 28, 9, tzinfo=BERLIN).timestamp()
    daily: Timing = ("days", 1, anchor, "Europe/Berlin")
    begin = datetime(2026, 3, 28, tzinfo=BERLIN)
    assert moments(daily, begin, 3) == ["28 08:00", "29 07:00", "30 07:00"]
    assert moments(("days", 2, anchor, "Europe/Berlin"), begin, 2) == ["28 08:00", "30 07:00"]
    night = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN).timestamp()
    nightly: Timing = ("days", 1, night, "Europe/Berlin")
    assert moments(nightly, begin, 3) == ["28 01:30", "29 01:30", "30 00:30"]


def test_an_anchor_may_be_past_or_to_come() -> None:
    assert next_after(("every", 10.0, 3.0), 41.0) == 43.0
    assert next_after(("every", 10.0, 3.0), 43.0) == 53.0
    assert next_after(("every", 10.0, 100.0), 41.0) == 100.0
    assert last_until(("every", 10.0, 100.0), 41.0) is None


TIMINGS: list[Timing] = [
    ("every", 0.1, 0.3),
    ("every", 86_400.0, 1e9),
    ("days", 1, 1_774_000_000.0, "Europe/Berlin"),
    ("days", 3, 1_774_000_000.0, "America/St_Johns"),
    cron("30 2 * * *"),
    cron("*/20 1-3 * * *"),
    cron("0 0 29 2 *"),
    cron("0 12 * * MON#1", "Australia/Lord_Howe"),
    cron("5 0 * * *", "America/Havana"),  # whose clocks change at midnight
]


@given(
    timing=st.sampled_from(TIMINGS),
    near=st.sampled_from([datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]),
    seconds=st.integers(-86_400, 2 * 86_400),
)
def test_the_next_and_the_last_agree(timing: Timing, near: datetime, seconds: int) -> None:
    moment = near.timestamp() + seconds
    following = next_after(timing, moment)
    assert following is not None
    assert following > moment
    assert last_until(timing, following) == following
    before = last_until(timing, moment)
    if before is not None:
        assert before <= moment
        assert next_after(timing, before) == following


def test_what_comes_one_by_one_grows() -> None:
    for timing in TIMINGS:
        found = [datetime(2026, 10, 24, tzinfo=UTC).timestamp()]
        for _ in range(60):
            moment = next_after(timing, found[-1])
            assert moment is not None
            found.append(moment)
        assert all(one < other for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("timing", "told"),
    [
        (cron("61 * * * *"), "is no cron expression: Bad minute"),
        (cron("0 0 30 2 *"), "is no cron expression: Bad day-of-month"),
        (cron("0 0 * * *", "Europe/Nowhere"), "no time zone is called 'Europe/Nowhere'"),
        (cron("0 0 * * *", "../etc"), "no time zone is called"),
        (("days", 1, 0.0, ""), "no time zone is called ''"),
    ],
)
def test_what_cannot_come_is_refused(timing: Timing, told: str) -> None:
    with pytest.raises(NotATiming, match=told):
        check(timing)


def test_jitter_is_the_same_each_time_and_spread() -> None:
    found = [jitter_of("nightly", float(moment), 60.0) for moment in range(200)]
    assert found == [jitter_of("nightly", float(moment), 60.0) for moment in range(200)]
    assert all(0 <= each < 60 for each in found)
    assert min(found) < 6
    assert max(found) > 54
    assert jitter_of("other", 0.0, 60.0) != found[0]


def test_timings_read_well() -> None:
    assert text_of(("every", 90.0, 0.0)) == "every 90 s"
    assert text_of(("days", 1, 0.0, "UTC")) == "every day at 00:00:00 UTC"
    assert text_of(cron("@daily")) == "cron @daily Europe/Berlin"
