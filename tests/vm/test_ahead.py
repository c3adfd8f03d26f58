"""How far a list is loaded before it is asked for."""

from __future__ import annotations

from typing import Any

import pytest

from perdure.vm.machine import ahead
from perdure.vm.objects.data import Pair, cons, is_ghost
from perdure.vm.objects.singletons import NIL
from tests.vm.session import Session

COUNT = 1_000


def stored() -> Any:
    """The first pair of a stored list, none of which is in memory."""
    session = Session.fresh()
    last: Any = NIL
    for number in range(COUNT):
        last = cons(number, last)
    session.root["list"] = last
    session.manager.commit()
    session.connection.cacheMinimize()
    return last


def loaded_of(first: Pair) -> int:
    """How many pairs are in memory, up to the first that is not."""
    count, at = 0, first
    while type(at) is Pair and not is_ghost(at):
        count, at = count + 1, at.raw_cdr
    return count


def walked(first: Pair, to: int, loading: ahead.Ahead) -> Pair:
    """Walk so many pairs as the machine would; the one that is come to."""
    at = first
    for _ in range(to):
        if is_ghost(at):
            at._p_activate()
            loading.load_from(at)
        at = at.raw_cdr
    return at


def test_a_walk_that_goes_on_has_twice_as_much_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "FIRST", 10)
    monkeypatch.setattr(ahead, "MOST", 40)
    first, loading = stored(), ahead.Ahead()
    for to, count in (1, 10), (11, 30), (31, 70), (71, 110):
        walked(first, to, loading)
        assert loaded_of(first) == count


def test_a_walk_elsewhere_begins_with_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "FIRST", 10)
    first, loading = stored(), ahead.Ahead()
    walked(first, 11, loading)
    other = stored()
    walked(other, 1, loading)
    assert loaded_of(other) == 10


def test_a_circle_is_loaded_once() -> None:
    session = Session.fresh()
    first = cons(1, cons(2, NIL))
    first.raw_cdr.raw_cdr = first
    session.root["circle"] = first
    session.manager.commit()
    session.connection.cacheMinimize()
    first._p_activate()
    ahead.Ahead().load_from(first)
    assert not is_ghost(first.raw_cdr)


def test_what_is_no_list_is_left_alone() -> None:
    session = Session.fresh()
    pair = cons(cons(1, NIL), 2)
    session.root["pair"] = pair
    session.manager.commit()
    session.connection.cacheMinimize()
    pair._p_activate()
    ahead.Ahead().load_from(pair)
    assert is_ghost(pair.raw_car)
