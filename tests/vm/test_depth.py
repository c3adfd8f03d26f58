"""Recursion is bounded by memory alone, and endless loops can be stopped; see depth.scm too."""

from __future__ import annotations

import sys
import threading

import pytest

from perdure.vm import UNSPECIFIED, Preempted, Return
from tests.vm.session import Session, finish, shown_outcome


@pytest.fixture(scope="module")
def session() -> Session:
    return Session.fresh()


def test_a_million_calls_deep(session: Session) -> None:
    limit = sys.getrecursionlimit()
    session.eval("(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))")
    assert session.eval("(count 1000000)") == "1000000"
    assert sys.getrecursionlimit() == limit


def test_deep_recursion_through_library_procedures(session: Session) -> None:
    session.eval(
        """(define (tree n) (if (= n 0) '() (list (tree (- n 1)))))
           (define (depth t) (if (null? t) 0 (+ 1 (apply max (map depth t)))))"""
    )
    assert session.eval("(depth (tree 20000))") == "20000"


def test_a_deep_stack_is_stored_and_goes_on_elsewhere() -> None:
    session = Session.fresh()
    session.eval("(define (count n) (if (= n 0) (test-pause 0) (+ 1 (count (- n 1)))))")
    outcome = session.start("(count 20000)")
    assert finish(session, outcome, moving=True, checks=None) == "=> 20000"


@pytest.mark.parametrize(
    "loop",
    [
        "(let loop () (loop))",
        "(define (forever) (forever)) (forever)",
        "(define (ping) (pong)) (define (pong) (ping)) (ping)",
        "(define (deeper) (+ 1 (deeper))) (deeper)",
        "(do ((i 0 (+ i 1))) (#f))",
        "((lambda (f) (f f)) (lambda (f) (f f)))",
        "(call/cc (lambda (k) (let loop () (guard (e (#t 1)) (raise 'x)) (loop))))",
    ],
)
def test_an_endless_loop_is_interrupted_and_goes_on(session: Session, loop: str) -> None:
    machine = session.machine
    threading.Timer(0.02, machine.interrupt).start()
    outcome = session.start(loop)
    assert isinstance(outcome, Preempted)
    threading.Timer(0.02, machine.interrupt).start()
    again = machine.run(outcome.execution, Return(UNSPECIFIED))
    assert shown_outcome(again) == "preempted"
