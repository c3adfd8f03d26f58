"""A procedure that calls itself in tail position is a loop, also where it is gone on with.

It is one by a jump while its name still stands for it. Where that has to be looked up
(in another worker, after a redefinition) the call is made; no frame may be left of it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import Execution, Outcome, Return, Waiting
from tests.vm.session import Session, shown_outcome

LOOP = "(define (f n) (test-pause n) (f (+ n 1)))"


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


def depth(execution: Execution) -> int:
    return sum(1 for _ in execution.all_frames())


def waiting(outcome: Outcome) -> Execution:
    assert isinstance(outcome, Waiting), shown_outcome(outcome)
    return outcome.execution


def test_a_loop_that_is_gone_on_with_elsewhere_takes_no_space(session: Session) -> None:
    execution = waiting(session.start(f"{LOOP} (list (f 0))"))
    few = depth(execution)
    for _ in range(5):
        other, execution, value = session.elsewhere(execution, 0)
        execution = waiting(other.machine.run(execution, Return(value)))
        assert depth(execution) == few
        session = other


def test_a_loop_that_is_redefined_again_and_again_takes_no_space(session: Session) -> None:
    execution = waiting(session.start(f"{LOOP} (list (f 0))"))
    few = depth(execution)
    for _ in range(5):
        session.start(LOOP)
        execution = waiting(session.machine.run(execution, Return(0)))
        assert depth(execution) == few


@pytest.mark.parametrize("operand", ["(+ n 1)", "(+ n 1/2)", "(car (list n))"])
def test_a_loop_that_was_redefined_calls_the_new_procedure(session: Session, operand: str) -> None:
    execution = waiting(session.start(f"(define (f n) (test-pause n) (f {operand})) (list (f 0))"))
    session.start("(define (f n) 'new)")

    assert shown_outcome(session.machine.run(execution, Return(0))) == "(new)"


def test_a_loop_that_was_redefined_with_more_parameters_is_an_error(session: Session) -> None:
    execution = waiting(session.start(f"{LOOP} (list (f 0))"))
    session.start("(define (f a b) 'new)")

    shown = shown_outcome(session.machine.run(execution, Return(0)))
    assert shown == "error: f: expected 2 arguments, got 1 (test.scm:1:30)"
