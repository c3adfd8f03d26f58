"""Deadlines, scopes and cancelling around what processes meet at: channels, locks, select."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.image import Image, ProcessCancelled, SimulatedClock

IMPORTS = "(import (perdure process) (perdure channels) (perdure locks))"


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS + "(define c (make-channel)) (define m (make-mutex))")
        yield opened


@pytest.mark.parametrize(
    "waiting",
    [
        "(channel-take! c)",
        "(channel-put! (make-channel 0) 1)",
        "(select ((on-take c) => list) ((on-time 60) 'never))",
        "(acquire! (make-semaphore 0))",
        "(begin (wait (spawn (lambda () (lock! m)))) (lock! m) (lock! m))",
    ],
)
def test_a_deadline_ends_each_of_them(image: Image, waiting: str) -> None:
    image.eval("(spawn (lambda () (lock! m) (sleep 1000)))")
    assert image.eval(f"(with-timeout 5 (lambda () {waiting}) 'late)") == "late"
    assert image.clock.now() == 5


def test_one_that_was_late_takes_nothing(image: Image) -> None:
    image.eval("(with-timeout 5 (lambda () (channel-take! c)) 'late) (channel-put! c 7)")
    assert image.eval("(channel-take! c)") == 7


def test_a_select_that_was_late_takes_nothing(image: Image) -> None:
    late = "(select ((on-take c) => list) ((on-message) => list))"
    assert image.eval(f"(with-timeout 5 (lambda () {late}) 'late)") == "late"
    assert image.eval("(channel-put! c 7) (channel-take! c)") == 7


def test_a_process_that_is_cancelled_as_it_waits_leaves_its_place(image: Image) -> None:
    wound = "(dynamic-wind (lambda () #f) (lambda () (channel-take! c)) (lambda () (sleep 2)))"
    first = image.spawn_eval(wound)
    second = image.spawn_eval("(channel-take! c)")
    image.run_slice()
    image.run_slice()
    image.cancel(first)
    image.eval("(channel-put! c 7)")
    assert image.result(second) == 7
    with pytest.raises(ProcessCancelled):
        image.result(first)


def test_a_mutex_is_free_once_its_owner_has_cleaned_up(image: Image) -> None:
    held = "(lock! m) (dynamic-wind (lambda () #f) receive (lambda () (sleep 2)))"
    owner = image.spawn_eval(held)
    image.run_slice()
    image.cancel(owner)
    assert image.eval("(lock! m)") == "abandoned"
    assert image.clock.now() == 2


def test_children_of_a_scope_work_off_a_channel(image: Image) -> None:
    work = "(spawn (lambda () (channel-for-each (lambda (n) (sleep n) (set! sum (+ sum n))) c)))"
    body = f"{work} {work} (for-each (lambda (n) (channel-put! c n)) '(1 2 3)) (channel-close! c)"
    assert image.eval(f"(define sum 0) (with-children (lambda () {body})) sum") == 6
    assert image.clock.now() == 4
