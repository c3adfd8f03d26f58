"""Trying again, and undoing what was done: (perdure retry)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessCancelled, ProcessFailed, SimulatedClock, effect

CALLS: list[str] = []
IMPORTS = "(import (perdure process) (perdure retry) (python test_trying_again))"
#: Fails so often, and then gives how often it was called.
FLAKY = """(define calls 0)
(define (flaky) (set! calls (+ calls 1)) (if (<= calls 3) (car calls) calls))"""


@effect
def charge(amount: int, key: str) -> str:
    CALLS.append(key)
    return key


@pytest.fixture
def image() -> Iterator[Image]:
    CALLS.clear()
    with Image.open(":memory:", [charge], clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS + FLAKY)
        yield opened


def test_it_is_tried_again_after_pauses_that_grow(image: Image) -> None:
    assert image.eval("(retry flaky 'jitter 0)") == 4
    assert image.clock.now() == 1 + 2 + 4


def test_pauses_vary_a_little(image: Image) -> None:
    assert image.eval("(retry flaky 'jitter 1/2)") == 4
    assert 3.5 < image.clock.now() < 10.5
    assert image.clock.now() != 7


def test_pauses_that_vary_by_more_than_all_are_none_at_times(image: Image) -> None:
    for _ in range(5):
        image.eval("(set! calls 0) (retry flaky 'jitter 100)")


def test_pauses_have_a_longest(image: Image) -> None:
    assert image.eval("(retry flaky 'delay 5 'factor 10 'longest 6 'jitter 0)") == 4
    assert image.clock.now() == 5 + 6 + 6


def test_the_last_error_is_raised_when_the_attempts_are_used_up(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="car: expected a pair, got 3"):
        image.eval("(retry flaky 'attempts 3)")


def test_errors_that_are_not_to_be_tried_again_are_raised_at_once(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="car: expected a pair, got 1"):
        image.eval("(retry flaky 'if (lambda (e) (not (eq? (condition-kind e) 'type))))")
    assert image.clock.now() == 0


def test_all_attempts_have_a_time_together(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="with-timeout: not done within 2 seconds"):
        image.eval("(retry flaky 'within 2 'jitter 0)")
    assert image.clock.now() == 2


def test_a_deadline_around_it_is_no_error_to_be_tried_again(image: Image) -> None:
    assert image.eval("(with-timeout 3 (lambda () (retry (lambda () (sleep 9)))) 'late)") == "late"
    assert image.clock.now() == 3


def test_one_of_its_own_is_tried_again(image: Image) -> None:
    slow = "(lambda () (with-timeout 5 (lambda () (flaky) (sleep 9))))"
    with pytest.raises(ProcessFailed, match="not done within 5 seconds"):
        image.eval(f"(set! calls 3) (retry {slow} 'attempts 2 'jitter 0)")
    assert image.clock.now() == 5 + 1 + 5


def test_cancelling_ends_it(image: Image) -> None:
    pid = image.spawn_eval("(retry (lambda () (sleep 100)))")
    image.run_slice()
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 0


def test_it_survives_being_opened_again(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(tmp_path / "i", [charge], clock=clock) as image:
        image.eval(IMPORTS + FLAKY)
        pid = image.spawn_eval("(retry flaky 'jitter 0)")
        image.run_slice()
    with Image.open(tmp_path / "i", [charge], clock=clock) as image:
        assert image.result(pid) == 4
    assert clock.now() == 7


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("'tries 3", r"expected one of these options: \(attempts delay .* got tries"),
        ("'attempts", "there is no value for the option attempts"),
        ("'attempts 0", "expected a number above 0 for attempts got 0"),
        ("'delay -1", "expected a number from 0 for delay got -1"),
    ],
)
def test_wrong_options_are_told(image: Image, options: str, told: str) -> None:
    with pytest.raises(ProcessFailed, match=told):
        image.eval(f"(retry flaky {options})")


def logging_step(name: str, does: str = "#f", undoes: str = "#f") -> str:
    do = f"(lambda () {does} (display '{name}) '{name})"
    return f"(step {do} (lambda (gave) (sleep 1) {undoes} (display (list 'not gave))))"


def test_a_saga_gives_what_its_steps_gave(image: Image) -> None:
    assert image.eval(f"(saga {logging_step('a')} {logging_step('b')})") == ["a", "b"]


def test_what_was_done_is_undone_the_last_first(image: Image) -> None:
    steps = [logging_step("a"), logging_step("b"), logging_step("c", "(car 1)")]
    pid = image.spawn_eval(f"(saga {' '.join(steps)})")
    with pytest.raises(ProcessFailed, match="car: expected a pair, got 1"):
        image.result(pid)
    assert image.transcript(pid) == "ab(not b)(not a)"
    assert image.clock.now() == 2


def test_cancelling_undoes_what_was_done(image: Image) -> None:
    pid = image.spawn_eval(f"(saga {logging_step('a')} {logging_step('b', '(sleep 100)')})")
    image.run_slice()
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "a(not a)"


def test_one_that_cannot_be_undone_keeps_no_other_from_it(image: Image) -> None:
    steps = [logging_step("a"), logging_step("b", undoes="(cdr 2)"), logging_step("c", "(car 1)")]
    irritants = "(map condition-who (error-object-irritants e))"
    pid = image.spawn_eval(f"(guard (e (#t {irritants})) (saga {' '.join(steps)}))")
    assert image.result(pid) == ["car", "cdr"]
    assert image.transcript(pid) == "ab(not a)"


def test_one_that_is_cancelled_while_it_undoes_is_cancelled(image: Image) -> None:
    steps = [logging_step("a"), logging_step("b"), logging_step("c", "(car 1)")]
    pid = image.spawn_eval(f"(saga {' '.join(steps)})")
    image.run_slice()
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.transcript(pid) == "ab(not a)"


def test_a_program_knows_the_key_of_its_next_effect(image: Image) -> None:
    keys = "(let* ((k (next-effect-key)) (gave (charge 5))) (list k gave (next-effect-key)))"
    before, gave, after = image.eval(keys)
    assert before == gave == CALLS[0]
    assert after != before
