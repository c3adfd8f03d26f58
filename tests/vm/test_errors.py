"""An error names the procedure, what it expected, the value, and where."""

from __future__ import annotations

import pytest

from perdure.vm import Failed, walk
from perdure.vm.printer import write_text
from tests.vm.session import Session

CASES = [
    ("(car 5)", "car: expected a pair, got 5 (test.scm:1:1)"),
    ("(define (f x)\n  (cdr (car x)))\n(f '(1))", "cdr: expected a pair, got 1 (test.scm:2:3)"),
    ("(+ 1 #t)", "+: expected a number, got #t (test.scm:1:1)"),
    ('(let ((x "a")) (* 2 (+ x "b")))', '+: expected a number, got "a" (test.scm:1:21)'),
    ("(< 1 'a)", "<: expected a real number, got a (test.scm:1:1)"),
    ('(= 1 "1")', '=: expected a number, got "1" (test.scm:1:1)'),
    ("(if (= 'x 1) 1 2)", "=: expected a number, got x (test.scm:1:5)"),
    ("(vector-ref (vector 1 2) 2)", None),
    ("(vector-ref (vector 1 2) -1)", None),
    ("(vector-ref (vector 1 2) 1.0)", None),
    ("(vector-ref '(1) 0)", None),
    ("(vector-set! (vector 1) 3 0)", None),
    ("(vector-set! #(1 2) 0 0)", None),
    ('(string-ref "abc" 3)', None),
    ("(quotient 1 0)", None),
    ("(/ 1 0)", None),
    ("(modulo 5.5 2)", None),
    ("(even? 1.5)", None),
    ("(exact->inexact 'x)", None),
    ("(undefined-thing 1)", "unbound variable: undefined-thing (test.scm:1:1)"),
    ("(list undefined-thing)", "unbound variable: undefined-thing (test.scm:1:7)"),
    ("(set! undefined-thing 1)", "unbound variable: undefined-thing (test.scm:1:1)"),
    ("(5 5)", "not a procedure: 5 (test.scm:1:1)"),
    ("(let ((f 'x)) (list (f)))", "not a procedure: x (test.scm:1:21)"),
    ("((lambda (x) x))", None),
    (
        "(define (two a b) a)\n(list (two 1))",
        "two: expected 2 arguments, got 1 (test.scm:2:7)",
    ),
    (
        "(define (two a b) a)\n(two 1 2 3)",
        "two: expected 2 arguments, got 3 (test.scm:2:1)",
    ),
    (
        "(define (some a . b) a)\n(list (some))",
        "some: expected at least 1 argument, got 0 (test.scm:2:7)",
    ),
    ("(list (car))", "car: expected 1 argument, got 0 (test.scm:1:7)"),
    ("(apply car '(1 2))", None),
    ("(apply + 1)", None),
    ("(define c (list 1 2 3)) (set-cdr! (cddr c) c) (apply + c)", None),
    ("(letrec ((a (lambda () b)) (b (a))) b)", None),
    ('(error "it broke:" \'here 42)', "it broke: here 42 (test.scm:1:1)"),
    ("(raise 'something)", None),
    ("(vector-map car #(1))", None),
    ("(hash-table-ref (make-hash-table) 'a)", None),
    ("(with-exception-handler (lambda (e) 0) (lambda () (raise 'x)))", None),
]


@pytest.fixture(scope="module")
def session() -> Session:
    return Session.fresh()


@pytest.mark.parametrize(("text", "message"), CASES)
def test_what_is_wrong_is_said(session: Session, text: str, message: str | None) -> None:
    shown = session.eval(text)
    assert shown.startswith("error: ")
    assert "Error:" not in shown, "a Python error shows through"
    if message is not None:
        assert shown == f"error: {message}"


def test_the_short_form_of_code_falls_back_on_the_whole_answer(session: Session) -> None:
    big = "(expt 10 400)"
    session.eval(
        f"(define big {big}) (define (mul a b) (* a b)) (define (twice x) (list (* x 2.0)))"
    )
    assert session.eval("(mul big 1.0)") == "+inf.0"
    assert session.eval("(twice big)") == "(+inf.0)"
    assert session.eval("(let ((x (* big 1.0))) (list x 'after))") == "(+inf.0 after)"
    assert session.eval("(if (= (* big -1.0) 1) 'yes 'no)") == "no"
    assert session.eval("(let loop ((i 0) (x 1)) (if (= i 3) x (loop (+ i 1) (* big 1.0))))") == (
        "+inf.0"
    )


def test_a_failed_computation_keeps_its_stack_with_variables(session: Session) -> None:
    outcome = session.start(
        "(define (inner x) (+ 1 (car x)))\n(define (outer y)\n  (list (inner y)))\n(outer 7)"
    )
    assert isinstance(outcome, Failed)
    frames = [
        (view.name, view.position, {k: write_text(v) for k, v in view.locals.items()})
        for view in walk(outcome.execution)
    ]
    assert frames[:2] == [
        ("inner", "test.scm:1:19", {"x": "7"}),
        ("outer", "test.scm:3:9", {}),
    ]
