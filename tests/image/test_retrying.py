"""Processes that have failed go on: what they failed in is done again, or given a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotRetry, Image, ProcessEnded, SimulatedClock, builtin, effect
from perdure.image.engine import apart
from tests.programs import Case, cases

BROKEN = [True]
CALLS: list[tuple[int, str]] = []


@effect
def charge(cents: int, key: str) -> int:
    CALLS.append((cents, key))
    if BROKEN:
        raise ConnectionError("no bank")
    return cents


@effect(at_most_once=True)
def launch(cents: int) -> int:
    if BROKEN:
        raise ConnectionError("no pad")
    return cents


@builtin
def rate(cents: int) -> int:
    if BROKEN:
        raise LookupError("no rate")
    return cents


FUNCTIONS = [charge, launch, rate]
START = "(import (python test_retrying) (perdure process)) (define trace '())"

MENDED = cases(__file__, "retried")


@pytest.fixture(autouse=True)
def broken() -> None:
    BROKEN[:] = [True]
    CALLS.clear()


@pytest.mark.parametrize("is_apart", [False, True])
def test_what_has_failed_goes_on_once_it_is_mended(
    image_path: Path, monkeypatch: pytest.MonkeyPatch, is_apart: bool
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START + "(define p (make-parameter 1))")
        pids = [image.spawn(case.expression) for case in MENDED]
        image.run_until_idle()
        assert {image.process(pid).state for pid in pids} == {"failed"}
        assert set(pids) <= set(image.retry_all())
        image.run_until_idle()
        assert {image.process(pid).state for pid in pids} == {"failed"}, "nothing is mended yet"
    BROKEN.clear()
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval("(define (helper x) (* 10 x))")
        image.retry_all()
        found = [image.result(pid) for pid in pids]
        assert found == [image.eval(f"'{case.value}") for case in MENDED]


def test_an_effect_is_tried_again_under_the_key_that_it_had(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn("(list (charge 1) (charge 2))")
        image.run_until_idle()
        BROKEN.clear()
        image.retry(pid)
        assert image.result(pid) == [1, 2]
    keys = [key for _, key in CALLS]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("case", cases(__file__, "given-seven"), ids=str)
def test_a_value_is_what_the_failed_call_gives(image_path: Path, case: Case) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn(f"{case.definitions}\n{case.expression}")
        image.run_until_idle()
        image.retry(pid, value=7)
        assert image.result(pid) == image.eval(f"'{case.value}")


def test_what_can_not_be_done_is_said_in_a_sentence(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pids = [
            image.spawn(program)
            for program in ("(raise 'x)", "'done", "(helper 1)", "(receive)", "(%cut)")
        ]
        raised, done, unbound, waiting, _ = pids
        image.run_until_idle()
        for pid, text in (
            (raised, f"process {raised} raised what it failed of by itself, and would again; give"),
            (done, f"process {done} has not failed: it is done"),
            (waiting, f"process {waiting} has not failed: it is waiting"),
        ):
            with pytest.raises(CannotRetry, match=text):
                image.retry(pid)
        with pytest.raises(CannotRetry, match="has not failed: it is done"):
            image.retry(done, value=1)
        assert unbound in image.retry_all(error="helper")
        assert raised not in image.retry_all(error="x")


def test_all_that_failed_alike_are_retried(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pids = [image.spawn("(charge 1)", name=name) for name in ("order", "order", "refund")]
        pids.append(image.spawn("(rate 1)", name="order"))
        image.run_until_idle()
        assert image.retry_all(name="order", error="no bank") == pids[:2]
        image.run_until_idle()
        assert image.retry_all(error="LookupError: no rate") == pids[3:]
        image.run_until_idle()
        assert image.retry_all(name="nobody") == []


def test_all_that_failed_with_the_same_error_are_given_a_value(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        texts = ["(list (error 'no 'stock))"] * 2 + ["(list (error 'no 'bank))", "5"]
        one, two, other, done = (image.spawn_eval(text) for text in texts)
        image.run_until_idle()
        assert image.retry_all(like=one) == []
        with pytest.raises(CannotRetry, match="has not failed"):
            image.retry_all(like=done)
        assert image.retry_all(like=two, value=[7]) == [one, two]
        image.run_until_idle()
        assert [image.result(pid) for pid in (one, two)] == [[[7]], [[7]]]
        assert image.process(other).state == "failed"


def test_a_message_or_completion_that_was_too_late_is_awaited_again(
    image_path: Path, clock: SimulatedClock
) -> None:
    with Image.open(image_path, FUNCTIONS, clock=clock) as image:
        image.eval(START)
        message = image.spawn("(receive 5)")
        external = image.spawn("(await-external 'paid 5)")
        complete = image.spawn("(await-external 'sent 5)")
        image.run_until_idle()
        image.complete("sent", 3)
        assert image.retry_all() == [message, external, complete]
        image.run_until_idle()
        assert image.result(complete) == 3
        image.send(message, 1)
        image.complete("paid", 2)
        assert [image.result(message), image.result(external)] == [1, 2]


def test_messages_that_were_not_received_are_there_when_it_goes_on(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn("(let* ((a (receive)) (b (charge a)) (c (receive))) (list a b c))")
        image.run_until_idle()
        image.send(pid, 1)
        image.send(pid, 2)
        image.run_until_idle()
        assert image.process(pid).state == "failed"
        with pytest.raises(ProcessEnded):
            image.send(pid, 3)
    with Image.open(image_path, FUNCTIONS) as image:
        BROKEN.clear()
        image.retry(pid)
        assert image.result(pid) == [1, 1, 2]


def test_who_failed_of_waiting_for_it_waits_again_and_who_has_handled_that_does_not(
    image_path: Path,
) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn("(charge 5)")
        waiting = image.spawn(f"(+ 1 (wait {pid}))")
        its_own = image.spawn(f"(* 2 (wait {waiting}))")
        handled = image.spawn(f"(guard (e (#t 'handled)) (wait {pid}))")
        elsewhere = image.spawn(f"(guard (e (#t (charge 7))) (wait {pid}))")
        image.run_until_idle()
        for each in (waiting, its_own, elsewhere):
            assert image.process(each).state == "failed"
        BROKEN.clear()
        image.retry(pid)
        assert image.process(its_own).waits_for == f"process {waiting}"
        assert image.result(its_own) == 12
        assert image.result(handled) == "handled"
        assert image.process(elsewhere).state == "failed"


def test_with_a_value_they_wait_again_too(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn("(receive) (error 'no)")
        waiting = image.spawn(f"(+ 1 (wait {pid}))")
        image.run_until_idle()
        image.send(pid, 1)
        image.run_until_idle()
        assert image.process(waiting).state == "failed"
        image.retry(pid, value=4)
        assert image.result(waiting) == 5
        one = image.spawn("(charge 1)")
        other = image.spawn(f"(wait {one})")
        image.run_until_idle()
        BROKEN.clear()
        assert image.retry_all(error="no bank") == [one, other]
        assert image.result(other) == 1


def test_what_waits_for_a_failed_process_goes_on_with_it(image_path: Path) -> None:
    with Image.open(image_path, FUNCTIONS) as image:
        image.eval(START)
        pid = image.spawn("(+ 1 (wait (spawn (lambda () (charge 1)))))")
        image.run_until_idle()
        image.retry(pid)
        image.run_until_idle()
        assert image.process(pid).state == "failed", "the other has not gone on"
        BROKEN.clear()
        image.retry_all()
        assert image.result(pid) == 2


def test_a_parked_process_goes_on(image_path: Path) -> None:
    with Image.open(image_path) as image:
        pid = image.spawn("'done")
        image.park(pid)
        image.retry(pid)
        assert str(image.result(pid)) == "done"
