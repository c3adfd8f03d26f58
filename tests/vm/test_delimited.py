"""Delimited continuations are stored values: they survive, and are called elsewhere.

Each program waits, is interrupted at each of its check points, and goes on in another
connection, as those of test_capture do.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from perdure.vm import DelimitedContinuation, Preempted
from tests.programs import program, programs_in
from tests.vm.session import Session, finish

PRELUDE = program(__file__, "delimited-prelude")
PROGRAMS = programs_in(__file__, "delimited")


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
    here.start(program(__file__, "deep-and-guarded"))
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
