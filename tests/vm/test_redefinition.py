"""New definitions reach every call made from then on, and no frame that sleeps."""

from __future__ import annotations

from perdure.vm import Return, Waiting
from tests.vm.session import Session, shown_outcome


def test_a_sleeper_finishes_on_the_old_definition_and_new_calls_get_the_new() -> None:
    session = Session.fresh()
    session.eval("(define (f x) (let ((y (test-pause x))) (list 'old y)))")
    asleep = session.start("(f 1)")
    assert isinstance(asleep, Waiting)

    session.eval("(define (f x) (list 'new x))")

    assert session.eval("(f 2)") == "(new 2)"
    there, execution, value = session.elsewhere(asleep.execution, 1)
    assert shown_outcome(there.machine.run(execution, Return(value))) == "(old 1)"
    assert there.eval("(f 3)") == "(new 3)"


def test_a_loop_by_tail_calls_goes_on_with_the_new_definition() -> None:
    session = Session.fresh()
    session.eval("(define (serve n) (test-pause n) (serve (+ n 1)))")
    outcome = session.start("(serve 1)")
    assert isinstance(outcome, Waiting)
    outcome = session.machine.run(outcome.execution, Return(0))
    assert shown_outcome(outcome) == "waits: pause 2"
    assert isinstance(outcome, Waiting)

    session.eval("(define (serve n) (list 'served n))")

    assert shown_outcome(session.machine.run(outcome.execution, Return(0))) == "(served 3)"


def test_callers_see_whatever_a_name_comes_to_hold() -> None:
    session = Session.fresh()
    session.eval("(define (g x) (* 2 x)) (define (f x) (+ 1 (g x)))")
    assert session.eval("(f 1)") == "3"
    session.eval("(define (h x) (* 10 x)) (define (g x) (h x))")  # makes a tail call
    assert session.eval("(f 1)") == "11"
    session.eval("(define g (let ((n 100)) (lambda (x) (set! n (+ n x)) n)))")  # captures
    assert session.eval("(f 1)") == "102"
    assert session.eval("(f 1)") == "103"
    session.eval("(define g -)")  # a builtin
    assert session.eval("(f 1)") == "0"
    session.eval("(set! g car)")
    assert session.eval("(f '(7))") == "8"
    session.eval("(define g 5)")
    assert session.eval("(f 1)") == "error: not a procedure: 5 (test.scm:1:43)"


def test_an_abort_takes_a_definition_back_from_compiled_callers() -> None:
    session = Session.fresh()
    session.eval("(define (g x) 'old) (define (f x) (list (g x)))")
    assert session.eval("(f 1)") == "(old)"
    session.manager.commit()

    session.eval("(define (g x) 'new)")
    assert session.eval("(f 1)") == "(new)"
    session.manager.abort()
    session.machine.refresh()

    assert session.eval("(f 1)") == "(old)"


def test_a_shadowed_builtin_is_the_new_one_for_later_code() -> None:
    session = Session.fresh()
    session.eval("(define (f x) (car x))")
    session.eval("(define (car x) 'mine)")
    assert session.eval("(car '(1))") == "mine"
    assert session.eval("(f '(1))") == "1"  # compiled when car was the standard one


def test_a_caller_that_another_has_had_look_up_sees_what_is_defined_afterwards() -> None:
    session = Session.fresh()
    session.eval("(define (g) 1) (define (h) (g)) (define (f tail?) (if tail? (g) (list (g))))")
    session.eval("(define (k tail?) (h) (f tail?))")  # links f, has h find g, and then calls f
    assert session.eval("(k #f)") == "(1)"
    session.eval("(define (g) 2)")
    assert session.eval("(k #f)") == "(2)"
    assert session.eval("(k #t)") == "2"
    session.eval("(define g (lambda () 3))")
    assert [session.eval(f"(k {tail})") for tail in ("#t", "#f")] == ["3", "(3)"]
