"""`eqv?` and `equal?` on values that are deep, cyclic or large."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from perdure.vm import (
    NIL,
    Bytevector,
    char,
    cons,
    new_string,
    new_vector,
    rational,
    symbol,
)
from perdure.vm.objects.data import Pair, String, Vector
from perdure.vm.objects.equality import is_equal, is_eqv
from perdure.vm.objects.hashing import INDEX_KEYS, stable_hash

ATOMS: st.SearchStrategy[Any] = st.one_of(
    st.integers(),
    st.integers(-3, 3),
    st.floats(),
    st.builds(rational, st.integers(), st.integers(1, 9)),
    st.sampled_from([NIL, symbol("a"), symbol("b"), char("a"), 0.0, -0.0, math.nan]),
)
CONTENTS: st.SearchStrategy[Any] = st.recursive(
    st.one_of(
        ATOMS,
        st.builds(new_string, st.text(max_size=3)),
        st.builds(Bytevector, st.binary(max_size=3)),
    ),
    lambda inner: st.one_of(
        st.builds(cons, inner, inner), st.builds(new_vector, st.lists(inner, max_size=3))
    ),
    max_leaves=8,
)


def copied(x: Any) -> Any:
    """A copy that shares no mutable part."""
    match x:
        case Pair():
            return cons(copied(x.car), copied(x.cdr))
        case Vector():
            return new_vector([copied(item) for item in x.items])
        case String():
            return new_string(x.text)
        case Bytevector():
            return Bytevector(bytes(x.data))
    return x


@given(CONTENTS, CONTENTS)
def test_equal_values_are_one_key_and_unequal_ones_two(a: Any, b: Any) -> None:
    index = INDEX_KEYS["equal?"]
    assert is_equal(a, b) == (index(a) == index(b))


@given(CONTENTS)
def test_a_copy_is_equal_and_hashes_alike(x: Any) -> None:
    index = INDEX_KEYS["equal?"]
    assert is_equal(x, copied(x))
    assert index(x) == index(copied(x))
    assert stable_hash(index(x)) == stable_hash(index(copied(x)))


@given(ATOMS, ATOMS)
def test_eqv_atoms_are_one_key_and_others_two(a: Any, b: Any) -> None:
    index = INDEX_KEYS["eqv?"]
    assert is_eqv(a, b) == (index(a) == index(b))


def test_equal_compares_values_of_any_depth() -> None:
    a: Any = NIL
    b: Any = NIL
    for _ in range(50_000):
        a, b = cons(a, NIL), cons(b, NIL)
    assert is_equal(a, b)


def test_equal_ends_on_cycles_of_different_lengths() -> None:
    def cycle(length: int, *last: int) -> Any:
        first = pair = cons(1, NIL)
        for _ in range(length - 1):
            pair.cdr = cons(1, NIL)
            pair = pair.cdr
        for value in last:
            pair.car = value
        pair.cdr = first
        return first

    assert is_equal(cycle(2), cycle(3))
    assert not is_equal(cycle(2), cycle(3, 2))
    v, w = new_vector([NIL]), new_vector([NIL])
    v.items[0], w.items[0] = v, w
    assert is_equal(v, w)
