"""Delimited continuations are stored values: they survive, and are called elsewhere.

Each program waits, is interrupted at each of its check points, and goes on in another
connection, as those of test_capture do.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import DelimitedContinuation, Preempted
from tests.vm.session import Session, finish

PRELUDE = """
(import (srfi 226))
(define tag (make-continuation-prompt-tag 'tag))
(define p (make-parameter 0))
(define (composable body)
  (call-with-continuation-prompt
    (lambda ()
      (body (lambda () ((call-with-composable-continuation
                          (lambda (k) (abort-current-continuation tag k)) tag)))))
    tag values))
"""

PROGRAMS: dict[str, tuple[str, str]] = {
    "an abort past much": (
        """(call-with-continuation-prompt
             (lambda ()
               (dynamic-wind
                 (lambda () (display "<"))
                 (lambda () (guard (e (#f 'never))
                              (+ 1 (abort-current-continuation tag (test-pause 1) 2))))
                 (lambda () (display ">") (test-pause #f))))
             tag (lambda (a b) (list a (test-pause b))))""",
        "<>=> (1 2)",
    ),
    "a continuation called twice": (
        """(define (f) (reset (* 2 (shift k (+ (k (test-pause 3)) (test-pause (k 4)))))))
           (list (f) (f))""",
        "=> (14 14)",
    ),
    "a generator": (
        """(define (tree-walk tree)
             (reset (let walk ((tree tree))
                      (cond ((pair? tree) (walk (car tree)) (walk (cdr tree)))
                            ((null? tree) #f)
                            (else (shift k (cons (test-pause tree) (lambda () (k #f)))))))
                    '()))
           (let loop ((found (tree-walk '((1 2) (3 (4))))) (sum 0))
             (if (null? found) sum (loop ((cdr found)) (+ (* 10 sum) (car found)))))""",
        "=> 1234",
    ),
    "all choices": (
        """(define (choose . ways) (shift k (apply append (map k ways))))
           (reset (let* ((a (choose 1 2)) (b (test-pause (choose 3 4)))) (list (list a b))))""",
        "=> ((1 3) (1 4) (2 3) (2 4))",
    ),
    "winders and parameters and guards around": (
        """(define k
             (composable (lambda (hole)
               (list
                 (parameterize ((p 1))
                   (guard (e ((symbol? e) (list 'caught e (p))))
                     (dynamic-wind (lambda () (display "<")) hole (lambda () (display ">")))))
                 (p)))))
           (define (run)
             (parameterize ((p 2))
               (list (k (lambda () (test-pause 5)))
                     (k (lambda () (raise (test-pause 'a))))
                     (k (lambda () (k (lambda () (raise (test-pause 'b)))))))))
           (list (run) (p))""",
        "<><><><<>>=> (((5 2) ((caught a 1) 2) (((caught b 1) 1) 2)) 0)",
    ),
    "handlers": (
        """(define k
             (composable (lambda (hole)
               (with-exception-handler
                 (lambda (e) (test-pause (* 2 e)))
                 (lambda () (+ 1 (hole)))))))
           (with-exception-handler
             (lambda (e) (test-pause (* 100 e)))
             (lambda ()
               (list (k (lambda () (raise-continuable 5)))
                     (raise-continuable (k (lambda () (raise-continuable 1)))))))""",
        "=> (11 300)",
    ),
    "a continuation that is not composable": (
        """(define k #f)
           (define (f)
             (call-with-continuation-prompt
               (lambda ()
                 (+ 1 (call-with-non-composable-continuation
                        (lambda (c) (set! k c) (test-pause 1)) tag)))
               tag))
           (list (f) (call-with-continuation-prompt (lambda () (* 100 (k (test-pause 7)))) tag))""",
        "=> (2 8)",
    ),
    "call/cc within, and out of it": (
        """(define again #f)
           (define times 0)
           (define k (composable (lambda (hole) (* 2 (hole)))))
           (define value
             (+ 1 (k (lambda () (call/cc (lambda (c) (set! again c) (test-pause 1)))))))
           (set! times (+ times 1))
           (if (< times 3) (again (+ value times)) value)""",
        "=> 23",
    ),
}


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    session = Session.fresh()
    session.start(PRELUDE)
    session.manager.commit()
    yield session
    session.close()


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_goes_on_from_each_check_point(database: Session, name: str) -> None:
    text, expected = PROGRAMS[name]
    here = Session(database.database)
    assert finish(here, here.start(text), moving=False, checks=None) == expected
    checks = 0
    while True:
        here = Session(database.database)
        here.machine.checks = checks
        outcome = here.start(text)
        reached = isinstance(outcome, Preempted)
        assert finish(here, outcome, moving=True, checks=None) == expected, f"at check {checks}"
        if not reached:
            break
        checks += 1 if checks < 30 else 17


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_may_be_stopped_at_every_check_point(database: Session, name: str) -> None:
    text, expected = PROGRAMS[name]
    here = Session(database.database)
    here.machine.checks = 0
    assert finish(here, here.start(text), moving=True, checks=1) == expected


def test_a_stored_continuation_is_called_elsewhere_as_often_as_one_likes() -> None:
    here = Session.fresh()
    here.start(PRELUDE)
    here.start(
        """(define k (composable (lambda (hole)
             (list (guard (e (#t (list 'caught e)))
               (let deep ((n 500)) (if (= n 0) (hole) (+ 1 (deep (- n 1))))))))))"""
    )
    here.manager.commit()
    database = here.database
    here.close()

    for _ in range(2):
        other = Session(database)
        k = other.user.bindings["k"].value
        assert isinstance(k, DelimitedContinuation)
        assert other.eval("(k (lambda () 1))") == "(501)"
        assert other.eval("(list (k (lambda () (raise 'a))) (k (lambda () 2)))") == (
            "(((caught a)) (502))"
        )
        outcome = other.start("(k (lambda () (test-pause 3)))")
        assert finish(other, outcome, moving=True, checks=None) == "=> (503)"


def test_what_was_called_is_not_written_again() -> None:
    here = Session.fresh()
    here.start(PRELUDE)
    here.start("(define k (composable (lambda (hole) (+ 1 (hole)))))")
    here.manager.commit()

    assert here.eval("(list (k (lambda () 1)) (k (lambda () 2)))") == "(2 3)"

    assert not here.connection._registered_objects
    here.close()
