"""Breakpoints on conditions: where something is raised, before any handler has it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perdure.image import Debugger, Image, ImageError
from perdure.image.browsing.raising import KINDS
from perdure.image.debugging.frames import expression_of
from perdure.image.engine import apart
from tests.programs import forms, program_file

SIGNALS = program_file(__file__, "signals")


@pytest.fixture(params=["in the batch", "apart"])
def path(image_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with opened(image_path) as image:
        image.load(SIGNALS)
    return image_path


def opened(path: Path) -> Image:
    return Image.open(path, keeps_variables=True)


def stopped(image: Image, text: str) -> Debugger:
    """A debugger of a process that stops in the text."""
    pid = image.spawn_eval(text)
    image.run_until_idle()
    debugger = image.debug(pid)
    assert debugger.is_stopped, image.process(pid)
    return debugger


def at(debugger: Debugger) -> str:
    """The expression in which it stands."""
    found = debugger.excerpt(0)
    return "" if found is None else expression_of(found)


def went_on(debugger: Debugger) -> str:
    debugger.go_on()
    return debugger.settle()


def names(debugger: Debugger) -> list[str]:
    return [each.name for each in debugger.restarts()]


def test_an_error_of_the_system_stops_before_the_guard_that_would_have_it(path: Path) -> None:
    with opened(path) as image:
        number = image.break_on("type")
        debugger = stopped(image, "(guarded (lambda () (+ 1 (second '(4)))))")
    with opened(path) as image:
        debugger = image.debug(debugger.pid)
        assert debugger.problem.startswith(f"breakpoint {number} on cadr: expected a pair")
        assert debugger.frame(0).name == "second"
        assert debugger.variables(0) == {"things": "(4)"}
        assert at(debugger) == "(cadr things)"
        assert names(debugger) == ["continue", "retry", "use-value", "abort"]
        assert went_on(debugger) == "done"
        assert image.result(debugger.pid) == "handled"


def test_its_restarts_have_the_guard_see_nothing(path: Path) -> None:
    with opened(path) as image:
        image.break_on("type")
        debugger = stopped(image, "(guarded (lambda () (+ 1 (second '(4)))))")
        debugger.restart("use-value", "5")
        debugger.settle()
        assert image.result(debugger.pid) == 6
        debugger = stopped(image, "(guarded (lambda () (+ 1 (second '(4)))))")
        debugger.set("things", "(list 1 2)")
        debugger.restart("retry")
        debugger.settle()
        assert image.result(debugger.pid) == 3


def test_an_unbound_variable_can_be_defined(path: Path) -> None:
    with opened(path) as image:
        image.break_on("unbound")
        debugger = stopped(image, "(guarded (lambda () (* 2 nowhere)))")
        assert "store-value" in names(debugger)
        debugger.restart("store-value", "21")
        debugger.settle()
        assert image.result(debugger.pid) == 42


@pytest.mark.parametrize("how", ["raise", "raise-continuable", "my-raise", "error"])
def test_what_a_program_raises_stops_in_the_frame_that_raised_it(path: Path, how: str) -> None:
    with opened(path) as image:
        image.break_on()
        debugger = stopped(image, f'(guarded (lambda () (check {how} "bad" 3)))')
        assert debugger.frame(0).name == "check"
        assert debugger.variables(0)["n"] == "3"
        assert went_on(debugger) == "done"
        assert image.result(debugger.pid) == "handled"
        debugger = stopped(image, f'(guarded (lambda () (check {how} "bad" 3)))')
        debugger.restart("use-value", "7")
        debugger.settle()
        assert image.result(debugger.pid) == 8


def test_a_tail_call_of_raise_stops_at_its_frame_too(path: Path) -> None:
    with opened(path) as image:
        image.break_on()
        debugger = stopped(image, "(guarded (lambda () (list (reject 4))))")
        assert debugger.frame(0).name == "reject"
        assert debugger.problem.startswith("breakpoint 1 on (rejected 4) (")
        assert debugger.problem.endswith("signals.scm:13:3)")
        assert went_on(debugger) == "done"


def test_kinds_and_predicates_choose(path: Path) -> None:
    with opened(path) as image:
        image.break_on("range")
        image.break_on("any", "(lambda (e) (and (pair? e) (eqv? (cadr e) limit)))")
        assert image.eval("(guarded (lambda () (list (reject 4))))") == "handled"
        assert image.eval("(guarded (lambda () (car 5)))") == "handled"
        assert stopped(image, "(vector-ref (vector 1) 9)").problem.startswith("breakpoint 1 on ")
        assert stopped(image, "(list (reject 7))").problem.startswith("breakpoint 2 on ")


def test_a_predicate_sees_the_frame_and_its_failure_stops(path: Path) -> None:
    with opened(path) as image:
        image.break_on("any", "(lambda (e) (= n 3))")
        assert stopped(image, '(check raise "bad" 3)').problem.startswith('breakpoint 1 on "bad" (')
        assert "whose condition fails: unbound variable: n" in stopped(image, "(car 5)").problem


def test_a_condition_stops_once_however_many_handlers_see_it(path: Path) -> None:
    with opened(path) as image:
        image.break_on()
        for text in (
            "(guarded (lambda () (passing (lambda () (+ 1 (second '(4)))))))",
            '(guarded (lambda () (passing (lambda () (check raise "bad" 3)))))',
            "(guarded (lambda () (declining (lambda () (+ 1 (second '(4)))))))",
            '(guarded (lambda () (declining (lambda () (check raise "bad" 3)))))',
            '(guarded (lambda () (passing (lambda () (check raise-continuable "bad" 3)))))',
        ):
            debugger = stopped(image, text)
            assert went_on(debugger) == "done", text
            assert image.result(debugger.pid) == "handled"


def test_one_that_nobody_handles_fails_after_it_with_its_restarts(path: Path) -> None:
    with opened(path) as image:
        image.break_on()
        debugger = stopped(image, "(+ 1 (second '(4)))")
        assert went_on(debugger) == "failed"
        assert debugger.problem.startswith("cadr: expected a pair")
        assert names(debugger) == ["retry", "use-value"]
        image.delete_breakpoint(1)
        debugger.restart("use-value", "5")
        assert debugger.settle() == "done"
        assert image.result(debugger.pid) == 6


def test_an_error_of_another_process_stops_the_one_that_waits(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process))")
        image.break_on("type")
        text = "(guarded (lambda () (list 1 (wait (spawn (lambda () (+ 1 (car 5))))))))"
        pid = image.spawn_eval(text)
        image.run_until_idle()
        assert went_on(image.debug(pid + 1)) == "failed"
        image.run_until_idle()
    with opened(path) as image:
        debugger = image.debug(pid)
        assert debugger.is_stopped
        assert names(debugger) == ["continue", "retry", "use-value", "abort"]
        assert went_on(debugger) == "done"
        assert image.result(pid) == "handled"


def test_what_a_wait_has_raised_is_waited_for_again_after_it(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process))")
        image.break_on("type")
        text = "(list 1 (wait (spawn (lambda () (+ 1 (second '(4)))))))"
        pid = image.spawn_eval(text)
        image.run_until_idle()
        child = image.debug(pid + 1)
        assert went_on(child) == "failed"
        image.run_until_idle()
        assert went_on(image.debug(pid)) == "failed"
        assert names(image.debug(pid)) == ["retry", "use-value"]
        child.restart("use-value", "5")
        child.settle()
        image.run_until_idle()
        assert image.result(pid) == [1, 6], "it waits again, as its child goes on"


def test_restarts_of_the_program_are_there(path: Path) -> None:
    with opened(path) as image:
        image.break_on("type")
        debugger = stopped(
            image, "(guarded (lambda () (skipping (lambda () (+ 1 (second '(4)))))))"
        )
        assert "skip" in names(debugger)
        debugger.restart("skip")
        debugger.settle()
        assert image.result(debugger.pid) == "skipped"


def test_atomic_and_cancelled_processes_do_not_stop(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process))")
        image.break_on()
        text = "(atomic (lambda () (guarded (lambda () (car 5)))))"
        assert image.eval(text) == "handled"
        pid = image.spawn_eval("(dynamic-wind list (lambda () (receive)) list)")
        image.run_until_idle()
        image.cancel(pid)
        image.run_until_idle()
        assert image.process(pid).state == "cancelled"


def test_looking_changes_nothing_and_stops_each_once(path: Path) -> None:
    texts = list(forms(__file__, "raised"))
    with opened(path) as image:
        expected = [image.eval(text) for text in texts]
        image.break_on("any", "(lambda (e) #f)")
        assert [image.eval(text) for text in texts] == expected
        image.delete_breakpoint(1)
        image.break_on()
        for text, value in zip(texts, expected, strict=True):
            debugger = stopped(image, text)
            assert went_on(debugger) == "done", text
            assert image.result(debugger.pid) == value


def test_it_is_listed_and_deleted_and_then_nothing_stops(path: Path) -> None:
    with opened(path) as image:
        image.break_on("type", "symbol?")
    with opened(path) as image:
        (found,) = image.breakpoints()
        assert (found.kind, found.what, found.condition) == ("condition", "type", "symbol?")
        image.delete_breakpoint(1)
        image.break_on()
        image.delete_breakpoint(1)
        assert image.eval("(guarded (lambda () (car 5)))") == "handled"
        assert image.machine.signalled is None


@pytest.mark.parametrize("kind", ["", "a type", "type!", "json.", ".Error", "a-b.C"])
def test_what_is_no_kind_is_refused(path: Path, kind: str) -> None:
    with opened(path) as image, pytest.raises(ImageError, match="nor a class of exceptions"):
        image.break_on(kind)


def test_an_exception_of_python_stops_no_scheme(path: Path) -> None:
    with opened(path) as image:
        image.break_on("KeyError")
        assert image.eval("(guarded (lambda () (car 5)))") == "handled"
        assert image.machine.signalled is None


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        *(("any", None), ("type", None), ("effect-crashed", None)),
        ("typ", "no kind of conditions is called typ so far; did you mean type?"),
        ("payment", "no kind of conditions is called payment so far"),
    ],
)
def test_a_kind_that_nothing_has_is_told(path: Path, kind: str, why: str | None) -> None:
    with opened(path) as image:
        assert image.browse().why_not_raised(kind) == why
        image.break_on(kind)


def test_the_kinds_that_the_system_makes_are_known() -> None:
    made = {
        kind
        for package in ("vm", "image", "languages")
        for file in Path(__file__).parents[2].joinpath(package).rglob("*.py")
        for kind in re.findall(r'\bkind="([a-z-]+)"', file.read_text())
    }
    assert made
    assert made <= {*KINDS}
