"""(scheme eval): code as data, in an environment made of libraries."""

from __future__ import annotations

import pytest

from tests.vm.session import Session

CASES = [
    ("(eval '(* 7 3) (environment '(scheme base)))", "21"),
    ("(eval (list '+ 1 2) (environment '(only (scheme base) +)))", "3"),
    ("(let ((f (eval '(lambda (f x) (f x x)) (environment '(scheme base))))) (f + 10))", "20"),
    ("(eval '(call/cc (lambda (k) (k 5))) (environment '(scheme base)))", "5"),
    (
        "(eval '(test-missing) (environment '(scheme base)))",
        "error: unbound variable: test-missing",
    ),
    ("(eval 1 'there)", "error: eval: expected an environment, got there"),
]


@pytest.fixture(scope="module")
def session() -> Session:
    return Session.fresh()


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_eval(session: Session, text: str, expected: str) -> None:
    session.eval("(import (scheme base) (scheme eval))")
    assert session.eval(text).startswith(expected)
