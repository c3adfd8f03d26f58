"""A loop over a list of objects that are not in memory was begun anew for each of them, so
that it took the square of their number: a minute for a list of some ten thousand records.
"""

from __future__ import annotations

from typing import Any

import pytest

from perdure.vm import Machine
from tests.vm.session import Session

COUNT = 1000

DEFINITIONS = f"""
(define (make i) (vector (modulo (* i 7919) 10007) (number->string i)))
(define items (map make (iota {COUNT})))
(define vectors (list->vector items))
(define (by-number v w) (< (vector-ref v 0) (vector-ref w 0)))"""

LOOPS = [
    ("(length (map (lambda (v) (vector-ref v 0)) items))", str(COUNT)),
    ("(length (filter (lambda (v) (< (vector-ref v 0) 0)) items))", "0"),
    ("(fold (lambda (v sum) (+ sum (vector-length v))) 0 items)", str(2 * COUNT)),
    ("(vector-length (vector-map (lambda (v) (vector-ref v 0)) vectors))", str(COUNT)),
    ("(vector-ref (car (list-sort by-number items)) 0)", "0"),
]


@pytest.mark.parametrize(("loop", "value"), LOOPS)
def test_a_loop_is_begun_anew_a_few_times_only(
    loop: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.fresh()
    session.eval(DEFINITIONS)
    session.manager.commit()
    session.connection.cacheMinimize()
    faults = 0

    def counted(*arguments: Any) -> Any:
        nonlocal faults
        faults += 1
        return faulted(*arguments)

    faulted = Machine._faulted
    monkeypatch.setattr(Machine, "_faulted", counted)

    assert session.eval(loop) == value
    assert faults < COUNT / 20


def test_what_is_deeper_in_the_elements_is_loaded_by_scheme() -> None:
    session = Session.fresh()
    session.eval(DEFINITIONS)
    session.manager.commit()
    session.connection.cacheMinimize()

    assert (
        session.eval("(apply + (map (lambda (v) (string-length (vector-ref v 1))) items))")
        == "2890"
    )
