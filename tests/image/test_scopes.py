"""Scopes: what is spawned within with-children ends with it, whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from perdure.image import Image, ProcessCancelled, ProcessFailed, SimulatedClock, check
from perdure.image.processes.waits import ProcessEnd, Take
from perdure.image.processes.waits.wait import Indices, Wait

IMPORTS = "(import (perdure process) (perdure parallel))"
ENDED = ("done", "failed", "cancelled")


@pytest.fixture
def image() -> Iterator[Image]:
    with Image.open(":memory:", clock=SimulatedClock(0.0)) as opened:
        opened.eval(IMPORTS)
        yield opened
        assert alive(opened) == []


def alive(image: Image) -> list[int]:
    return [each.pid for each in image.processes() if each.state not in ENDED]


def turn(image: Image, seconds: float) -> None:
    assert isinstance(image.clock, SimulatedClock)
    image.clock.advance(seconds)


def child(text: str) -> str:
    return f"(spawn (lambda () {text}))"


def scope(*body: str) -> str:
    return f"(with-children (lambda () {' '.join(body)}))"


def test_it_ends_when_its_children_have(image: Image) -> None:
    assert image.eval(scope(child("(sleep 3)"), child("(sleep 5)"), "'value")) == "value"
    assert image.clock.now() == 5


def test_one_that_fails_has_the_others_cancelled(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.eval(scope(child("(sleep 3) (car 1)"), child("(sleep 50)"), "'value"))
    assert image.clock.now() == 3


def test_a_failure_ends_what_the_thunk_waits_for(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.eval(scope(child("(sleep 3) (car 1)"), "(receive)"))
    assert image.clock.now() == 3


def test_the_others_clean_up_before_it_is_left(image: Image) -> None:
    wound = "(dynamic-wind (lambda () #f) receive (lambda () (sleep 2)))"
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.eval(scope(child("(sleep 3) (car 1)"), child(wound)))
    assert image.clock.now() == 5


def test_several_errors_are_gathered(image: Image) -> None:
    body = scope(child("(car 1)"), child("(cdr 2)"), "(receive)")
    caught = f"(guard (e (#t (map condition-who (error-object-irritants e)))) {body})"
    assert image.eval(caught) == ["car", "cdr"]


def test_an_error_of_the_thunk_cancels_the_children(image: Image) -> None:
    with pytest.raises(ProcessFailed, match="vector-ref"):
        image.eval(scope(child("(receive)"), "(sleep 2) (vector-ref #(1) 1)"))
    assert image.clock.now() == 2


def test_a_deadline_ends_it_with_its_children(image: Image) -> None:
    body = scope(child("(sleep 50)"), "(receive)")
    assert image.eval(f"(with-timeout 5 (lambda () {body}) 'late)") == "late"
    assert image.clock.now() == 5


def test_leaving_it_by_a_continuation_cancels_the_children(image: Image) -> None:
    body = scope(child("(sleep 50)"), "(sleep 1) (k 'out)")
    assert image.eval(f"(call/cc (lambda (k) {body}))") == "out"
    assert image.clock.now() == 1


def test_cancelling_the_owner_cancels_the_children(image: Image) -> None:
    wound = "(dynamic-wind (lambda () #f) receive (lambda () (sleep 2)))"
    pid = image.spawn_eval(scope(child(wound), scope(child(wound), "(receive)")))
    image.run_slice()
    image.run_slice()
    image.cancel(pid)
    with pytest.raises(ProcessCancelled):
        image.result(pid)
    assert image.clock.now() == 4  # the inner ones first


@pytest.mark.parametrize("end", ["(kill! {})", "(cancel! {0}) (cancel! {0})"])
def test_killing_the_owner_kills_the_children(image: Image, end: str) -> None:
    inner = child(scope(child("(receive)"), "(receive)"))
    pid = image.spawn_eval(scope(child("(receive)"), inner, "(receive)"))
    image.run_until_idle()
    assert len(alive(image)) == 4
    image.eval(end.format(pid))
    assert alive(image) == []


def test_what_is_spawned_outside_lives_on(image: Image) -> None:
    image.eval(f"(define p {child('(sleep 50)')}) {scope('1')}")
    assert len(alive(image)) == 1
    image.eval("(wait p)")
    assert image.clock.now() == 50


def test_what_a_child_spawns_is_its_own(image: Image) -> None:
    image.eval(scope(child(f"(define q {child('(sleep 50)')}) q")))
    assert image.clock.now() == 0
    image.run_until_idle()
    assert image.clock.now() == 50


def test_it_survives_being_opened_again(tmp_path: Path) -> None:
    clock = SimulatedClock(0.0)
    with Image.open(tmp_path / "i", clock=clock) as image:
        image.eval(IMPORTS)
        pid = image.spawn_eval(scope(child("(sleep 3) (car 1)"), child("(sleep 9)"), "(receive)"))
        image.run_slice()
        image.run_slice()
    assert check(tmp_path / "i").is_sound
    with Image.open(tmp_path / "i", clock=clock) as image:
        with pytest.raises(ProcessFailed, match="car"):
            image.result(pid)
        assert alive(image) == []
        assert clock.now() == 3
    assert check(tmp_path / "i").is_sound


def test_a_failure_that_the_thunk_has_handled_is_the_calls_error_all_the_same(
    image: Image,
) -> None:
    handled = "(guard (e (#t 'handled)) (receive))"
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.eval(scope(child("(sleep 3) (car 1)"), child("(receive)"), handled, "'value"))
    assert image.clock.now() == 3


def test_what_comes_back_by_a_continuation_has_children_again(image: Image) -> None:
    body = f"(call/cc (lambda (again) (set! k again) (out 1))) {child('(sleep 50)')}"
    image.eval("(define k #f) (define n 0)")
    left = f"(call/cc (lambda (out) {scope(body)}))"
    image.eval(f"{left} (set! n (+ n 1)) (if (= n 1) (k 1))")
    assert image.clock.now() == 50


def test_killing_it_kills_what_is_nested_however_deep(image: Image) -> None:
    image.eval(f"""
        (define (nested n)
          (if (= n 0) (receive) {scope(child("(nested (- n 1))"), "(receive)")}))""")
    pid = image.spawn_eval("(nested 400)")
    image.run_until_idle()
    assert len(alive(image)) == 401
    image.kill(pid)


def test_a_child_that_goes_on_after_its_failure_is_waited_for(image: Image) -> None:
    wound = "(dynamic-wind (lambda () #f) receive (lambda () (sleep 9)))"
    pid = image.spawn_eval(scope(child("(receive 3)"), child(wound)))
    for moment in (0, 3):
        turn(image, moment)
        for _ in range(9):
            image.run_slice()
    (failed,) = [each.pid for each in image.processes() if each.state == "failed"]
    image.retry(failed)
    turn(image, 9)
    for _ in range(9):
        image.run_slice()
    assert image.process(pid).waits_for == "its children"
    image.send(failed, "late")
    with pytest.raises(ProcessFailed, match=r"process .* failed"):
        image.result(pid)
    assert image.result(failed) == "late"


def test_a_child_may_go_on_whose_owner_has_failed_of_it(image: Image) -> None:
    pid = image.spawn_eval("(parallel (lambda () (receive 3)))")
    with pytest.raises(ProcessFailed, match="receive"):
        image.result(pid)
    (child,) = [each.pid for each in image.processes() if each.parent == pid]
    image.retry(child)
    image.send(child, "late")
    assert image.result(child) == "late"


@pytest.mark.parametrize("call", ["race", "parallel"])
def test_children_that_were_cancelled_have_their_time_also_where_one_has_failed(
    image: Image, call: str
) -> None:
    wound = "(dynamic-wind (lambda () #f) receive (lambda () (sleep 2) (set! swept #t)))"
    image.eval("(define swept #f)")
    with pytest.raises(ProcessFailed, match="car: expected a pair"):
        image.eval(f"({call} (lambda () (sleep 3) (car 1)) (lambda () {wound}))")
    assert image.eval("swept") is True
    assert image.clock.now() == 5


@pytest.mark.parametrize("end", ["(kill! (self))", "(exit 0)"])
def test_a_call_that_gives_no_value_is_an_error_also_with_a_limit(image: Image, end: str) -> None:
    with pytest.raises(ProcessFailed, match=r"was cancelled|ended before it had a value for 2"):
        image.eval(f"(parallel-map (lambda (x) (sleep 1) (if (= x 2) {end}) x) '(1 2 3 4) 2)")


def test_values_of_many_calls_are_written_once_each(tmp_path: Path) -> None:
    def written(count: int) -> int:
        with Image.open(tmp_path / str(count), clock=SimulatedClock(0.0)) as image:
            image.eval(IMPORTS)
            file = tmp_path / str(count) / "data.fs"
            before = file.stat().st_size
            image.eval(f"(parallel-map (lambda (x) (sleep 1) x) (iota {count}) 2)")
            return file.stat().st_size - before

    assert written(800) < 6 * written(200)


@pytest.mark.parametrize(
    ("text", "result", "took"),
    [
        ("(parallel (lambda () (sleep 3) 1) (lambda () (sleep 2) 2))", [1, 2], 3),
        ("(parallel)", [], 0),
        ("(parallel-map (lambda (x) (sleep 1) (* x x)) '(1 2 3 4 5))", [1, 4, 9, 16, 25], 1),
        ("(parallel-map (lambda (x) (sleep 1) (* x x)) '(1 2 3 4 5) 2)", [1, 4, 9, 16, 25], 3),
        ("(parallel-map (lambda (x) (sleep x) x) '(5 1 1 1) 2)", [5, 1, 1, 1], 5),
        ("(race (lambda () (sleep 3) 1) (lambda () (sleep 2) 2))", 2, 2),
        ("(first-success (lambda () (sleep 3) 1) (lambda () (sleep 2) (car 1)))", 1, 3),
        (
            "(map success? (all-settled (lambda () (sleep 3)) (lambda () (car 1))))",
            [True, False],
            3,
        ),
        ("(let ((f (future (lambda () (sleep 3) 7)))) (sleep 2) (future-value f))", 7, 3),
        ("(wait-any (list (spawn (lambda () (sleep 3))) (self)))", None, 3),
    ],
)
def test_several_things_are_done_at_once(
    image: Image, text: str, result: object, took: float
) -> None:
    found = image.eval(text)
    assert image.clock.now() == took
    assert result is None or found == result


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('(parallel (lambda () (receive)) (lambda () (error "bad" 2)))', "bad 2"),
        ("(parallel-map (lambda (x) (sleep 1) (vector-ref #(1 2) x)) '(1 2 3 4) 2)", "vector-ref"),
        ('(race (lambda () (receive)) (lambda () (error "first")))', "first"),
        ("(first-success (lambda () (car 1)) (lambda () (cdr 1)))", "none succeeded"),
        ("(wait-any '())", "there is no process to wait for"),
        ("(parallel-map list '(1) 0)", "expected a limit from 1, got 0"),
    ],
)
def test_errors_are_the_callers(image: Image, text: str, told: str) -> None:
    with pytest.raises(ProcessFailed, match=told):
        image.eval(text)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("(guard (e (#t (length (error-object-irritants e)))) (apply first-success failing))", 40),
        ("(apply first-success (append failing (list (lambda () (sleep 100) 'won))))", "won"),
        ("(apply race (map (lambda (f) (lambda () (sleep 9) 'first)) failing))", "first"),
        ("(length (apply all-settled failing))", 40),
    ],
)
def test_whoever_waits_for_many_enters_each_wait_once(
    image: Image, monkeypatch: pytest.MonkeyPatch, text: str, result: object
) -> None:
    """Else four times as many would take sixteen times as long."""
    entered: list[object] = []
    monkeypatch.setattr(ProcessEnd, "enter", noted(ProcessEnd.enter, entered))
    monkeypatch.setattr(Take, "enter", noted(Take.enter, entered))
    image.eval("(define (failing-at n) (lambda () (sleep n) (raise n)))")
    image.eval("(define failing (map failing-at (iota 40 1)))")
    assert image.eval(text) == result
    assert len(entered) <= 41


def noted(enter: Callable[..., None], entered: list[object]) -> Callable[..., None]:
    def enter_noted(wait: Wait, indices: Indices, pid: int) -> None:
        entered.append(wait)
        enter(wait, indices, pid)

    return enter_noted


def test_one_that_is_killed_counts_as_one_that_has_ended(image: Image) -> None:
    pid = image.spawn_eval("(first-success receive receive)")
    image.run_slice()
    image.kill(next(each.pid for each in image.processes() if each.name == "parallel"))
    with pytest.raises(ProcessFailed, match="was cancelled"):
        image.result(pid)


def test_many_children_may_fail_while_they_clean_up(image: Image) -> None:
    """All their errors are gathered, in the order in which they were raised."""
    cleans = "(guard (e (#t (sleep (/ n 4)) (raise n))) (receive))"
    many = f"(for-each (lambda (n) {child(cleans)}) (reverse (iota 30 1)))"
    text = scope(many, "(sleep 1) (raise 'out)")
    gathered = f"(guard (e (#t (error-object-irritants e))) {text})"
    assert image.eval(gathered) == ["out", *range(1, 31)]
