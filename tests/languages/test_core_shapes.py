"""The core IR that forms become: what the passes and the engine can rely on."""

from __future__ import annotations

import pytest

from perdure.vm import core
from tests.languages.core_interpreter import Scheme
from tests.languages.core_printer import core_text

SHAPES = [
    ("(define (f x) (car x))", "(define @f (lambda f (x) (car x)))"),
    ("(define f (let ((n 1)) (lambda () n)))", "(define @f (let ((n '1)) (lambda f () n)))"),
    ("(let loop ((i 0)) (loop i))", "(letrec ((loop (lambda loop (i) (loop i)))) (loop '0))"),
    ("(lambda () (define a 1) (define b a) b)", "(lambda () (letrec ((a '1) (b a)) b))"),
    ("(lambda (x) (list) (define a 1) (list) a)",
     "(lambda (x) (letrec ((_ (list)) (a '1)) (begin (list) a)))"),
    ("(or 1 2)", "(let ((test '1)) (if test test '2))"),
    ("(and 1 2)", "(if '1 '2 '#f)"),
    ("(cond (1 => list))", "(let ((test '1)) (if test (list test) '#<unspecified>))"),
    ("(case 1 ((a 2) 3))",
     "(let ((key '1)) (if (if (eq? key 'a) '#t (eqv? key '2)) '3 '#<unspecified>))"),
    ("`(a b)", "'(a b)"),
    ("`(a ,1 c)", "(cons 'a (cons '1 '(c)))"),
    ("`(a ,@(list) b)", "(cons 'a (append (list) '(b)))"),
    ("(delay 1)", "(%make-promise-delayed (lambda delay () (%make-promise-done '1)))"),
    ("(guard (e (#t 1)) 2)",
     "(%guard (lambda guard () '2) (lambda guard (e reraise) (if '#t '1 (reraise))) '#t)"),
    ("(parameterize ((p 1)) 2)",
     "(@%parameterize (list (cons @p '1)) (lambda parameterize () '2))"),
    ("(define-record-type point #f #f (x x))",
     ("(begin (define @point '#<record-type point>) (define @point @point)"
     " (define @x (lambda x (record) (%record-ref record @point '0 'x))))")),
    ("(define-syntax m (syntax-rules ()))", "'#<unspecified>"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shape"), SHAPES, ids=[text for text, _ in SHAPES])
def test_shape(scheme: Scheme, text: str, shape: str) -> None:
    assert core_text(scheme.expand(text)) == shape


def test_calls_and_variables_have_positions(scheme: Scheme) -> None:
    expr = scheme.expand("(lambda (x)\n  (undefined x))")

    assert isinstance(expr, core.Lambda)
    call = expr.body
    assert isinstance(call, core.Call)
    assert isinstance(call.operator, core.Global)
    assert isinstance(call.operands[0], core.Local)
    assert (expr.at, call.at, call.operator.at, call.operands[0].at) == (
        (1, 1), (2, 3), (2, 4), (2, 14),
    )  # fmt: skip


def test_what_a_macro_made_has_the_position_of_its_use(scheme: Scheme) -> None:
    scheme.value("(define-syntax m (syntax-rules () ((_ x) (vector x))))")
    expr = scheme.expand("\n  (m\n car)")

    assert isinstance(expr, core.Call)
    assert expr.at == (2, 3)


def test_code_included_in_a_body_has_no_position_of_the_wrong_file(scheme: Scheme) -> None:
    scheme.files = {"a.scm": "(undefined)"}
    expr = scheme.expand('(lambda () (include "a.scm"))')

    assert isinstance(expr, core.Lambda)
    assert isinstance(expr.body, core.Call)
    assert expr.body.at is None
