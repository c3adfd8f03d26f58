"""Cancelling with manners: what cleans up, for how long, and what ends at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessCancelled, ProcessFailed, SimulatedClock, check, effect

WOUND = "(dynamic-wind (lambda () #f) (lambda () {}) (lambda () {}))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process))")
        yield opened


def begun(image: Image, text: str) -> int:
    """The pid of a process that evaluates the text, and waits by now."""
    pid = image.spawn_eval(text)
    image.run_slice()
    assert image.process(pid).state == "waiting"
    return pid


def test_what_has_nothing_to_clean_up_ends_at_once(image: Image) -> None:
    pid = begun(image, "(sleep 100)")
    image.cancel(pid)
    assert image.process(pid).state == "cancelled"


def test_after_thunks_are_run_and_may_wait(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(display 'a) (sleep 3) (display 'b)"))
    image.cancel(pid)
    assert image.process(pid).state == "ready"
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "ab"
    assert image.clock.now() == 3


def test_after_thunks_are_run_from_the_innermost_to_the_outermost(image: Image) -> None:
    inner = WOUND.format("(sleep 100)", "(display 'inner)")
    pid = begun(image, WOUND.format(inner, "(display 'outer)"))
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "innerouter"


def test_a_guard_sees_an_error_of_kind_cancelled(image: Image) -> None:
    pid = begun(image, "(guard (e (#t (display (condition-kind e)) (raise e))) (receive))")
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "cancelled"


def test_a_program_that_handles_it_and_ends_is_done(image: Image) -> None:
    pid = begun(image, "(guard (e (#t (sleep 2) 'saved)) (receive))")
    image.cancel(pid)
    assert image.result(pid) == "saved"


def test_another_error_while_cleaning_up_is_a_failure(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(car '())"))
    image.cancel(pid)
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.result(pid)


def test_the_time_of_grace_is_over_in_the_midst_of_cleaning_up(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(sleep 50) (display 'never)"))
    image.cancel(pid, 4)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 4
    assert image.transcript(pid) == ""


def test_ten_seconds_of_grace_are_given_where_nothing_else_is_said(image: Image) -> None:
    pid = begun(image, "(guard (e (#t (receive))) (receive))")
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 10


def test_a_second_cancel_ends_it_at_once(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(sleep 5)"))
    image.cancel(pid)
    image.run_slice()
    assert image.process(pid).waits_for.endswith("(it was cancelled)")
    image.cancel(pid)
    assert image.process(pid).state == "cancelled"


def test_kill_ends_it_at_once(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(display 'never)"))
    image.kill(pid)
    assert image.process(pid).state == "cancelled"
    image.run_until_idle()
    assert image.transcript(pid) == ""


def test_programs_cancel_and_kill(image: Image) -> None:
    wound = WOUND.format("(sleep 100)", "(display 'swept)")
    first, second = begun(image, wound), begun(image, wound)
    image.eval(f"(cancel! {first}) (kill! {second})")
    assert image.process(second).state == "cancelled"
    with pytest.raises(ProcessCancelled):
        image.result(first)
    assert image.transcript(first) == "swept"
    assert image.transcript(second) == ""


def test_grace_is_a_number_of_seconds(image: Image) -> None:
    with pytest.raises(ProcessFailed, match='cancel!: expected a number of seconds, got "x"'):
        image.eval('(cancel! 1 "x")')


def test_a_process_that_cancels_itself_cleans_up(image: Image) -> None:
    pid = image.spawn_eval(WOUND.format("(cancel! (self)) 'never", "(sleep 1) (display 'swept)"))
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "swept"


def test_a_parked_process_cleans_up(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(display 'swept)"))
    image.park(pid)
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "swept"


def test_one_that_is_ready_is_told_at_its_next_wait(image: Image) -> None:
    pid = begun(image, WOUND.format("(display (receive)) (sleep 100)", "(display 'swept)"))
    image.eval(f"(send! {pid} 'm) (cancel! {pid})")
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "mswept"


def test_one_that_computes_is_told_where_its_turn_ends() -> None:
    loop = "(let loop ((i 0)) (loop (+ i 1)))"
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process))")
        pid = image.spawn_eval(WOUND.format("(sleep 1/100) " + loop, "(display 'swept)"))
        image.eval(f"(sleep 1/2) (cancel! {pid})")
        with pytest.raises(ProcessCancelled):
            image.result(pid, timeout=120)
        assert image.transcript(pid) == "swept"


def test_an_effect_under_way_is_given_up(image: Image, tmp_path: Path) -> None:
    pid = begun(image, "(guard (e (#t (list (condition-kind e)))) (await-external 'never))")
    image.cancel(pid)
    assert image.result(pid) == ["cancelled"]
    assert list(image.awaited_names()) == []


def test_cleaning_up_goes_on_when_the_image_is_opened_again(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(tmp_path / "i", clock=clock) as image:
        image.eval("(import (perdure process))")
        pid = begun(image, WOUND.format("(sleep 100)", "(sleep 3) (display 'swept)"))
        endless = begun(image, "(guard (e (#t (receive))) (receive))")
        image.cancel(pid)
        image.cancel(endless)
    assert check(tmp_path / "i").is_sound
    with Image.open(tmp_path / "i", clock=clock) as image:
        for each in (pid, endless):
            with pytest.raises(ProcessCancelled):
                image.result(each)
        assert image.transcript(pid) == "swept"
        assert clock.now() == 10
    assert check(tmp_path / "i").is_sound


def test_no_timer_is_left_of_one_that_has_cleaned_up(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "#f"))
    image.cancel(pid)
    image.run_until_idle()
    assert image.process(pid).state == "cancelled"
    assert list(image.root.timers) == []


@pytest.mark.parametrize("cleanup", ["(sleep 10) (receive)", "(receive 10 #f) (receive)"])
def test_the_time_of_grace_is_over_though_a_wait_is_due_then_too(
    image: Image, cleanup: str
) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", cleanup))
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 10
    assert list(image.root.timers) == []


def test_the_time_of_grace_is_over_though_a_wait_until_then_has_ended_before(image: Image) -> None:
    pid = begun(image, WOUND.format("(sleep 100)", "(receive 10 #f) (receive)"))
    image.cancel(pid)
    image.run_slice()
    image.send(pid, "early")
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 10


def test_an_effect_that_follows_another_in_the_same_transaction_is_begun_once() -> None:
    calls: list[int] = []

    @effect
    async def wait_long() -> None:
        await asyncio.sleep(100)

    @effect
    def note(number: int) -> int:
        calls.append(number)
        return number

    note.__module__ = wait_long.__module__ = "noting"
    with Image.open(":memory:", [note, wait_long], clock=SimulatedClock(0.0)) as image:
        image.eval("(import (perdure process) (python noting))")
        wound = WOUND.format("(wait-long)", "(note n)")
        # It has begun to wait for its first effect, is cancelled, and calls another: once the code
        # is linked, all in one transaction.
        image.eval(
            f"(define (begin-and-cancel n) (let ((it (spawn (lambda () {wound})))) "
            "(yield) (cancel! it) (yield)))"
        )
        image.call("begin-and-cancel", -1)  # links it, which may take longer than a turn
        image.run_until_idle()
        calls.clear()
        for number in range(5):
            image.call("begin-and-cancel", number)
        image.run_until_idle()
    assert sorted(calls) == [0, 1, 2, 3, 4]  # threads may take them in any order
