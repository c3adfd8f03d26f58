"""The builtins by which a running program compiles: on the real machine."""

from __future__ import annotations

import pytest

from perdure.languages.scheme import compile_next, compile_program, compile_text
from perdure.vm import Closure, Done, Execution, Failed, Invoke, Machine, Source
from perdure.vm.objects.conditions import Condition
from perdure.vm.objects.procedures import Cell
from perdure.vm.printer import short_text
from tests.languages.core_interpreter import Scheme


def outcome(scheme: Scheme, closure: Closure) -> str:
    done = Machine(scheme.world.libraries).run(Execution.start(), Invoke(closure, ()))
    if isinstance(done, Failed):
        condition = done.payload
        assert isinstance(condition, Condition)
        return f"{condition.who}: {condition.message} ({condition.position})"
    assert isinstance(done, Done)
    return short_text(done.value)


def run(scheme: Scheme, text: str) -> str:
    here = Cell("here")
    here.value = scheme.environment
    scheme.environment.bind("here", here)
    return outcome(scheme, compile_text(text, "t.scm", scheme.environment, scheme.world))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(+ 1 2)", "3"),
        ("((%compile '(+ 1 2) here))", "3"),
        ("((%compile '(begin (define x 5) (* x x)) here))", "25"),
        (("((%compile '(define-syntax five (syntax-rules () ((_) 5))) here))"
         "((%compile '(five) here))"), "5"),
        ("(define l (list 1 2)) (eq? l ((%compile (list 'quote l) here)))", "#t"),
        ("(define l (list 1 2)) (eq? l (car ((%compile (list 'quote (list 1 l)) here))))", "#f"),
        ("(define l (list '+ 1 2)) ((%compile (list 'list l l) here))", "(3 3)"),
        ("((%compile (list car ''(1 2)) here))", "1"),
        ("((%compile '(car 5) here))", "car: expected a pair, got 5 (t.scm:1:1)"),
        ("(define l (list 'list 1)) (set-cdr! (cdr l) l) (%compile l here)",
         "eval: this code contains itself, so it has no end (t.scm:1:48)"),
        ("(%compile 'x 5)", "eval: expected an environment, got 5 (t.scm:1:1)"),
        ("(eof-object? (%load-step \" ; nothing\" \"f\" 0 here))", "#t"),
        ("(cdr (%values->list (%load-step \"(list 1)  2\" \"f\" 0 here)))", "(8)"),
        ("((car (%values->list (%load-step \"(list 1)  2\" \"f\" 8 here))))", "2"),
        (("(let* ((s (%source \"f\" \"#!fold-case A 'B\"))"
         " (first (%values->list (%load-step s #f 0 here))))"
         " ((car (%values->list (%load-step s #f (cadr first) here)))))"), "b"),
        ("(%load-step \"(if)\" \"f.scm\" 0 here)",
         "if: expected (if test then else), got (if) (f.scm:1:1)"),
        ("((%compile ''ok (car (%values->list (%environment '(scheme base))))))", "ok"),
        ("(%environment '(no such))", "import: there is no library (no such) (t.scm:1:1)"),
    ],
)  # fmt: skip
def test_value(scheme: Scheme, text: str, value: str) -> None:
    assert run(scheme, text) == value


def test_a_program_and_its_libraries_keep_their_positions(scheme: Scheme) -> None:
    scheme.files = {
        "lib.sld": '(define-library (lib) (export f) (import (scheme base)) (include "lib.scm"))',
        "lib.scm": "\n\n(define (f x)\n  (vector-ref x 5) 1)",
    }
    scheme.sources = {("lib",): "lib.sld"}
    text = "(import (scheme base) (lib))\n(+ 1 (f #(1)))"
    found = outcome(scheme, compile_program(text, "program.scm", scheme.world))

    assert found.endswith("(lib.scm:4:3)")


def test_a_file_is_loaded_form_by_form(scheme: Scheme) -> None:
    source = Source("f.scm", "(define a 1)\n(define-syntax b (syntax-rules () ((_) a)))\n(b)")
    offset, values = 0, []
    while (step := compile_next(source, offset, scheme.environment, scheme.world)) is not None:
        closure, offset = step
        values.append(outcome(scheme, closure))

    assert values[-1] == "1"
    assert len(values) == 3
