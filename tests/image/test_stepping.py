"""Breakpoints, steps and watches: where processes stop, and that they go on as if they had not."""

from __future__ import annotations

from pathlib import Path

import pytest

from perdure.image import CannotDebug, Debugger, Image, ImageError
from perdure.image.debugging.frames import expression_of
from perdure.image.engine import apart
from tests.programs import program, program_file

TILL = program_file(__file__, "till")
TOTAL = "(total '((1 2) (5)))"


@pytest.fixture(params=["in the batch", "apart"])
def path(image_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(apart, "ALWAYS", request.param == "apart")
    with opened(image_path) as image:
        image.load(TILL)
        image.eval("(import (perdure conditions) (perdure process)) (define five 5)")
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
    """The expression before which it stands."""
    found = debugger.excerpt(0)
    return "" if found is None else expression_of(found)


def stepped(debugger: Debugger, mode: str, line: int = 0) -> str:
    debugger.step(mode, line)
    state = debugger.settle()
    return at(debugger) if debugger.is_stopped else state


def test_the_program_stops_itself_and_goes_on_in_another_opening(path: Path) -> None:
    with opened(path) as image:
        pid = stopped(image, "(let ((x five)) (list x (begin (breakpoint) x)))").pid
        assert image.process(pid).waits_for == "a breakpoint to be left: <eval>:1:32"
    with opened(path) as image:
        debugger = image.debug(pid)
        assert debugger.problem.startswith("a breakpoint (<eval>:1:")
        assert [each.name for each in debugger.restarts()] == ["continue", "abort"]
        debugger.set("x", "6")
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.result(pid) == [6, 6]


def test_a_breakpoint_at_a_procedure_stops_each_call(path: Path) -> None:
    with opened(path) as image:
        number = image.set_breakpoint("price-of")
        debugger = stopped(image, TOTAL)
        assert debugger.problem.startswith(f"breakpoint {number} (")
        assert debugger.frame(0).name == "price-of"
        assert debugger.variables(1)["sum"] == "0"
        debugger.go_on()
        debugger.settle()
        assert debugger.variables(1)["sum"] == "6"
    with opened(path) as image:
        debugger = image.debug(debugger.pid)
        debugger.go_on()
        assert debugger.settle() == "done"
        assert image.result(debugger.pid) == 15
        image.delete_breakpoint(number)
        assert image.eval(TOTAL) == 15
        with pytest.raises(ImageError, match="has no breakpoint 1"):
            image.delete_breakpoint(number)


def test_a_breakpoint_survives_and_is_for_all_processes(path: Path) -> None:
    with opened(path) as image:
        image.set_breakpoint("till.scm:3", "(= (length thing) 1)")
    with opened(path) as image:
        assert [each.what for each in image.breakpoints()] == ["till.scm:3"]
        debugger = stopped(image, TOTAL)
        assert debugger.variables(0) == {"thing": "(5)", "tax": "3"}
        assert at(debugger).startswith("(+ tax")
        pid = image.spawn_eval("(wait (spawn (lambda () (price-of '(7)))))")
        image.run_until_idle()
        assert image.debug(pid + 1).is_stopped
        assert image.process(pid).state == "waiting"


def test_a_condition_that_fails_stops_too(path: Path) -> None:
    with opened(path) as image:
        image.set_breakpoint("price-of", "(car 5)")
        debugger = stopped(image, TOTAL)
        assert "breakpoint 1, whose condition fails: car: expected a pair" in debugger.problem


def test_steps_go_into_calls_and_over_them_and_out(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, f"(begin (breakpoint) (* 2 {TOTAL}))")
        assert stepped(debugger, "into") == TOTAL
        assert stepped(debugger, "into") == "(null? left)"
        assert stepped(debugger, "into") == "(cdr left)"
        assert stepped(debugger, "into") == "(price-of (car left))"
        assert stepped(debugger, "into") == "(+ tax (car thing) (length thing))"
        assert stepped(debugger, "out") == "(+ sum (price-of (car left)))"
        assert stepped(debugger, "over") == "(null? left)"
        assert stepped(debugger, "over") == "(cdr left)"
        assert stepped(debugger, "over") == "(price-of (car left))"
        assert stepped(debugger, "over") == "(+ sum (price-of (car left)))"
        assert stepped(debugger, "out") == f"(* 2 {TOTAL})"
        assert stepped(debugger, "over") == "done"
        assert image.result(debugger.pid) == 30


def test_a_step_over_a_recursive_call_ends_in_the_same_frame(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define (fib n) (if (< n 2) n (+ (fib (- n 1)) (fib (- n 2)))))")
        debugger = stopped(image, "(begin (breakpoint) (+ 0 (fib 12)))")
        while debugger.frame(0).name != "fib":
            stepped(debugger, "into")
        assert stepped(debugger, "over") == "(fib (- n 1))"
        assert stepped(debugger, "over") == "(fib (- n 2))"
        assert debugger.variables(0)["n"] == "12"
        assert stepped(debugger, "over") == "(+ (fib (- n 1)) (fib (- n 2)))"
        assert stepped(debugger, "over") == "(+ 0 (fib 12))"


def test_a_step_goes_to_a_line(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, f"(begin (breakpoint) {TOTAL})")
        stepped(debugger, "into")
        stepped(debugger, "into")
        assert stepped(debugger, "until", 3) == "(+ tax (car thing) (length thing))"
        with pytest.raises(CannotDebug, match="a step goes into, over, out, until"):
            debugger.step("back")


def test_a_step_over_a_wait_ends_after_it_in_another_opening(path: Path) -> None:
    with opened(path) as image:
        debugger = stopped(image, "(begin (breakpoint) (receive) (sqrt (+ 8 8)))")
        assert stepped(debugger, "over") == "(receive)"
        debugger.step("over")
        assert debugger.settle() == "waiting"
        assert not debugger.is_stopped
    with opened(path) as image:
        image.send(debugger.pid, 1)
        image.run_until_idle()
        debugger = image.debug(debugger.pid)
        assert debugger.is_stopped
        assert at(debugger) == "(sqrt (+ 8 8))"


def test_what_fails_is_done_again_step_by_step(path: Path) -> None:
    with opened(path) as image:
        pid = image.spawn_eval("(total '((1 2) ()))")
        image.run_until_idle()
        debugger = image.debug(pid)
        debugger.set("thing", "'(4)")
        assert stepped(debugger, "over") == "(+ sum (price-of (car left)))"


def test_a_variable_that_is_watched_stops_who_changes_it(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define count 0) (define (more n) (set! count (+ count n)) (* n 2))")
        debugger = stopped(image, "(begin (breakpoint) (more 0) (more 3) (more 4))")
        assert debugger.watch("count") == 1
        debugger.go_on()
        debugger.settle()
        assert debugger.problem.startswith("watch 1: count was 0, is 3 (")
        assert at(debugger) == "(* n 2)"
    with opened(path) as image:
        debugger = image.debug(debugger.pid)
        debugger.go_on()
        debugger.settle()
        assert debugger.problem.startswith("watch 1: count was 3, is 7 (")
        other = stopped(image, "(list (more 1))")
        assert other.problem.startswith("watch 1: count was 7, is 8")


def test_an_object_and_a_variable_of_a_frame_are_watched(path: Path) -> None:
    text = program(__file__, "watched")
    with opened(path) as image:
        debugger = stopped(image, text)
        debugger.watch("v")
        debugger.watch("n")
        debugger.go_on()
        debugger.settle()
        assert debugger.problem.startswith("watch 1: v was changed (<eval>:6:")
        debugger.go_on()
        debugger.settle()
        assert debugger.problem.startswith("watch 2: n was 0, is 2 (")
        with pytest.raises(CannotDebug, match="is 2, which never changes"):
            debugger.watch("(+ n 0)")


@pytest.mark.parametrize(
    ("definition", "change"),
    [
        ("(define held (vector 1 2))", "(vector-set! held 0 (+ 1 (vector-ref held 0)))"),
        ("(define held (list 1 2))", "(set-car! held (+ 1 (car held)))"),
        (
            """(define-record-type cell (make-cell v) cell? (v cell-v set-cell-v!))
            (define held (make-cell 1))""",
            "(set-cell-v! held (+ 1 (cell-v held)))",
        ),
        (
            """(import (perdure base)) (define held (make-hash-table equal?))
            (let more ((n 0)) (if (< n 900) (begin (hash-table-set! held n n) (more (+ n 1)))))""",
            "(hash-table-set! held 5 (+ 1 (hash-table-ref/default held 5 0)))",
        ),
    ],
    ids=["vector", "pair", "record", "hash table"],
)
def test_what_a_watched_variable_holds_is_watched_too(
    path: Path, definition: str, change: str
) -> None:
    with opened(path) as image:
        image.eval(definition)
        image.eval(f"(define (more) {change} five)")
        debugger = stopped(image, "(begin (breakpoint) (more) (more) (set! held 7) five)")
        debugger.watch("held")
        for told in ("held was changed (", "held was changed (", "held was "):
            debugger.go_on()
            debugger.settle()
            assert debugger.problem.startswith(f"watch 1: {told}"), debugger.problem
        assert ", is 7 (" in debugger.problem


def test_a_condition_that_nobody_can_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # Those that other tests bring may read anything.
    monkeypatch.setattr("perdure.image.discovery._languages", {})
    with Image.open(":memory:") as image:
        for where, condition, why in (
            ("total", "(> sum", r"read: this form has no end; \) is missing"),
            ("shop.scm:3", "(> sum 5))", "read: "),
            ("ship.py:3", "n ==", "SyntaxError: invalid syntax"),
        ):
            with pytest.raises(ImageError, match=f"condition cannot be read: {why}"):
                image.set_breakpoint(where, condition)
        with pytest.raises(ImageError, match="condition cannot be read: read: this form has no"):
            image.break_on("type", "(lambda (e) (> sum")
        assert image.breakpoints() == []
        image.set_breakpoint("total", "(> sum 5)")
        image.set_breakpoint("total", "prices['a'] == ','")
        image.set_breakpoint("ship.py:3", "n == 5")


def test_what_is_atomic_is_not_cut_in_two(path: Path) -> None:
    with opened(path) as image:
        image.set_breakpoint("price-of")
        assert image.eval(f"(atomic (lambda () {TOTAL}))") == 15


def test_code_without_breakpoints_is_the_same_code(path: Path) -> None:
    with opened(path) as image:
        image.eval(TOTAL)
        linker = image.machine.linker
        code = image.root.interaction.cell("price-of").value.code
        entry = linker.entry(code)
        before = entry.__code__
        image.set_breakpoint("total")
        stopped(image, TOTAL)
        assert entry.__code__ is before
        image.set_breakpoint("price-of")
        stopped(image, "(list (price-of '(1)))")
        if not apart.ALWAYS:
            assert entry.__code__ is not before
        for each in image.breakpoints():
            image.delete_breakpoint(each.number)
        image.eval(TOTAL)
        assert entry.__code__ is before
