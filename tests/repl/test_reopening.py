"""A REPL that was killed and is opened again: everything is as it was."""

from __future__ import annotations

import signal
import time

from tests.repl.command import Command
from tests.repl.screens import Screen, screen


def kill(shown: Screen) -> None:
    shown.process.send_signal(signal.SIGKILL)
    shown.process.wait()


def test_definitions_values_and_processes_of_the_background_are_as_they_were(
    perdure: Command,
) -> None:
    ticker = (
        "(define ticker (spawn (lambda () (let tick ((n 0)) (sleep 1/5) (set! ticks n)"
        " (if (= 0 (modulo n 5)) (begin (display (list 'tick n)) (newline))) (tick (+ n 1))))))"
    )
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.evaluate("(import (perdure process))")
        shown.evaluate("(define-syntax twice (syntax-rules () ((_ e) (list e e))))")
        shown.evaluate("(define-record-type point (make-point x y) point? (x point-x) (y point-y))")
        shown.evaluate("(define shared (list 1 2 3))")
        shown.evaluate("(define p (make-point shared shared))")
        shown.evaluate("(define ticks 0)")
        shown.enter(ticker)
        shown.wait(lambda it: "(tick 0)" in it.text).wait_prompt()
        assert shown.evaluate('(list \'a "text" 1/2)') == ['$8 = (a "text" 1/2)']
        kill(shown)
    time.sleep(1)
    with screen(perdure) as shown:
        shown.wait_prompt()
        assert shown.evaluate("(list $8 (twice 5))") == ['$9 = ((a "text" 1/2) (5 5))']
        assert shown.evaluate("(eq? (point-x p) (point-y p))") == ["$10 = #t"]
        shown.wait(lambda it: "(tick 5)" in it.text)  # it has not run meanwhile
        before = shown.evaluate("(process-state ticker)")
        assert before == ["$11 = waiting"]
        shown.enter(",cancel 9")
        shown.wait("process 9 is cancelled")


def test_half_of_a_line_that_was_read_is_still_there(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().enter(
            '(let* ((a (begin (display "what? ") (read)))'
            ' (b (begin (display "read") (newline) (sleep 2) (read-line)))) (list a b))'
        )
        shown.wait("what?")
        shown.enter("(half) a line")
        shown.wait("read")
        kill(shown)
    with screen(perdure) as shown:
        shown.wait("2 waits for a timer").wait_prompt().enter(",attach")
        shown.wait('$1 = ((half) " a line")')


def test_keys_are_those_of_emacs_until_vi_is_wanted(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt().type("+ 1 2)\x01(")  # to the beginning of the line
        shown.wait("> (+ 1 2)")
        shown.type("\x05\x1b\x7f\x7f")  # to its end; a word back, and the blank
        shown.type(" 40)")
        shown.press("Enter")
        shown.wait("$1 = 41")
        shown.wait_prompt()
        shown.evaluate(",keys vi")
        shown.type("(+ 1 22)")
        shown.press("Escape")
        time.sleep(0.7)
        shown.type("0lx")  # deletes the +
        shown.type("i-")
        shown.press("Escape")
        time.sleep(0.7)
        shown.press("Enter")
        shown.wait("$2 = -21").wait_prompt()
        assert shown.evaluate(",keys none") == ["these are ,keys vi and ,keys emacs"]


def test_processes_are_parked_resumed_and_cancelled_by_their_pid(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.evaluate("(import (perdure process))")
        shown.evaluate("(define child (spawn (lambda () (receive)) 'child))")
        assert shown.evaluate(",park 4")[0].startswith("process 4 is parked")
        shown.evaluate("(send! child 'hello)")
        assert shown.evaluate("(process-state child)") == ["$4 = parked"]
        shown.enter(",resume 4")
        shown.wait("hello").wait_prompt()
        shown.enter(",resume 4")
        shown.wait("process 4 is not parked; it is done").wait_prompt()
        assert shown.evaluate(",send 4 1") == [
            "process 4 has ended (done); what is sent to it would be lost"
        ]
        assert shown.evaluate(",cancel 4") == ["process 4 has ended already"]
        assert shown.evaluate(",attach 4")[-1] == "hello"
        assert shown.evaluate(",cancel x")[0].startswith("'x' is no pid")
