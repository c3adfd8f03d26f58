"""Deadlines: with-timeout around what waits and what computes, nested, over restarts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessFailed, SimulatedClock, check
from perdure.vm.objects.singletons import NIL


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval("(import (perdure process))")
        yield opened


@pytest.mark.parametrize(
    ("text", "result", "took"),
    [
        ("(with-timeout 5 (lambda () (sleep 1) 'ok) 'late)", "ok", 1),
        ("(with-timeout 5 (lambda () (sleep 9) 'ok) 'late)", "late", 5),
        ("(with-timeout 5/2 (lambda () (receive)) 'late)", "late", 2.5),
        ("(with-timeout 5 (lambda () (receive 1 'none)) 'late)", "none", 1),
        ("(with-timeout 5 (lambda () (await-external 'x)) 'late)", "late", 5),
        ("(with-timeout 5 (lambda () (wait (spawn receive))) 'late)", "late", 5),
        ("(with-timeout 5 (lambda () (sleep 3) (sleep 3) 'ok) 'late)", "late", 5),
        ("(with-timeout 0 (lambda () (yield) 'ok) 'late)", "late", 0),
        ("(with-timeout 0 (lambda () 'ok) 'late)", "ok", 0),
    ],
)
def test_a_thunk_has_so_many_seconds(image: Image, text: str, result: str, took: float) -> None:
    assert image.eval(text) == result
    assert image.clock.now() == took


def nested(outer: int, inner: int) -> str:
    within = f"(with-timeout {inner} (lambda () (sleep 9) 'ok) 'inner)"
    return f"(with-timeout {outer} (lambda () {within}) 'outer)"


@pytest.mark.parametrize(("outer", "inner", "which"), [(5, 7, "outer"), (7, 5, "inner")])
def test_of_nested_ones_the_earliest_counts(
    image: Image, outer: int, inner: int, which: str
) -> None:
    assert image.eval(nested(outer, inner)) == which
    assert image.clock.now() == 5


def test_without_a_default_it_is_an_error_of_kind_timeout(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="with-timeout: not done within 5 seconds") as caught:
        image.eval("(with-timeout 5 receive)")
    assert caught.value.payload.kind == "timeout"


def test_a_default_is_not_given_for_a_deadline_further_out(image: Image) -> None:
    within = "(with-timeout 5 (lambda () (with-timeout 9 receive 'inner)))"
    with pytest.raises(ProcessFailed, match="not done within 5 seconds"):
        image.eval(within)


def test_what_cleans_up_because_of_it_may_wait(image: Image) -> None:
    wound = "(dynamic-wind (lambda () #f) receive (lambda () (sleep 3) (display 'swept)))"
    pid = image.spawn_eval(f"(with-timeout 5 (lambda () {wound}) 'late)")
    assert image.result(pid) == "late"
    assert image.transcript(pid) == "swept"
    assert image.clock.now() == 8


def test_children_inherit_it_each_for_itself(image: Image) -> None:
    child = "(spawn (lambda () (guard (e (#t (condition-kind e))) (receive))))"
    text = f"(with-timeout 5 (lambda () (let ((p {child})) (guard (e (#t (wait p))) (receive)))))"
    assert image.eval(text) == "timeout"
    assert image.clock.now() == 5


def test_it_is_over_when_the_thunk_is_left(image: Image) -> None:
    assert image.eval("(with-timeout 5 (lambda () 'ok)) (sleep 9) 'still-here") == "still-here"
    out = "(call/cc (lambda (k) (with-timeout 5 (lambda () (k 'out)))))"
    assert image.eval(f"(let ((x {out})) (sleep 9) x)") == "out"


def test_nothing_that_is_atomic_is_done_by_halves() -> None:
    spend = "(let loop ((i 0)) (if (< (current-jiffy) end) (loop (+ i 1))))"
    both = f"(set! a 1) {spend} (set! b 1)"
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process) (scheme time))")
        image.eval("(define a 0) (define b 0) (define end 0)")
        image.eval("(set! end (+ (current-jiffy) (jiffies-per-second)))")
        text = f"(with-timeout 1/4 (lambda () (atomic (lambda () {both})) (receive)) 'late)"
        assert image.result(image.spawn_eval(text), timeout=120) == "late"
        assert image.eval("(list a b)") == [1, 1]


def test_it_ends_what_computes() -> None:
    with Image.open(":memory:") as image:
        image.eval("(import (perdure process))")
        text = "(with-timeout 1/4 (lambda () (let loop ((i 0)) (loop (+ i 1)))) 'late)"
        assert image.result(image.spawn_eval(text), timeout=120) == "late"


def test_it_is_exact_over_restarts(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(tmp_path / "i", clock=clock) as image:
        image.eval("(import (perdure process))")
        pid = image.spawn_eval(nested(5, 7))
        image.run_slice()
        assert image.process(pid).until == 5
    assert check(tmp_path / "i").is_sound
    clock.advance(3)
    with Image.open(tmp_path / "i", clock=clock) as image:
        assert image.result(pid) == "outer"
    assert clock.now() == 5


def test_one_that_failed_of_it_waits_without_it_when_retried(image: Image) -> None:
    pid = image.spawn_eval("(with-timeout 5 receive)")
    with pytest.raises(ProcessFailed, match="timeout"):
        image.result(pid)
    image.retry(pid)
    image.send(pid, 7)
    assert image.result(pid) == 7


def test_one_that_failed_of_something_else_waits_within_it_when_retried(image: Image) -> None:
    pid = image.spawn_eval("(with-timeout 50 (lambda () (receive 5)))")
    with pytest.raises(ProcessFailed, match="receive"):
        image.result(pid)
    image.retry(pid)
    with pytest.raises(ProcessFailed, match="not done within 50 seconds"):
        image.result(pid)
    assert image.clock.now() == 50
    image.retry(pid)
    image.send(pid, 7)
    assert image.result(pid) == 7


def test_sleep_until_waits_for_a_moment(image: Image) -> None:
    assert image.eval("(sleep-until 1000) 'ok") == "ok"
    assert image.clock.now() == 1000
    assert image.eval("(sleep-until 10) 'past") == "past"
    assert image.clock.now() == 1000


def test_what_is_inherited_from_one_to_the_next_does_not_add_up(image: Image) -> None:
    image.eval("(define (next n) (if (= n 0) (receive) (spawn (lambda () (next (- n 1))))))")
    image.eval("(with-timeout 1000 (lambda () (next 50)))")
    for _ in range(100):
        image.run_slice()
    (last,) = [each.pid for each in image.processes() if each.state == "waiting"]
    execution = image.root.process(last).execution
    assert execution is not None
    found, count = execution.parameters, 0
    while found is not NIL:
        found, count = found.cdr, count + 1
    assert count < 5
