"""Schedules: runs at their times, missed ones, overlaps, ends; changed, paused, listed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from perdure.image import (
    CannotLoad,
    Image,
    ImageError,
    ProcessFailed,
    ScheduleInfo,
    SimulatedClock,
    check,
)
from tests.programs import program

DEFINITIONS = program(__file__, "noting")


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(DEFINITIONS)
        yield opened


def ran(image: Image) -> list[Any]:
    """The moments for which something ran since this was asked last."""
    found: list[Any] = image.eval("(report)")
    return found


def the_schedule(image: Image) -> ScheduleInfo:
    (found,) = image.schedules()
    return found


def test_a_run_is_started_at_each_of_its_moments(image: Image) -> None:
    image.schedule("tick", "note", every=10, moment=True)
    image.advance(seconds=35)
    assert ran(image) == [10, 20, 30]
    found = the_schedule(image)
    assert (found.name, found.state, found.timing, found.next) == (
        "tick",
        "active",
        "every 10 s",
        40,
    )
    assert [(run.moment, run.state) for run in found.runs] == [
        (30, "done"),
        (20, "done"),
        (10, "done"),
    ]
    assert (found.done, found.skipped, found.pending) == (3, 0, 0)


def test_a_text_is_evaluated_anew_at_each_run(image: Image) -> None:
    image.eval("(define n 1)")
    image.schedule("tick", "(note (list n))", every=10)
    image.advance(seconds=15)
    image.eval("(set! n 2)")
    image.advance(seconds=10)
    assert ran(image) == [[1], [2]]


def test_arguments_are_given(image: Image) -> None:
    image.schedule(
        "tick", "(lambda (a b moment) (note (list a b moment)))", 1, "two", every=10, moment=True
    )
    image.advance(seconds=10)
    assert ran(image) == [[1, "two", 10]]


def test_a_cron_expression_has_its_time_zone(image: Image) -> None:
    image.schedule("nightly", "note", cron="30 2 * * *", zone="Europe/Berlin", moment=True)
    image.advance(days=1.5)
    assert [str(datetime.fromtimestamp(each, UTC)) for each in ran(image)] == [
        "1970-01-01 01:30:00+00:00",
        "1970-01-02 01:30:00+00:00",
    ]


def test_python_s_own_kinds_of_time_will_do(image: Image) -> None:
    anchor = datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC)
    image.schedule(
        "tick",
        "note",
        every=timedelta(seconds=10),
        anchor=anchor,
        moment=True,
        until=anchor + timedelta(seconds=10),
    )
    image.advance(seconds=100)
    assert ran(image) == [7, 17]
    assert the_schedule(image).state == "ended"
    with pytest.raises(ImageError, match="has no time zone"):
        image.schedule("tick", "note", every=10, anchor=datetime(1970, 1, 1))


@pytest.mark.parametrize(
    ("missed", "expected", "skipped"),
    [
        ("once", [10, 90, 100, 110], 0),
        ("all", [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110], 0),
        ("skip", [10, 90, 100, 110], 1),
    ],
)
@pytest.mark.parametrize("how", ["closed", "paused"])
def test_what_was_missed_is_run_once_or_all_or_not(
    tmp_path: Path, missed: str, expected: list[float], skipped: int, how: str
) -> None:
    clock = SimulatedClock(0.0)
    path = tmp_path / "test.image"
    with Image.open(path, clock=clock) as image:
        image.eval(DEFINITIONS)
        image.schedule(
            "tick", "note", every=10, missed=missed, late=5, moment=True, overlap="allow"
        )
        image.advance(seconds=11)
        if how == "paused":
            image.pause_schedule("tick")
            image.advance(seconds=82)
            image.resume_schedule("tick")
    if how == "closed":
        clock.advance(82)
    with Image.open(path, clock=clock) as image:
        image.advance(seconds=20)
        assert ran(image) == expected
        assert the_schedule(image).skipped == skipped
    assert check(path).is_sound


def test_of_what_was_missed_nothing_is_late_for_skip(image: Image) -> None:
    image.schedule("tick", "note", every=10, missed="skip", late=1, moment=True)
    image.pause_schedule("tick")
    image.advance(seconds=95)
    image.resume_schedule("tick")
    image.advance(seconds=5)
    assert ran(image) == [100]


def test_years_that_were_missed_are_passed_over_at_once(image: Image) -> None:
    image.schedule("tick", "note", every=1, moment=True)
    image.schedule("cron", "note", cron="* * * * *", missed="skip", moment=True)
    image.pause_schedule("tick")
    image.pause_schedule("cron")
    image.advance(days=4000, seconds=30.5)
    image.resume_schedule("tick")
    image.resume_schedule("cron")
    image.run_slice()
    assert ran(image) == [4000 * 86_400 + 30]


def test_of_all_that_were_missed_some_are_started_at_a_time(image: Image) -> None:
    image.schedule("tick", "note", every=1, missed="all", overlap="allow", moment=True)
    image.pause_schedule("tick")
    image.advance(seconds=350)
    image.resume_schedule("tick")
    image.advance(seconds=0)
    assert sorted(ran(image)) == [*range(1, 351)]  # they run at once


@pytest.mark.parametrize(
    ("overlap", "expected", "skipped"),
    [
        ("allow", [10, 20, 30, 40, 50, 60, 70, 80, 90], 0),
        ("skip", [10, 40, 70], 6),
        ("queue", [10, 20, 30, 40], 0),
        ("cancel", [10, 20, 30, 40, 50, 60, 70, 80, 90], 0),
    ],
)
def test_a_run_that_has_not_ended_goes_by_the_rule_for_overlaps(
    image: Image, overlap: str, expected: list[float], skipped: int
) -> None:
    image.schedule("tick", "note-slowly", every=10, overlap=overlap, moment=True)
    image.advance(seconds=95)
    assert ran(image) == expected
    found = the_schedule(image)
    assert (found.done, found.skipped) == (len(expected), skipped)
    assert found.done + found.pending + found.skipped == 9
    states = {run.state for run in found.runs}
    assert ("cancelled" in states) is (overlap == "cancel")


def test_a_run_that_is_cancelled_for_the_next_may_clean_up_first(image: Image) -> None:
    image.eval(
        "(define (tidy m) (dynamic-wind (lambda () (note m)) (lambda () (sleep 99))"
        " (lambda () (sleep 3) (note (list 'swept m)))))"
    )
    image.schedule("tick", "tidy", every=10, overlap="cancel", moment=True)
    image.advance(seconds=35)
    assert ran(image) == [10, ["swept", 10], 20, ["swept", 20], 30, ["swept", 30]][:5]


def test_moments_that_come_while_a_run_is_cleaning_up_have_the_last_run(image: Image) -> None:
    image.eval(
        "(define (tidy m) (dynamic-wind (lambda () (note m)) (lambda () (sleep 99))"
        " (lambda () (sleep 9))))"
    )
    image.schedule("tick", "tidy", every=4, overlap="cancel", moment=True)
    image.advance(seconds=12.5)
    # Cancelled at 8, and once more at 12, which ends it at once.
    assert ran(image) == [4, 12]
    assert the_schedule(image).skipped == 1


def test_a_queue_of_moments_goes_on_after_a_failure(image: Image) -> None:
    image.schedule(
        "tick",
        "(lambda (m) (note m) (sleep 15) (error 'no m))",
        every=10,
        overlap="queue",
        times=3,
        moment=True,
    )
    image.advance(seconds=200)
    assert ran(image) == [10, 20, 30]
    assert {run.state for run in the_schedule(image).runs} == {"failed"}


def test_it_ends_after_so_many_times_and_stays_ended(image: Image) -> None:
    for _ in range(2):
        image.schedule("tick", "note", every=10, times=3, moment=True)
        image.advance(seconds=100)
    assert ran(image) == [10, 20, 30]
    found = the_schedule(image)
    assert (found.state, found.next) == ("ended", None)
    image.schedule("tick", "note", every=10, times=4, missed="skip", moment=True)
    image.advance(seconds=100)
    assert len(ran(image)) == 1


def test_the_same_schedule_declared_again_goes_on(image: Image) -> None:
    image.schedule("tick", "note", every=10, moment=True)
    image.advance(seconds=17)
    image.schedule("tick", "note", every=10, moment=True)
    assert the_schedule(image).next == 20
    image.schedule("tick", "note", every=20, moment=True)
    image.advance(seconds=0)
    assert the_schedule(image).next == 37


def test_another_program_is_started_from_the_next_moment_on(image: Image) -> None:
    image.schedule("tick", "(note 'old)", every=10)
    image.advance(seconds=10)
    image.schedule("tick", "(note 'new)", every=10)
    image.advance(seconds=10)
    assert ran(image) == ["old", "new"]


def test_a_run_by_hand_starts_at_once_also_while_it_is_paused(image: Image) -> None:
    image.schedule("tick", "note-slowly", every=10, moment=True)
    image.pause_schedule("tick")
    image.advance(seconds=3)
    pid = image.trigger_schedule("tick")
    assert image.process(pid).name == "tick"
    image.advance(seconds=1)
    assert ran(image) == [3]
    found = the_schedule(image)
    assert (found.state, found.next, found.runs[0].pid, found.done) == ("paused", None, pid, 0)
    image.resume_schedule("tick")
    image.advance(seconds=7)
    assert ran(image) == []  # that one has not ended at 10


def test_one_that_is_removed_runs_no_more(image: Image) -> None:
    image.schedule("tick", "note-slowly", every=10, moment=True)
    image.advance(seconds=15)
    waiting = the_schedule(image).pid
    run = the_schedule(image).runs[0].pid
    image.remove_schedule("tick")
    image.advance(seconds=100)
    assert image.schedules() == []
    assert ran(image) == [10]
    assert image.process(waiting).state == "cancelled"
    assert image.process(run).state == "done"
    for ask in (
        image.remove_schedule,
        image.pause_schedule,
        image.resume_schedule,
        image.trigger_schedule,
    ):
        with pytest.raises(ImageError, match="no schedule is called 'tick'"):
            ask("tick")


def test_whoever_kills_its_process_removes_it(image: Image) -> None:
    image.schedule("tick", "note", every=10, moment=True)
    image.cancel(the_schedule(image).pid)
    assert image.schedules() == []
    image.advance(seconds=50)
    assert ran(image) == []


def test_jitter_makes_runs_later_by_the_same_in_each_image() -> None:
    nexts = []
    for _ in range(2):
        with Image.open(":memory:", clock=SimulatedClock(0.0)) as image:
            image.eval(DEFINITIONS)
            image.schedule("tick", "note", every=100, jitter=50, moment=True)
            image.advance(seconds=0)
            times = []
            for _ in range(5):
                due = the_schedule(image).next
                assert due is not None
                image.advance(seconds=due - image.clock.now() + 0.001)
                times.append(due)
            assert ran(image) == [100, 200, 300, 400, 500]
            nexts.append(times)
    assert nexts[0] == nexts[1]
    assert all(0 <= due - 100 * (n + 1) < 50 for n, due in enumerate(nexts[0]))
    assert len({due % 100 for due in nexts[0]}) == 5


BAD: list[tuple[dict[str, Any], str]] = [
    ({}, "one of every, days, cron, got none"),
    ({"every": 1, "cron": "* * * * *"}, "got every and cron"),
    ({"every": 0}, "every is a number of seconds from 0.001, not 0"),
    ({"every": float("nan")}, "every is a number of seconds"),
    ({"days": 0}, "days is a whole number from 1"),
    ({"every": 1, "zone": "UTC"}, "zone says nothing beside every"),
    ({"cron": "* * *"}, "is no cron expression"),
    ({"cron": "* * * * *", "anchor": 1}, "anchor says nothing beside cron"),
    ({"every": 1, "overlap": "stop"}, "overlap is one of skip, allow, queue, cancel, not 'stop'"),
    ({"every": 1, "missed": "some"}, "missed is one of once, all, skip"),
    ({"every": 1, "times": 0}, "times is a whole number from 1"),
    ({"every": 1, "jitter": -1}, "jitter is a number of seconds from 0"),
]


def test_a_text_that_cannot_be_read_is_refused_before_it_is_run(image: Image) -> None:
    told = r"^schedule 'x': read: this form has no end; \) is missing \(<eval>:1:1\)$"
    with pytest.raises(CannotLoad, match=told):
        image.schedule("x", "(report", every=60)
    assert image.schedules() == []
    image.queue("q")
    with pytest.raises(CannotLoad, match=r"^enqueue 'q': read: this \) closes nothing"):
        image.enqueue("q", "(report))")
    assert [each.state for each in image.processes()] == ["done"]  # that of the definitions


@pytest.mark.parametrize(("options", "told"), BAD)
def test_what_cannot_be_is_refused(image: Image, options: dict[str, Any], told: str) -> None:
    with pytest.raises(ImageError, match=told):
        image.schedule("tick", "note", **options)
    assert image.schedules() == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(schedule! 'a (lambda () 1) 'each 5)", "expected one of the options every, days, cron"),
        ("(schedule! 'a (lambda () 1) 'every)", "there is no value for the option every"),
        ("(schedule! 'a 7 'every 5)", "expected a procedure, got 7"),
        ("(schedule! 7 (lambda () 1) 'every 5)", "expected a name"),
        ("(schedule! 'a (lambda () 1) 'every \"x\")", "every is a number of seconds"),
        ("(schedule-next 'none)", "no schedule is called 'none'"),
        ("(schedule-trigger! 'none)", "no schedule is called 'none'"),
    ],
)
def test_what_programs_say_wrong_is_an_error_there(image: Image, text: str, told: str) -> None:
    with pytest.raises(ProcessFailed, match=told):
        image.eval(text)


def test_programs_have_all_of_it(image: Image) -> None:
    image.eval("(schedule! 'tick note 'every 5/2 'moment #t 'overlap 'allow)")
    image.advance(seconds=6)
    assert ran(image) == [2.5, 5]
    assert image.eval("(list (schedules) (schedule-next 'tick) (schedule-paused? 'tick))") == [
        ["tick"],
        7.5,
        False,
    ]
    assert [run[0] for run in image.eval("(schedule-runs 'tick)")] == [5, 2.5]
    image.eval("(schedule-pause! 'tick)")
    assert image.eval("(list (schedule-next 'tick) (schedule-paused? 'tick))") == [False, True]
    pid = image.eval("(schedule-trigger! 'tick)")
    image.advance(seconds=0)
    assert image.process(pid).state == "done"
    image.eval("(schedule-resume! 'tick)")
    image.eval("(schedule-remove! 'tick)")
    assert image.eval("(schedules)") == []


def test_a_slice_that_is_run_apart_may_do_so_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERDURE_APART", "always")
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as image:
        image.eval(DEFINITIONS)
        image.eval(
            "(begin (schedule! 'tick note 'every 10 'moment #t) (schedule-pause! 'tick)"
            " (schedule-trigger! 'tick) (schedule-resume! 'tick))"
        )
        image.advance(seconds=25)
        assert ran(image) == [0, 10, 20]


def test_it_is_there_when_the_image_is_opened_again(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    path = tmp_path / "test.image"
    for n in range(3):
        with Image.open(path, clock=clock) as image:
            if n == 0:
                image.eval(DEFINITIONS)
                image.schedule("tick", "note-slowly", every=10, overlap="queue", moment=True)
            image.advance(seconds=20)
        assert check(path).is_sound
    with Image.open(path, clock=clock) as image:
        assert ran(image) == [10, 20, 30]
        assert the_schedule(image).pending == 3


def test_a_thousand_that_sleep_are_not_loaded_when_the_image_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "test.image"
    with Image.open(path, clock=SimulatedClock(0.0)) as image:
        image.eval(DEFINITIONS)
        image.eval(
            "(do ((i 0 (+ i 1))) ((= i 1000))"
            " (schedule! (string-append \"s\" (number->string i)) note 'every 1000 'moment #t))"
        )
        image.advance(seconds=1)
        pids = {each.pid for each in image.schedules()}
    with Image.open(path, clock=SimulatedClock(10.0)) as image:
        image.eval("1")
        loaded = {
            getattr(found, "pid", None)
            for found in image.root._p_jar._cache.lru_items()
            if type(found[1]).__name__ in ("Process", "Schedule")
        }
        assert len(loaded & pids) == 0


def test_asyncio_has_the_same() -> None:
    async def main() -> None:
        async with Image.open_async(":memory:") as image:
            await image.eval(DEFINITIONS)
            await image.schedule("tick", "note", every=3600, moment=True)
            pid = await image.trigger_schedule("tick")
            await image.result(pid)
            await image.pause_schedule("tick")
            assert [each.state for each in await image.schedules()] == ["paused"]
            await image.resume_schedule("tick")
            await image.remove_schedule("tick")
            assert await image.schedules() == []

    asyncio.run(main())
