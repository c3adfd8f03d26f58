"""Code that is compiled to keep variables in scope: what its frames show, and that it runs.

Beside code that keeps only what is needed: each frame's own code says what it keeps.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import UNSPECIFIED, Return, Waiting, walk
from perdure.vm.objects.printer import write_text
from tests.programs import Case, cases
from tests.vm.captured import PROGRAMS
from tests.vm.reached import reached
from tests.vm.session import Session, finish


@pytest.fixture(scope="module")
def database() -> Iterator[Session]:
    session = Session.fresh()
    yield session
    session.close()


def keeping(database: Session) -> Session:
    here = Session(database.database)
    here.world.keeps_variables = True
    return here


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_goes_on_from_wherever_it_is_stopped(database: Session, name: str) -> None:
    text, expected = PROGRAMS[name]
    here = keeping(database)
    here.machine.checks = 0
    outcome = here.start(text)
    assert finish(here, outcome, moving=False, checks=1) == expected


@pytest.mark.parametrize("case", cases(__file__, "variables-shown"), ids=str)
def test_a_frame_shows_what_is_in_scope(database: Session, case: Case) -> None:
    here = keeping(database)
    outcome = here.start(f"{case.definitions} {case.expression}")
    assert isinstance(outcome, Waiting)
    shown = [
        " ".join(f"({name} {write_text(value)})" for name, value in sorted(frame.locals.items()))
        for frame in walk(outcome.execution)
        if frame.name in ("f", "g") or frame.name.startswith("lambda")
    ]
    assert " ".join(f"({variables})" for variables in shown) == case.value
    other, execution, _ = here.elsewhere(outcome.execution, UNSPECIFIED)
    here.close()
    assert not isinstance(other.machine.run(execution, Return(UNSPECIFIED)), Waiting)
    other.close()


def test_without_that_only_what_is_needed_is_kept(database: Session) -> None:
    here = Session(database.database)
    outcome = here.start("(define (f x) (let ((y (list x 2))) (test-pause) x)) (list (f 1))")
    assert isinstance(outcome, Waiting)
    assert next(walk(outcome.execution)).locals == {"x": 1}
    here.close()


def test_code_of_both_kinds_runs_on_one_stack(database: Session) -> None:
    here = Session(database.database)
    here.eval("(define (inner a b) (test-pause) a)")
    here.world.keeps_variables = True
    here.eval("(define (middle a b) (let ((c (inner a b))) (list c)))")
    here.world.keeps_variables = False
    outcome = here.start(
        "(define (outer a b) (let ((c (middle a b))) (list c))) (list (outer 1 2))"
    )
    assert isinstance(outcome, Waiting)
    kept = [dict(frame.locals) for frame in walk(outcome.execution)][:3]
    assert kept == [{"a": 1}, {"a": 1, "b": 2}, {}]
    assert finish(here, outcome, moving=True, checks=1) == "=> (((1)))"


def test_tail_calls_and_rounds_of_loops_leave_nothing(database: Session) -> None:
    """The space rule: what is in scope in procedures that have not returned, no more."""
    texts = [
        "(define (f n l) (if (= n 0) (begin (test-pause) 1) (f (- n 1) (iota 5)))) (list (f N '()))",
        """(define (g n l) (if (= n 0) (begin (test-pause) 1) (h (- n 1) (iota 5))))
           (define (h n l) (g n l)) (list (g N '()))""",
        """(define (f n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (iota 5)) (test-pause))))
           (list (f N))""",
    ]
    for text in texts:
        found = []
        for n in ("3", "60"):
            here = keeping(database)
            outcome = here.start(text.replace("N", n))
            assert isinstance(outcome, Waiting)
            found.append(reached(outcome.execution.to_state()))
            here.manager.abort()
            here.close()
        assert found[0] == found[1], text


def test_a_procedure_with_very_many_variables_keeps_what_it_needs(database: Session) -> None:
    bindings = " ".join(f"(v{n} (list {n}))" for n in range(400))
    here = keeping(database)
    outcome = here.start(f"(define (f) (let* ({bindings}) (test-pause) v7)) (list (f))")
    assert isinstance(outcome, Waiting)
    assert {
        name: write_text(value) for name, value in next(walk(outcome.execution)).locals.items()
    } == {"v7": "(7)"}
    assert finish(here, outcome, moving=True, checks=None) == "=> ((7))"
