"""A statement over objects that are not in memory was begun anew for each of them, so that it
took the square of their number: a minute for a list of some ten thousand records, 46 seconds
for `reverse` of a list of 200,000. What each builtin does: vm/builtins/test_stored_operands.py.
"""

from __future__ import annotations

from typing import Any

import pytest

from perdure.vm import Machine, Pair, Vector
from perdure.vm.machine import ahead
from perdure.vm.objects.data import is_ghost
from tests.programs import Case, cases, program
from tests.vm.session import Session

COUNT = 1000

DEFINITIONS = program(__file__, "records", count=COUNT)

LOOPS = cases(__file__, "loops-over-records")


def stored(definitions: str, **options: Any) -> Session:
    """A session whose objects are in the database, and none in memory."""
    session = Session.fresh(**options)
    session.eval(definitions)
    session.manager.commit()
    session.connection.cacheMinimize()
    return session


@pytest.fixture
def faulted(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """The errors that the machine has looked into, of objects that it then loads one by one."""
    met: list[Exception] = []

    def counted(machine: Machine, error: Exception, *others: Any) -> Any:
        met.append(error)
        return meet(machine, error, *others)

    meet = Machine._faulted
    monkeypatch.setattr(Machine, "_faulted", counted)
    monkeypatch.setattr(ahead, "FIRST", 1)
    monkeypatch.setattr(ahead, "MOST", 1)
    return met


@pytest.mark.parametrize("loop", LOOPS, ids=str)
def test_a_loop_is_begun_anew_a_few_times_only(loop: Case, faulted: list[Exception]) -> None:
    session = stored(DEFINITIONS)

    assert session.eval(loop.expression) == loop.value
    assert len(faulted) < COUNT / 20


@pytest.mark.parametrize("loop", LOOPS[4::4], ids=str)
def test_a_loop_ends_where_hardly_anything_stays_in_memory(loop: Case) -> None:
    assert stored(DEFINITIONS, cache_size=10).eval(loop.expression) == loop.value


def test_a_wide_statement_is_begun_anew_a_few_times_only(faulted: list[Exception]) -> None:
    session = stored(
        "(define vectors (list->vector (map list (iota 300))))"
        f"(define (all v) (list {' '.join(f'(car (vector-ref v {i}))' for i in range(300))}))"
    )

    assert session.eval("(apply + (all vectors))") == "44850"
    assert len(faulted) < 20


def test_no_more_is_loaded_than_is_walked() -> None:
    session = stored("(define items (map (lambda (i) (vector i)) (iota 300)))")

    assert session.eval("(list (length items) (length (reverse items)))") == "(300 300)"
    assert session.eval("(vector-ref (list-ref items 7) 0)") == "7"

    at = session.user.bindings["items"].value
    for i in range(300):
        assert type(at) is Pair
        assert type(at.car) is Vector
        assert is_ghost(at.car) == (i != 7)
        at = at.cdr


@pytest.mark.parametrize(
    "procedure", ["length", "reverse", "list->vector", "list->string", "apply +"]
)
def test_a_list_that_ends_in_a_stored_vector_is_no_list(procedure: str) -> None:
    """To find that out builtins loaded all of its pairs, again and again."""
    session = stored("(define items (cons #\\a (vector 1)))")

    assert "expected a list" in session.eval(f"({procedure} items)")
