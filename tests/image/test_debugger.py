"""The debugger: frames, their variables and scope, and going on elsewhere than where it failed."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from perdure.image import CannotDebug, Debugger, Image, ProcessFailed
from perdure.image.debugging.frames import expression_of
from tests.programs import program, program_file

TILL = program_file(__file__, "till")
MENDED = program(__file__, "till").replace("(car thing)", "(if (null? thing) 0 (car thing))")


@pytest.fixture
def path(image_path: Path) -> Path:
    with opened(image_path) as image:
        image.load(TILL)
    return image_path


def opened(path: Path) -> Image:
    return Image.open(path, keeps_variables=True)


def failed(image: Image, text: str) -> Debugger:
    """A debugger of a process that has failed so."""
    pid = image.spawn_eval(text)
    image.run_until_idle()
    assert image.process(pid).state == "failed"
    return image.debug(pid)


def result(debugger: Debugger) -> object:
    assert debugger.settle() == "done", debugger.problem
    return debugger._image.result(debugger.pid)


def test_frames_show_the_exact_expression_and_the_variables(path: Path) -> None:
    with opened(path) as image:
        debugger = failed(image, "(sell 5)")
        assert debugger.problem.startswith("car: expected a pair, got () (")
        assert [frame.name for frame in debugger.frames()] == ["price-of", "total", "sell", "user"]
        marked = [debugger.excerpt(number) for number in range(4)]
        assert [expression_of(each) for each in marked if each is not None] == [
            "(car thing)",
            "(price-of (car left))",
            "(total '((1 2) () (3)))",
            "(sell 5)",
        ]
        assert debugger.variables(0) == {"thing": "()", "tax": "3"}
        assert debugger.variables(1)["sum"] == "6"
        assert debugger.variables(2) == {"order": "5"}
        with pytest.raises(CannotDebug, match="has no frame 4"):
            debugger.frame(4)


def test_a_form_is_evaluated_in_the_scope_of_a_frame(path: Path) -> None:
    with opened(path) as image:
        debugger = failed(image, "(sell 5)")
        assert debugger.evaluate("(list thing (* tax 2))").text == "(() 6)"
        assert debugger.evaluate("(price-of (cadr left))", 1).text == "7"
        assert debugger.evaluate("(define late order) (+ late 1)", 2).text == "6"
        with pytest.raises(ProcessFailed, match="unbound variable: tax"):
            debugger.evaluate("tax", 1)
        with pytest.raises(CannotDebug, match="no whole expression"):
            debugger.evaluate("(car thing")
        assert debugger.problem.startswith("car:"), "it stands where it stood"


def test_a_variable_is_changed_in_place_and_what_failed_is_done_again(path: Path) -> None:
    with opened(path) as image:
        pid = failed(image, "(sell 5)").pid
        image.debug(pid).set("sum", "(+ sum 1000)", 1)
        image.debug(pid).evaluate("(set! thing '(7 8 9))")
    with opened(path) as image:
        debugger = image.debug(pid)
        assert debugger.variables(0)["thing"] == "(7 8 9)"
        assert debugger.variables(1)["sum"] == "1006"
        debugger.restart("retry")
        assert result(debugger) == [5, 6 + 1000 + (3 + 7 + 3) + (3 + 3 + 1)]


def test_a_variable_that_closures_share_is_changed_for_all(path: Path) -> None:
    text = "(let* ((n 1) (more (lambda () (set! n (+ n 1)) n))) (car '()) (list n (more)))"
    with opened(path) as image:
        debugger = failed(image, text)
        assert debugger.evaluate("(set! n 40)").changed == ("n",)
        debugger.restart("use-value", "0")
        assert result(debugger) == [40, 41]


def test_a_frame_returns_a_value(path: Path) -> None:
    with opened(path) as image:
        debugger = failed(image, "(sell 5)")
        debugger.return_from(1, "(* sum 7)")
        assert result(debugger) == [5, 42]


def test_a_frame_is_started_again_with_its_arguments(path: Path) -> None:
    with opened(path) as image:
        debugger = failed(image, "(sell 5)")
        image.eval("(set! price-of length)")
        debugger.restart_frame(1)
        assert result(debugger) == [5, 3]


def test_what_is_mended_goes_on(path: Path) -> None:
    with opened(path) as image:
        debugger = failed(image, "(sell 5)")
        text, file, line = debugger.definition() or ("", "", 0)
        assert (Path(file).name, line) == ("till.scm", 1)
        debugger.define(text.replace("(car thing)", "(or tax 1)"), file=file, line=line)
        debugger.restart_frame()
        assert result(debugger) == [5, 6 + (3 + 3 + 0) + (3 + 3 + 1)]
        assert image.eval("(price-of '())") == 6


def test_a_program_of_its_own_is_mended_where_small_procedures_have_no_frame(path: Path) -> None:
    with opened(path) as image:
        pid = image.spawn_program(program(__file__, "till") + "(display (sell 5))", "till.scm")
        image.run_until_idle()
        debugger = image.debug(pid)
        assert debugger.frame(0).name == "total", "price-of stands in place of its call"
        assert debugger.evaluate("(price-of '(1))").text == "5"
        text, file, line = debugger.definition() or ("", "", 0)
        debugger.define(text.replace("(car thing)", "(or tax 1)"), file=file, line=line)
        debugger.restart_frame()
        debugger.settle()
        assert image.transcript(pid) == "(5 21)", "8 + 6 + 7"


def test_what_is_left_is_cleaned_up(path: Path) -> None:
    text = program(__file__, "wound-sale")
    with opened(path) as image:
        debugger = failed(image, text)
        names = [frame.name for frame in debugger.frames()]
        debugger.return_from(names.index("inside"), "'given")
        assert debugger.settle() == "done"
        assert image.language.write(image.result_value(debugger.pid)) == "(given (out in))"
        debugger = failed(image, text)
        image.eval("(set! price-of length)")
        debugger.restart_frame(names.index("inside"))
        assert debugger.settle() == "done"
        written = image.language.write(image.result_value(debugger.pid))
        assert written == "((5 3) (out in out in))"


def test_those_that_failed_with_it_wait_again(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process))")
        waiting = image.spawn_eval("(wait (spawn (lambda () (sell 5))))")
        image.run_until_idle()
        assert image.process(waiting).state == "failed"
        debugger = image.debug(waiting + 1)
        debugger.return_from(0, "1")
        debugger.settle()
        assert image.result(waiting) == [5, 6 + 1 + 7]


def test_what_is_not_kept_is_told(image_path: Path) -> None:
    with Image.open(image_path) as image:
        image.load(TILL)
        debugger = failed(image, "(sell 5)")
        with pytest.raises(CannotDebug, match="keeps no more what it was called with for things"):
            debugger.restart_frame(1)
        with pytest.raises(CannotDebug, match="has no variable things"):
            debugger.set("things", "1", 1)


def test_a_process_that_runs_is_only_looked_at(path: Path) -> None:
    with opened(path) as image:
        pid = image.spawn_eval("(let loop ((n 0)) (loop (+ n 1)))")
        debugger = image.debug(pid)
        assert not debugger.is_stopped
        with pytest.raises(CannotDebug, match="has no frame 0"):
            debugger.return_from(0)
        with pytest.raises(CannotDebug, match="has not stopped: it runs"):
            debugger.go_on()
        image.kill(pid)
        with pytest.raises(CannotDebug, match="keeps no stack"):
            debugger.frames()


def test_short_timers_are_waited_for_and_long_ones_are_told(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process) (perdure conditions))")
        pid = image.spawn_eval("(begin (breakpoint) (sleep 0.01) (sleep 1000) 'done)")
        image.run_slice()
        debugger = image.debug(pid)
        debugger.step("over")
        debugger.settle()
        debugger.step("over")
        debugger.settle()
        assert debugger.is_stopped  # behind the short one
        assert debugger.frame(0).position == "<eval>:1:34"
        debugger.step("over")
        assert debugger.settle() == "waiting"
        told = "has not stopped: it waits for a timer, and goes on by itself"
        with pytest.raises(CannotDebug, match=told):
            debugger.go_on()
        debugger.return_from(0, "'left")
        assert debugger.settle() == "done"
        with pytest.raises(CannotDebug, match=f"process {pid} has ended: it is done"):
            debugger.go_on()


def test_a_waiting_process_is_sent_elsewhere(path: Path) -> None:
    with opened(path) as image:
        image.eval("(import (perdure process))")
        pid = image.spawn_eval("(list (begin (sleep 1000000) 1) 2)")
        image.run_slice()
        debugger = image.debug(pid)
        assert debugger.frame(0).variables == {}
        debugger.return_from(0, "'woken")
        assert debugger.settle() == "done"


def test_a_stack_a_hundred_thousand_deep_is_opened_at_once(path: Path) -> None:
    with opened(path) as image:
        image.eval("(define (deep n) (if (= n 0) (car '()) (+ 1 (deep (- n 1)))))")
        pid = failed(image, "(deep 100000)").pid
    with opened(path) as image:
        began = perf_counter()
        debugger = image.debug(pid)
        assert len(debugger.frames(0, 20)) == 20
        assert debugger.excerpt() is not None
        assert debugger.variables() == {"n": "0"}
        assert perf_counter() - began < 0.2
        debugger.return_from(3, "1000")
        assert result(debugger) == 1000 + 100000 - 3


def test_what_a_debugger_evaluates_is_forgotten(path: Path) -> None:
    with Image.open(path, keeps_variables=True) as image:
        image.eval("(define (f x) (car x))")
        pid = image.spawn_eval("(f 5)")
        image.run_until_idle()
        before = [each.pid for each in image.processes()]
        debugger = image.debug(pid)
        debugger.evaluate("(* x 2)")
        debugger.set("x", "'(7)")
        with pytest.raises(ProcessFailed):
            debugger.evaluate("(car x 5 5)")
        debugger.define("(define (f x) (list x))", 0)
        debugger.restart_frame(0)
        debugger.settle()
        assert [each.pid for each in image.processes()] == before
        assert image.result(pid) == [[7]]


def test_what_is_evaluated_sees_the_parameters_of_the_frame(tmp_path: Path) -> None:
    with Image.open(tmp_path / "test.image") as image:
        image.eval("(import (scheme base) (perdure conditions) (perdure process))")
        image.eval("(define rate (make-parameter 1)) (define (price x) (* (rate) (car x)))")
        image.eval(
            "(define (sold x) (parameterize ((rate 7))"
            " (list (with-restart 'skip #f list (lambda () (list (price x)))))))"
        )
        pid = image.spawn_eval("(parameterize ((rate 2)) (list (sold '())))")
        image.run_until_idle()
        assert image.process(pid).state == "failed"
    with Image.open(tmp_path / "test.image") as image:
        debugger = image.debug(pid)
        names = [frame.name for frame in debugger.frames()]
        assert (names[0], names[-2:]) == ("price", ["parameterize", "user"])
        inner, last = 0, len(names) - 1
        seen = [debugger.evaluate("(rate)", n).text for n in (inner, last - 1, last)]
        assert seen == ["7", "2", "1"]
        assert debugger.evaluate("(find-restart 'skip)").text == "#f"  # it is of the stack there
        debugger.set("x", "(list (rate))")
        debugger.restart_frame()
        debugger.settle()
        assert image.result(pid) == [[[49]]]


def test_a_condition_sees_the_parameters_of_the_frame() -> None:
    with Image.open(":memory:") as image:
        image.eval("(define rate (make-parameter 1)) (define (price x) (list (rate) x))")
        image.set_breakpoint("price", "(= (rate) 3)")
        pid = image.spawn_eval("(list (price 1) (parameterize ((rate 3)) (list (price 2))))")
        image.run_until_idle()
        assert image.debug(pid).variables()["x"] == "2"
