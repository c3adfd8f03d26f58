"""Recursion is bounded by memory alone, tail calls take none, endless loops can be stopped."""

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


@pytest.mark.parametrize(
    "program",
    [
        "(define (f n) (if (= n 0) 0 (+ 1 (g n)))) (define (g n) (f (- n 1))) (f 5000)",
        "(define f (let ((one 1)) (lambda (n) (if (= n 0) 0 (+ one (f (- n 1))))))) (f 5000)",
        "(define (f n k) (if (= n 0) 0 (+ 1 (k (- n 1) k)))) (f 5000 (lambda (n k) (f n k)))",
        "(define (f n) (if (= n 0) 0 (+ 1 (apply g (list n))))) (define (g n) (f (- n 1))) (f 5000)",
        "(define (f n) (if (= n 0) 0 (+ 1 (guard (e (#t 7)) (f (- n 1)))))) (f 5000)",
        "(define (f n) (if (= n 0) 0 (+ 1 (call/cc (lambda (k) (f (- n 1))))))) (f 5000)",
        (
            "(define p (make-parameter 0))"
            " (define (f n) (if (= n 0) 0 (+ 1 (parameterize ((p n)) (f (- n 1)))))) (f 5000)"
        ),
        "(define (f n) (if (= n 0) 0 (+ 1 (car (map f (list (- n 1))))))) (f 5000)",
        "(define m map) (define (f n) (if (= n 0) 0 (+ 1 (car (m f (list (- n 1))))))) (f 5000)",
        (
            "(define (f n) (if (= n 0) 0 (+ 1 (g n))))"
            " (define (g n) (hash-table-ref (make-hash-table) 1 (lambda () (f (- n 1))))) (f 5000)"
        ),
        (
            "(define (f n) (if (= n 0) 0 (+ 1 (with-exception-handler"
            " (lambda (e) (f (- n 1))) (lambda () (raise-continuable n)))))) (f 5000)"
        ),
        "(define (f n) (if (= n 0) 0 (+ 1 (vector-ref (vector-map f (vector (- n 1))) 0)))) (f 5000)",
    ],
)
def test_every_way_of_calling_counts_its_depth(session: Session, program: str) -> None:
    assert session.eval(program) == "5000"


def test_a_deep_stack_is_stored_and_goes_on_elsewhere() -> None:
    session = Session.fresh()
    session.eval("(define (count n) (if (= n 0) (test-pause 0) (+ 1 (count (- n 1)))))")
    outcome = session.start("(count 20000)")
    assert finish(session, outcome, moving=True, checks=None) == "=> 20000"


@pytest.mark.parametrize(
    "loop",
    [
        "(let loop ((i 0)) (if (< i 300000) (loop (+ i 1)) i))",
        "(define (go i) (if (< i 300000) (go (+ i 1)) i)) (go 0)",
        "(define (a i) (if (< i 300000) (b (+ i 1)) i)) (define (b i) (a i)) (a 0)",
        (
            "(define (b i) i) (define (a i) (b i)) (a 0)"
            " (define (b i) (if (< i 300000) (a (+ i 1)) i)) (a 0)"
        ),
        "(define (k f i) (if (< i 300000) (f f (+ i 1)) i)) (k k 0)",
        "(do ((i 0 (+ i 1))) ((= i 300000) i))",
        "(define (w i) (and #t (or #f (cond ((= i 300000) i) (else (when #t (w (+ i 1)))))))) (w 0)",
        "(define (ap i) (if (< i 100000) (apply ap (list (+ i 1))) 300000)) (ap 0)",
        "(define (cc i) (if (< i 30000) (call/cc (lambda (k) (cc (+ i 1)))) 300000)) (cc 0)",
    ],
)
def test_tail_calls_run_in_constant_space(session: Session, loop: str) -> None:
    assert session.eval(loop) == "300000"


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
