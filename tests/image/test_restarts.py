"""Restarts: (perdure conditions), processes that are parked by errors, and ways to go on."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from perdure.image import (
    CannotRetry,
    Image,
    ImageError,
    NotDone,
    ProcessFailed,
    builtin,
    check,
    effect,
)
from perdure.image.engine import apart
from perdure.repl.stacks import stack_lines
from tests.programs import Case, cases, sections

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


@builtin
def mend() -> None:
    BROKEN.clear()


FUNCTIONS = [charge, launch, rate, mend]
LIBRARIES = "(scheme base) (python test_restarts) (perdure process) (perdure conditions)"
START = f"(import {LIBRARIES}) (define p (make-parameter 1)) (define trace '())"
MENDED = cases(__file__, "retried")
PROGRAMS = sections(__file__, "restarts")
ORDER = PROGRAMS["order"]


@pytest.fixture(autouse=True)
def broken() -> None:
    BROKEN[:] = [True]
    CALLS.clear()


@pytest.fixture
def path(image_path: Path) -> Path:
    with opened(image_path) as image:
        image.eval(START)
    return image_path


def opened(path: Path) -> Image:
    return Image.open(path, FUNCTIONS)


def stopped(image: Image, text: str, policy: str = "park") -> int:
    """The pid of a process that the error in the text has parked, or that has failed of it."""
    image.set_error_policy(policy)
    pid = image.spawn_eval(text)
    image.run_until_idle()
    assert image.process(pid).state == ("waiting" if policy == "park" else "failed")
    return pid


def names(image: Image, pid: int) -> list[str]:
    return [each.name for each in image.restarts(pid)]


# ---- Chosen by the program


@pytest.mark.parametrize("is_apart", [False, True])
@pytest.mark.parametrize("waits", ["", "(sleep 0)", "(wait (spawn (lambda () 1)))"])
def test_a_handler_mends_what_failed_and_tries_again(
    path: Path, monkeypatch: pytest.MonkeyPatch, waits: str, is_apart: bool
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    with opened(path) as image:
        for number, case in enumerate(MENDED):
            BROKEN[:] = [True]
            name = f"helper-{number}"
            mends = "(begin (mend) (try-again e))"
            if "helper" in case.expression:
                mends = "(store-value (lambda (x) (* 10 x)) e)"
            text = case.expression.replace("helper", name)
            bound = f"(handler-bind ((error? (lambda (e) {waits} {mends}))) {text})"
            if "spawn" in text:  # the handler is not the child's, who fails: that is mended here
                continue
            assert image.eval(bound) == image.eval(f"'{case.value}"), str(case)


def test_an_effect_is_tried_again_under_the_key_that_it_had(path: Path) -> None:
    with opened(path) as image:
        handler = "(lambda (e) (sleep 0) (mend) (sleep 0) (try-again))"
        text = f"(handler-bind ((effect-error? {handler})) (list (charge 1) (charge 2)))"
        assert image.eval(text) == [1, 2]
    keys = [key for _, key in CALLS]
    assert keys[0] == keys[1] != keys[2]


def test_a_child_has_none_of_its_parents_restarts(path: Path) -> None:
    with opened(path) as image:
        child = "(wait (spawn (lambda () (map restart-name (compute-restarts)))))"
        assert image.eval(f"(restart-case {child} (skip () 'skipped))") == []


def test_what_is_in_effect_is_kept_over_reopening(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define kept #f)")
        pid = image.spawn_eval(PROGRAMS["kept"])
        image.run_until_idle()
        assert image.process(pid).waits_for == "a message"
    with opened(path) as image:
        image.send(pid, "go on")
        assert image.result(pid) == [1, ["skipped", 5]]
        assert image.eval("(reverse trace)") == ["in", "out"]


# ---- Chosen from outside


@pytest.mark.parametrize("policy", ["park", "fail"])
@pytest.mark.parametrize("is_apart", [False, True])
def test_what_was_stopped_is_tried_again_once_it_is_mended(
    path: Path, monkeypatch: pytest.MonkeyPatch, policy: str, is_apart: bool
) -> None:
    monkeypatch.setattr(apart, "ALWAYS", is_apart)
    with opened(path) as image:
        image.set_error_policy(policy)
        pids = [image.spawn(case.expression) for case in MENDED if "spawn" not in case.expression]
        image.run_until_idle()
        for pid in pids:
            image.restart(pid, "retry")
        image.run_until_idle()
        assert all("retry" in names(image, pid) for pid in pids), "nothing is mended yet"
    assert check(path).problems == []
    BROKEN.clear()
    with opened(path) as image:
        image.eval("(define (helper x) (* 10 x))")
        for pid in pids:
            image.restart(pid, 1)
        found = [image.result(pid) for pid in pids]
        values = [case.value for case in MENDED if "spawn" not in case.expression]
        assert found == [image.eval(f"'{value}") for value in values]


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_a_value_is_what_the_failed_call_gives(path: Path, policy: str) -> None:
    given: list[Case] = cases(__file__, "given-seven")
    with opened(path) as image:
        image.set_error_policy(policy)
        pids = [image.spawn(f"{case.definitions}\n{case.expression}") for case in given]
        image.run_until_idle()
        for pid in pids:
            image.restart(pid, "use-value", 7)
        found = [image.result(pid) for pid in pids]
        assert found == [image.eval(f"'{case.value}") for case in given]


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_an_unbound_variable_is_defined(path: Path, policy: str) -> None:
    with opened(path) as image:
        pids = [
            stopped(image, text, policy)
            for text in ("(list no-such)", "(list (no-such 1))", "(no-such 1)", "(set! no-such 4)")
        ]
        assert {tuple(names(image, pid)[:3]) for pid in pids} == {
            ("retry", "use-value", "store-value")
        }
        image.restart(pids[0], "store-value", image.eval("(lambda (x) (+ x 1))"))
        (procedure,) = image.result(pids[0])
        assert procedure.call(4) == 5
        assert "store-value" not in names(image, pids[1]), "it is bound by now"
        for pid in pids[1:3]:
            image.restart(pid, "retry")
        assert [image.result(pid) for pid in pids[1:3]] == [[2], 2]
        image.restart(pids[3], "retry")  # now: it changes what the others call
        image.result(pids[3])
        assert image.eval("no-such") == 4


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_each_part_of_a_statement_can_be_given_a_value(path: Path, policy: str) -> None:
    with opened(path) as image:
        pid = stopped(image, "(vector (car 1) (+ 1 (car 2)) ((car 3)) (no-such 4))", policy)
        for value in (10, 20, 30, 40):
            image.restart(pid, "use-value", value)
            image.run_until_idle()
    with opened(path) as image:
        assert "use-value" in names(image, pid)
        image.restart(pid, "use-value", 50)
        assert list(image.result(pid)) == [10, 21, 40, 50]


@pytest.mark.parametrize("policy", ["park", "fail"])
def test_a_restart_of_the_program_is_chosen(path: Path, policy: str) -> None:
    with opened(path) as image:
        one, other = stopped(image, ORDER, policy), stopped(image, ORDER, policy)
        offered = image.restarts(one)
        assert [(each.number, each.name) for each in offered][:3] == [
            (1, "order"),
            (2, "skip"),
            (3, "use-value"),
        ]
        assert (offered[0].report, offered[0].takes, offered[0].is_of_program) == (
            "order more of it, and say so",
            "count . why",
            True,
        )
        assert ("abort" in names(image, one)) == (policy == "park")
    with opened(path) as image:
        image.restart(one, "order", 5, "now")
        image.restart(other, 2)
        assert image.result(one) == ["ordered", 5, ["now"]]
        assert image.result(other) == "skipped"


def test_leaving_by_a_restart_runs_what_is_to_be_cleaned_up(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, PROGRAMS["leaving"])
        image.restart(pid, "skip")
        assert image.result(pid) == "skipped"
        assert image.eval("trace") == ["left"]
        assert [each.pid for each in image.processes(name="a-child", state="waiting")] == []


def test_an_effect_that_has_parked_its_process_keeps_its_key(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, "(list (charge 1) (charge 2))")
        BROKEN.clear()
        image.restart(pid, "retry")
        assert image.result(pid) == [1, 2]
    keys = [key for _, key in CALLS]
    assert keys[0] == keys[1] != keys[2]


def test_a_deadline_that_is_still_to_come_holds_for_what_is_tried_again(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, "(with-timeout 3600 (lambda () (list (charge 1))))")
        BROKEN.clear()
        image.restart(pid, "retry")
        assert image.result(pid) == [1]


def test_those_that_wait_for_a_failed_process_hear_of_it_again(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, "(wait (spawn (lambda () (list (no-such 1)))))", "fail")
        child = pid + 1
        image.restart(child, "use-value", 8)
        assert image.result(pid) == [8]


def test_what_can_not_be_chosen_is_said_in_a_sentence(path: Path) -> None:
    with opened(path) as image:
        done = image.spawn_eval("5")
        pid = stopped(image, ORDER)
        for which, values, text in (
            ("nix", (), "offers no restart 'nix': it offers order, skip, use-value, abort"),
            (9, (), "offers no restart 9"),
            ("use-value", (), "the restart use-value takes one value, and was given 0"),
            ("abort", (1,), "the restart abort takes no value, and was given 1"),
        ):
            with pytest.raises(CannotRetry, match=text):
                image.restart(pid, which, *values)
        with pytest.raises(CannotRetry, match=f"process {done} has not failed: it is done"):
            image.restarts(done)
        with pytest.raises(ImageError, match="expected 'park' or 'fail' for errors"):
            image.set_error_policy("explode")
        assert image.process(pid).state == "waiting"


# ---- The policy


def test_a_process_fails_unless_somebody_has_said_otherwise(path: Path) -> None:
    with opened(path) as image:
        assert image.error_policy() == "fail"
        with pytest.raises(ProcessFailed):
            image.eval("(car 5)")


def test_a_process_has_a_policy_of_its_own_and_its_children_too(path: Path) -> None:
    with opened(path) as image:
        text = "(begin (set-error-policy! 'park) (wait (spawn (lambda () (list (error 'no))))))"
        pid = image.spawn_eval(text)
        image.run_until_idle()
        assert [image.process(each).state for each in (pid, pid + 1)] == ["waiting", "waiting"]
        assert image.error_policy(pid + 1) == "park"
        assert image.error_policy() == "fail"
    with opened(path) as image:
        assert image.error_policy(pid + 1) == "park"
        image.restart(pid + 1, "use-value", 4)
        assert image.result(pid) == [4]
        other = image.spawn_eval("(begin (receive) (car 5))")
        image.run_until_idle()
        image.set_error_policy("park", other)
        image.send(other, 1)
        image.run_until_idle()
        assert image.process(other).waits_for == "a restart: car: expected a pair, got 5"
        image.set_error_policy(None, other)
        image.restart(other, "retry")
        image.run_until_idle()
        assert image.process(other).state == "failed"


def test_one_that_is_parked_has_not_ended_for_anybody(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, "(wait (spawn (lambda () (no-such 1))))")
        assert image.process(pid).waits_for == f"process {pid + 1}"
        with pytest.raises(NotDone):
            image.result(pid, timeout=0)
        image.send(pid + 1, "kept")
        image.cancel(pid + 1)
        image.run_until_idle()
        assert image.process(pid + 1).state == "cancelled"


def test_one_that_is_parked_is_cancelled_and_cleans_up(path: Path) -> None:
    cleaning = "(dynamic-wind (lambda () #f) (lambda () (car 5)) (lambda () (set! trace 'clean)))"
    with opened(path) as image:
        pids = [stopped(image, cleaning) for _ in range(2)]
        image.restart(pids[0], "abort")
        image.run_until_idle()
        assert image.process(pids[0]).state == "cancelled"
        assert image.eval("trace") == "clean"
        image.park(pids[1])
        image.restart(pids[1], "use-value", 3)
        image.resume(pids[1])
        assert image.result(pids[1]) == 3


def test_the_log_tells_of_one_that_is_parked(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(path) as image, caplog.at_level(logging.WARNING, "perdure.processes"):
        pid = stopped(image, "(car 5)")
    (record,) = caplog.records
    assert record.getMessage() == (
        f"process {pid}, <eval>, is parked: car: expected a pair, got 5 (<eval>:1:1); "
        f"`perdure restarts {pid}` lists how it can go on"
    )


def test_an_application_on_asyncio_chooses_too(path: Path) -> None:
    async def choose() -> object:
        async with Image.open_async(path, FUNCTIONS) as image:
            await image.set_error_policy("park")
            assert await image.error_policy() == "park"
            pid = await image.spawn(ORDER)
            await image.run_until_idle()
            assert [each.name for each in await image.restarts(pid)][1] == "skip"
            await image.restart(pid, "skip")
            return await image.result(pid)

    assert asyncio.run(choose()) == "skipped"


def test_a_restart_is_given_as_many_values_as_it_takes(path: Path) -> None:
    with opened(path) as image:
        image.set_error_policy("park")
        pid = image.spawn_eval(
            "(with-restart 'two #f (lambda (a b) (+ a b))"
            ' (lambda () (restart-case (error "no") (one (x) x) (some (x . more) more))))'
        )
        image.run_until_idle()
        for restart, values, takes in (
            ("one", (), "takes one value, and was given 0"),
            ("some", (), "takes at least one value, and was given 0"),
            ("two", (1, 2, 3), "takes 2 values, and was given 3"),
            ("use-value", (), "takes one value, and was given 0"),
            ("abort", (1,), "takes no value, and was given 1"),
        ):
            with pytest.raises(CannotRetry, match=takes):
                image.restart(pid, restart, *values)
        image.restart(pid, "two", 1, 2)
        assert image.result(pid) == 3


def test_all_that_are_parked_by_an_error_are_tried_again(path: Path) -> None:
    with opened(path) as image:
        image.set_error_policy("park")
        pids = [image.spawn("(charge 1)", name="order") for _ in range(2)]
        other = image.spawn("(rate 1)", name="order")
        image.run_until_idle()
        image.set_error_policy("fail")
        failed = image.spawn("(charge 1)")
        image.run_until_idle()
        assert [image.process(pid).state for pid in (pids[0], failed)] == ["waiting", "failed"]
        BROKEN.clear()
        assert image.retry_all(error="no bank", name="order") == pids
        assert image.retry_all(like=failed) == [failed]
        assert image.retry_all(value=7) == [other]
        image.run_until_idle()
        assert [image.result(pid) for pid in (*pids, failed, other)] == [1, 1, 1, 7]


def test_a_handler_that_waits_can_be_looked_at_and_checked(path: Path) -> None:
    handler = "(lambda (e) (receive) (mend) (try-again))"
    with opened(path) as image:
        text = "(list (charge 5))"
        pid = image.spawn_eval(f"(handler-bind ((error? {handler})) {text})")
        other = image.spawn_eval(f"(handler-bind ((error? {handler})) (rate 5))")
        image.run_until_idle()
        lines = [line for each in (pid, other) for line in stack_lines(image.stack(each))]
        assert any("lambda at" in line for line in lines)
    assert check(path).problems == []
    with opened(path) as image:
        image.send(other, 1)
        image.send(pid, 1)
        assert [image.result(pid), image.result(other)] == [[5], 5]
