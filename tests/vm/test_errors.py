"""Errors: what leads to them, and what is kept of them. What they say: errors.scm."""

from __future__ import annotations

import pytest

from perdure.vm import Failed, walk
from perdure.vm.objects.printer import write_text
from tests.programs import program
from tests.vm.session import Session


@pytest.fixture(scope="module")
def session() -> Session:
    return Session.fresh()


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
    outcome = session.start(program(__file__, "failing-inside"))
    assert isinstance(outcome, Failed)
    frames = [
        (view.name, view.position, {k: write_text(v) for k, v in view.locals.items()})
        for view in walk(outcome.execution)
    ]
    assert frames[:2] == [
        ("inner", "test.scm:1:19", {"x": "7"}),
        ("outer", "test.scm:3:9", {}),
    ]
