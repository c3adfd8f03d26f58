"""`perdure repl` on a terminal: what a person at the keyboard sees."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.repl.command import Command
from tests.repl.screens import Screen, new_screen, screen

LOOP = "(let loop () (loop))"
TICKS = "(begin (spawn (lambda () (let l ((n 0)) (sleep 0.05) (display n) (newline) (l (+ n 1))))))"


def kill(shown: Screen) -> None:
    shown.process.send_signal(signal.SIGKILL)
    shown.process.wait()


@pytest.mark.parametrize("begun", [screen, new_screen])
def test_a_form_is_evaluated_and_its_value_has_a_name(
    perdure: Command, begun: Callable[[Command], AbstractContextManager[Screen]]
) -> None:
    with begun(perdure) as shown:
        shown.wait_prompt()
        assert shown.evaluate("(+ 1 2)") == ["$1 = 3"]
        assert shown.evaluate("(define x 5)") == []
        assert shown.evaluate("(list $1 $ x)") == ["$3 = (3 3 5)"]
        assert shown.evaluate("(values 1 2)") == ["$4 = 1", "$4.2 = 2"]
        assert shown.evaluate('"one" \'two') == ['$5 = "one"', "$6 = two"]
        assert shown.evaluate('(display "text")') == ["text"]
        shown.press("Ctrl-D")
        assert shown.wait_end() == 0
    with screen(perdure) as shown:
        shown.wait_prompt()
        assert shown.evaluate("(list $1 x)") == ["$8 = (3 5)"]


def test_exit_leaves_with_its_code(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(exit 7)")
        assert shown.wait_end() == 7


def test_a_form_goes_on_over_lines_that_are_indented(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(define (f x)")
        shown.enter("(if x")
        shown.enter("(car x)")
        shown.enter("'none))")
        shown.wait(lambda it: "'none))" in it.text).wait_prompt()
        assert shown.lines[1:5] == [
            "> (define (f x)",
            "    (if x",
            "        (car x)",
            "        'none))",
        ]
        assert shown.evaluate("(f '(1))") == ["$2 = 1"]


def test_what_is_pasted_is_taken_as_it_is(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("\x1b[200~(define a 1)\n(define b\n   2)\n(+ a b)\x1b[201~")
        shown.wait(lambda it: "(+ a b)" in it.text)
        shown.press("Enter")
        shown.wait("$3 = 3")


def test_syntax_is_coloured(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type('(define x "text" 12 ; why\n')
        shown.wait(lambda it: "why" in it.text)
        shown.wait(lambda it: it.style_of("define").fg == "blue")
        assert shown.style_of('"text"').fg == "green"
        assert shown.style_of("12").fg == "cyan"
        assert shown.style_of("x ").fg == "default"


def test_tab_completes_what_is_bound_and_tells_how_it_is_called(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(define (my-own-thing first . others) first)")
        shown.wait(lambda it: it.text.count("> ") == 1 and it.lines[-1] == ">")
        shown.type("(my-o")
        shown.press("Tab")
        shown.wait(lambda it: it.lines[-1] == "> (my-own-thing")
        shown.wait("(my-own-thing first others ...)")
        shown.type(" (vector-m")
        shown.press("Tab")
        shown.wait(lambda it: "(vector-map" in it.lines[-1])
        shown.type(" assq assoc vector->")
        time.sleep(0.5)  # what is looked for while one types ends before
        shown.press("Tab")
        shown.wait(lambda it: "(vector->list v [start] [end])" in it.text)


def test_the_history_is_in_the_image(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.evaluate("(* 111 3)")
        shown.evaluate("(* 222 3)")
        kill(shown)
    with screen(perdure) as shown:
        shown.wait_prompt().press("Up")
        shown.wait("> (* 222 3)")
        shown.press("Ctrl-C")
        shown.wait_prompt().press("Ctrl-R")
        shown.type("111")
        shown.wait(lambda it: "(* 111 3)" in it.text)
        shown.press("Enter", "Enter")
        shown.wait("$3 = 333")


def test_vi_keys(perdure: Command) -> None:
    with screen(perdure, "--vi") as shown:
        shown.wait_prompt().type("(+ 1 22)")
        shown.press("Escape")
        time.sleep(0.7)  # until an Escape is not the beginning of another key
        shown.type("^wwcw-8")
        shown.press("Escape")
        time.sleep(0.7)
        shown.press("Enter")
        shown.wait("$1 = -7")


def test_ctrl_c_parks_and_resume_goes_on(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(define stop #f)")
        shown.wait_prompt().enter("(let loop () (if stop 'stopped (loop)))")
        time.sleep(0.3)
        shown.press("Ctrl-C")
        shown.wait("process 3 is parked; ,resume goes on with it").wait_prompt()
        shown.enter(",ps")
        shown.wait("  3  parked")
        shown.press("Ctrl-D")
        assert shown.wait_end() == 0
    with screen(perdure) as shown:
        shown.wait("3 is parked: (let loop ()").wait(",resume goes on with").wait_prompt()
        shown.evaluate("(set! stop #t)")
        shown.enter(",resume")
        shown.wait("$2 = stopped")


def test_ctrl_c_on_the_line_forgets_it(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("(car")
        shown.press("Ctrl-C")
        shown.wait_prompt()
        assert shown.evaluate("(+ 2 2)") == ["$1 = 4"]


def test_ctrl_z_lets_a_form_go_on_in_the_background(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(begin (sleep 1) 'rested)")
        time.sleep(0.3)
        shown.press("Ctrl-Z")
        shown.wait("process 2 goes on; ,attach 2 comes back to it").wait_prompt()
        assert shown.evaluate("(+ 2 2)") == ["$2 = 4"]
        shown.wait("[2] ended: (begin (sleep 1) 'rested)").wait("  $1 = rested").wait_prompt()


@pytest.mark.parametrize(
    ("form", "said"),
    [("(sleep 3600)", "2 waits for a timer until "), (LOOP, "2 is running: ")],
)
def test_a_form_is_still_there_when_the_terminal_was_killed(
    form: str, said: str, perdure: Command
) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter(form)
        time.sleep(0.5)
        kill(shown)
    with screen(perdure) as shown:
        shown.wait(said).wait(f",attach goes on with {form}").wait_prompt()
        shown.enter(",attach")
        shown.wait(f"2: {form}")
        time.sleep(0.2)
        shown.press("Ctrl-C")
        shown.wait("process 2 is parked").wait_prompt()
        shown.evaluate(",cancel 2")
        assert perdure_state(shown) == "cancelled"


def perdure_state(shown: Screen) -> str:
    shown.enter(",ps")
    shown.wait(lambda it: "WHAT" in it.text).wait_prompt()
    return next(line for line in reversed(shown.lines) if line.startswith("  2 ")).split()[1]


def test_a_form_that_ended_meanwhile_is_told(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(begin (sleep 1) (display 'hello) 42)")
        time.sleep(0.4)
        kill(shown)
    perdure("work", "--until-idle")
    with screen(perdure) as shown:
        shown.wait("2 is done since you left: (begin (sleep 1)").wait("  $1 = 42").wait_prompt()
        kill(shown)
    with screen(perdure) as shown:
        shown.wait_prompt()
        assert "since you left" not in shown.text


def test_closing_the_terminal_ends_it(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter(LOOP)
        time.sleep(0.3)
        shown.process.send_signal(signal.SIGHUP)
        assert shown.process.wait(10) == 128 + signal.SIGHUP
    with screen(perdure) as shown:
        shown.wait("2 is running: (let loop ()")


def test_output_of_the_background_stands_above_the_line(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(import (perdure process))")
        shown.wait_prompt().enter(TICKS)
        shown.wait("$2 = 4").wait("[4] 0")
        for letter in "(list 'typed 'slowly)":
            shown.type(letter)
            time.sleep(0.03)
        shown.wait(lambda it: it.lines[-1] == "> (list 'typed 'slowly)")
        numbers = [line for line in shown.lines if line.startswith("[4] ")]
        assert len(numbers) > 4
        assert all(line[4:].isdigit() for line in numbers)
        shown.press("Enter")
        shown.wait("$3 = (typed slowly)")


def test_a_failure_in_the_background_is_told(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(import (perdure process))")
        shown.wait_prompt().enter("(spawn (lambda () (car 1)) 'child)")
        shown.wait("[4] failed: car: expected a pair, got 1 (<repl 2>:1:19); ,bt 4")


def test_a_form_that_is_parked_by_an_error_shows_how_it_can_go_on(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.evaluate(",policy park")
        stopped = shown.evaluate("(list 1 (no-such 2))")
        assert any("waits for a restart: unbound variable: no-such" in line for line in stopped)
        assert any("store-value VALUE" in line for line in stopped)
        assert shown.evaluate(",restarts") == stopped
        assert "$1 = (1 5)" in shown.evaluate(",restart use-value (+ 2 3)")


def test_a_line_is_typed_for_who_reads_and_waits_over_a_kill(perdure: Command) -> None:
    with screen(perdure) as shown:
        form = '(begin (read-line) (display "second: ") (read-line))'
        shown.wait_prompt().enter(form)
        time.sleep(0.3)
        shown.enter("one")
        shown.wait("second:")
        kill(shown)
    with screen(perdure) as shown:
        shown.wait("2 waits for input:").wait_prompt().enter(",attach")
        shown.wait("2: (begin")
        shown.enter("two")
        shown.wait('$1 = "two"')


def test_keys_pressed_while_a_form_runs_are_kept(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(sleep 1)")
        time.sleep(0.3)
        shown.type("(+ 3 4)\r")
        shown.wait("$2 = 7")
        assert "(+ 3 4)" not in shown.lines[2] or shown.lines[2] == "> (+ 3 4)"


def test_an_error_shows_its_place_and_the_stack(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.evaluate("(define (g x) (* 2 (car x)))")
        shown.evaluate("(define (f x) (+ 1 (g x)))")
        lines = shown.evaluate("(f 7)")
        assert lines[:4] == [
            "car: expected a pair, got 7",
            "  at <repl 1>:1:20",
            "    (define (g x) (* 2 (car x)))",
            "                       ^",
        ]
        assert [line.split()[1] for line in lines[4:6]] == ["g", "f"]
        assert lines[-1] == "process 4 failed; ,bt 4 shows its stack with the variables"
        bt = shown.evaluate(",bt 4")
        assert "process 4: (f 7)" in bt
        assert "       x = 7" in bt
        lines = shown.evaluate("(+ 1 2))")
        assert lines[0] == "$4 = 3"
        assert lines[1:] == ["read: this ) closes nothing", "    )", "    ^"]
        # Wide letters take two cells; of a line that is wider than the terminal, a part is shown.
        lines = shown.evaluate('(list "日本語" (car 5))')
        assert lines[2:4] == ['    (list "日本語" (car 5))', " " * 19 + "^"]
        shown.clear()
        long = f"(list {' '.join(['12345678'] * 20)} (car 5) {' '.join(['87654321'] * 20)})"
        shown.enter(long)
        shown.wait("process 7 failed").wait_prompt()
        (mark,) = [number for number, line in enumerate(shown.lines) if line.strip() == "^"]
        excerpt = shown.lines[mark - 1]
        assert excerpt.startswith("    ...")
        assert excerpt.endswith("...")
        assert len(excerpt) < 100
        assert excerpt[shown.lines[mark].index("^") :].startswith("(car 5) 8765")
        # Equal frames are told once.
        shown.evaluate("(define (deep n) (if (= n 0) (car n) (+ 1 (deep (- n 1)))))")
        shown.clear()
        lines = [*shown.evaluate("(deep 60)"), *shown.evaluate(",bt")]
        assert "  in deep  <repl 7>:1:43  (60 times)" in lines
        assert "     ... 58 more like it, up to" in lines
        assert lines[-3:-1] == [" 60  deep  <repl 7>:1:43", "       n = 60"]
        shown.clear()
        lines = shown.evaluate("(raise (iota 30000))")
        assert lines[0].startswith("uncaught: (0 1 2 3")
        assert len("".join(lines)) < 1200


def test_long_values_are_shown_a_page_at_a_time_and_circles_with_labels(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        cyclic = "(let ((x (list 1 2))) (set-cdr! (cdr x) x) x)"
        assert shown.evaluate(cyclic) == ["$1 = #0=(1 2 . #0#)"]
        lines = shown.evaluate("(iota 10000)")
        assert lines[0].startswith("$2 = (0 1 2 3 ")
        assert lines[-1] == "...  ,more shows what follows"
        assert len("".join(lines)) < 2000
        after = shown.evaluate(",more")
        last, first = int(lines[-2].split()[-1]), int(after[0].split()[0])
        assert (first, after[-1]) == (last + 1, lines[-1])
        shown.evaluate("(import (srfi 69))")
        shown.evaluate("(define t (make-hash-table))")
        shown.evaluate("(hash-table-set! t 'list (list 1 t))")
        assert shown.evaluate("t") == ["$6 = #0=#<hash-table list: (1 #0#)>"]
        assert shown.evaluate(",mor")[0].startswith("nothing was cut off; ,more NAME")
        assert shown.evaluate(",more t") == ["t = #0=#<hash-table list: (1 #0#)>"]
        assert shown.evaluate(",more nil") == ["nil is no variable here that has a value"]


def test_commands(perdure: Command) -> None:
    perdure.write("shapes.scm", "(define (area w h) (* w h))\n(area 2 3)")
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.enter(",help all")  # it is longer than the screen
        shown.wait("  ,apropos TEXT")
        shown.wait_prompt()
        assert shown.evaluate(",load shapes.scm") == ["$1 = 6"]
        assert shown.evaluate(",load none.scm") == ["there is no file 'none.scm'"]
        assert shown.evaluate(",doc area")[0] == "(area w h)"
        assert shown.evaluate(",source area") == ["; shapes.scm:1", "(define (area w h) (* w h))"]
        shown.evaluate("(define-syntax my (syntax-rules () ((_ x) (list x x))))")
        assert shown.evaluate(",macroexpand (my (car y))") == ["(list (car y) (car y))"]
        ambiguous = ",re may be ,resume, ,retry, ,restarts, ,restart or ,revert"
        assert shown.evaluate(",re") == [ambiguous]
        assert shown.evaluate(",cancel") == ["this needs a pid: ,cancel 12; ,ps lists them"]
        assert "  did you mean area?" in shown.evaluate("(arae 4 5)")
        shown.evaluate("(define names '(a b))")
        assert shown.evaluate(",doc names") == ["names = (a b)"]
        assert shown.evaluate(",doc car") == ["(car x)  from (scheme base)"]
        assert "(srfi 117)" in shown.evaluate(",doc list-queue-map")[1]
        assert any(line.startswith("area ") for line in shown.evaluate(",apropos area"))
        timed = shown.evaluate(",time (area 4 5)")
        assert timed[0] == "$5 = 20"
        assert timed[1].endswith(" s, 1 step")
        assert shown.evaluate(",time 3 (area 4 5)")[1].startswith("3 runs: ")
        assert shown.evaluate(",trace area")[0].startswith("traced: area")
        assert shown.evaluate("(area 6 7)") == ["(area 6 7)", "=> 42", "$7 = 42"]
        assert shown.evaluate(",untrace") == ["not traced any more: area"]
        looping = "(do ((i 0 (+ i 1))) ((= i 300000) 'over) (area i i))"
        profile = shown.evaluate(f",profile {looping}")
        assert profile[0] == "$8 = over"
        assert any("the form" in line for line in profile)
        shown.evaluate("(import (perdure process))")
        shown.evaluate("(define child (spawn (lambda () (display (receive)))))")
        pid = shown.evaluate("child")[0].split()[-1]
        shown.enter(f",send {pid} (list 'a 1)")
        shown.wait(f"[{pid}] (a 1)")
        assert shown.evaluate(",nonsense")[0] == "there is no command ,nonsense; ,help lists them"
        assert shown.evaluate(",bt 999")[0].startswith("no process has the pid 999")
        shown.enter(",quit")
        assert shown.wait_end() == 0


def test_a_keystroke_does_not_wait_for_a_process(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter(LOOP)
        time.sleep(0.2)
        shown.press("Ctrl-Z")
        shown.wait("process 2 goes on").wait_prompt()
        longest = 0.0
        for number in range(20):
            began = time.perf_counter()
            shown.type("a")
            shown.wait("> " + "a" * (number + 1))
            longest = max(longest, time.perf_counter() - began)
        assert longest < 1.0


def test_the_prompt_is_there_soon(perdure: Command) -> None:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        with screen(perdure) as shown:
            shown.wait_prompt()
            took.append(time.perf_counter() - began)
    print(f"prompt after {min(took):.2f} s")
    assert min(took) < 2.0  # 0.5 on a machine that does nothing else


def test_an_image_in_use_is_told_at_once(perdure: Command) -> None:
    with screen(perdure) as first:
        first.wait_prompt()
        with screen(perdure) as second:
            second.wait(lambda it: "is open in another process" in it.text.replace("\n", ""))
            assert "perdure serve" in second.text.replace("\n", "")
            assert second.wait_end() == 2


def test_ctrl_c_from_outside_parks_too(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter(LOOP)
        time.sleep(0.3)
        os.kill(shown.process.pid, signal.SIGINT)
        shown.wait("process 2 is parked")


SPIN = """
import time
from perdure.image import builtin

@builtin
def spin(seconds: int) -> int:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        pass
    return seconds
"""


def test_ctrl_c_within_a_builtin_parks_the_form_once_that_is_over(perdure: Command) -> None:
    perdure.write("spinning.py", SPIN)
    with screen(perdure, "--provide", "spinning.py") as shown:
        shown.wait_prompt().enter("(import (python spinning))")
        shown.wait_prompt().enter("(begin (spin 3) (display 'over) (newline) (spin 3) 'end)")
        time.sleep(0.5)
        shown.press("Ctrl-C")
        shown.wait("busy inside one operation; Ctrl-C again leaves without waiting for it")
        shown.wait("process 3 is parked; ,resume goes on with it").wait_prompt()
        shown.enter(",resume")
        shown.wait("$2 = end")
        assert shown.text.count("busy inside") == 1


def test_a_second_ctrl_c_leaves_a_builtin_that_goes_on(perdure: Command) -> None:
    perdure.write("spinning.py", SPIN)
    with screen(perdure, "--provide", "spinning.py") as shown:
        shown.wait_prompt().enter("(begin (import (python spinning)) (spin 1000))")
        time.sleep(0.5)
        shown.press("Ctrl-C")
        shown.wait("busy inside one operation")
        shown.press("Ctrl-C")
        assert shown.wait_end() == 130
    assert perdure.processes()["2"]["state"] == "ready"


SLOW = """
import time
from perdure.image import effect

@effect(at_most_once=True)
def slow(seconds, name):
    open(name, "w").close()
    time.sleep(seconds)
    return seconds
"""


def test_a_terminal_that_is_closed_lets_an_effect_end(perdure: Command) -> None:
    perdure.write("slow.py", SLOW)
    with screen(perdure, "--provide", "slow.py") as shown:
        shown.wait_prompt().enter("(import (python slow))")
        shown.wait_prompt().enter('(slow 1 "begun")')
        while not (perdure.folder / "begun").exists():
            time.sleep(0.01)
        shown.process.send_signal(signal.SIGHUP)
        assert shown.wait_end() == 129
    assert perdure.out("eval", "(import (perdure process)) (wait 3)") == "1\n"


def test_ctrl_backslash_ends_it_even_where_nothing_else_of_python_runs(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter("(string-length (number->string (expt 7 4000000)))")
        while shown.process.poll() is None:  # the terminal may still be as it is for typing
            time.sleep(0.1)
            shown.press("Ctrl-\\")
        assert shown.wait_end() == -signal.SIGQUIT
    perdure.out("cancel", "2")
    with screen(perdure) as shown:
        shown.wait("2 was cancelled since you left: (string-length").wait_prompt()
        assert shown.evaluate("(+ 1 2)") == ["$2 = 3"]


def test_who_types_what_other_systems_understand_is_helped(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        assert shown.evaluate("exit")[-1] == "(exit) or Ctrl-D leaves"
        assert shown.evaluate("quit")[-1] == ",quit or Ctrl-D leaves"
        assert shown.evaluate("help")[-1] == ",help lists the commands"
        shown.press("Ctrl-Z")  # there is nothing to go to the background
        assert shown.evaluate("(+ 1 2)") == ["$4 = 3"]


def test_tabs_that_are_pasted_are_shown_as_blanks(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("\x1b[200~(list\n\t1\n\t2)\x1b[201~")
        shown.wait(lambda it: it.lines[-3:] == ["> (list", "          1", "          2)"])
        shown.press("Enter")
        shown.wait("$1 = (1 2)")


def test_the_terminal_may_be_made_small_and_large(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("(list 'a 'long 'form 'that 'is 'typed)")
        shown.wait(lambda it: it.lines[-1] == "> (list 'a 'long 'form 'that 'is 'typed)")
        shown.resize(6, 24)
        shown.wait(lambda it: "'typed)" in it.text)
        shown.press("Enter")
        shown.wait(lambda it: "s typed)" in it.text).wait_prompt()
        shown.type("(vector-ma")
        shown.press("Tab")
        shown.wait(lambda it: "(vector-map" in it.text)
        shown.press("Ctrl-C")
        shown.wait_prompt()
        shown.enter("(car 1)")
        shown.wait("process 3 failed; ,bt 3").wait("  shows its stack with").wait_prompt()
        shown.enter("(list 'abcdef 'ghijkl 'mnopqr)")
        shown.wait("$3 = (abcdef ghijkl").wait("      mnopqr)").wait_prompt()
        shown.resize(40, 100)
        shown.press("Ctrl-C")
        shown.wait_prompt().type("(vec")
        shown.press("Tab")
        shown.wait(lambda it: "(vector-copy v [start] [end])" in it.text)
        shown.press("Ctrl-C")
        shown.wait_prompt()
        assert shown.evaluate("(+ 1 2)") == ["$4 = 3"]
