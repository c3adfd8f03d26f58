"""Linked code lives as long as somebody can call it, and is kept right for as long."""

from __future__ import annotations

import gc

import pytest

from perdure.vm import Return, Waiting
from perdure.vm.machine import linker
from perdure.vm.machine.linked import Linked
from perdure.vm.machine.recent import Recent
from perdure.vm.objects.primitive import Primitive
from perdure.vm.objects.procedures import Builtin, builtins
from tests.vm.session import Session, shown_outcome


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    """One that keeps next to nothing that nobody calls."""
    monkeypatch.setattr(linker, "ROOM", 2)
    return Session.fresh()


def turn_over(session: Session) -> None:
    """Use so much other code that what was used before is not kept for that any more."""
    for _ in range(4):
        session.eval("((lambda (x) ((lambda (y) y) x)) 1)")


def test_what_was_linked_for_a_text_goes_when_it_has_run(session: Session) -> None:
    session.eval("(define (f x) (+ x 1))")
    text = "(let ((g (lambda (x) (f x)))) (map (lambda (x) (* 2 x)) (list (g 1) (f 2))))"
    assert session.eval(text) == "(4 6)"

    def alive() -> tuple[int, int]:
        gc.collect()
        ours = {id(each()) for each in session.machine.linker._alive.values()}
        session.eval("(define (f x) (+ x 1))")  # a definition takes those that have gone away
        callers = session.machine.linker.callers.values()
        return sum(id(each) in ours for each in _all_linked()), sum(map(len, callers))

    first = alive()
    for _ in range(40):
        session.eval(text)
    then = alive()
    assert then[0] <= first[0] + 6
    assert then[1] <= first[1] + 6


def _all_linked() -> list[Linked]:
    return [each for each in gc.get_objects() if type(each) is Linked]


def test_a_caller_that_was_not_used_for_long_sees_a_new_definition(session: Session) -> None:
    session.eval("(define (g x) (list 'old x)) (define (f x) (car (g x)))")
    session.eval("(define kept (vector (let ((n 5)) (lambda () (g n)))))")
    assert session.eval("(cons (f 1) ((vector-ref kept 0)))") == "(old old 5)"
    turn_over(session)
    gc.collect()
    session.eval("(define (g x) (list 'new x))")
    assert session.eval("(cons (f 1) ((vector-ref kept 0)))") == "(new new 5)"


def test_a_sleeper_of_a_text_goes_on_when_its_code_was_not_used_for_long(session: Session) -> None:
    session.eval("(define (g x) (list 'old x))")
    asleep = session.start("(let ((x 1)) (list (test-pause 0) (g x) (map - '(1 2))))")
    assert isinstance(asleep, Waiting)
    turn_over(session)
    gc.collect()
    session.eval("(define (g x) (list 'new x))")
    outcome = session.machine.run(asleep.execution, Return(7))
    assert shown_outcome(outcome) == "(7 (new 1) (-1 -2))"


def test_two_generations_keep_what_is_used_and_forget_the_rest() -> None:
    forgotten: list[int] = []
    recent: Recent[int, str] = Recent(2, lambda: forgotten.append(len(recent)))
    for number in range(20):
        recent.put(number, str(number))
        assert recent.get(0) == "0"
        assert len(recent) <= 4
    assert recent.get(5) is None
    assert forgotten


def test_a_builtin_that_was_made_after_the_machine_is_called_directly_then(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Builtin(Primitive("late", lambda x: x + 1, 1, 1, has_effect=True))
    monkeypatch.setitem(builtins, "late", made)
    session.user.bind("late", made)

    assert session.eval("(late 1)") == "2"
    assert session.machine.space["b:late"] is made.function
    assert session.eval("(list (late 1) (late 2))") == "(2 3)"
