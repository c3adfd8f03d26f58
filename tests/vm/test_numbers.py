"""Exact complex numbers: the laws of a field, beside every other kind of number."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from perdure.vm import ExactComplex, Ratio, exact_complex
from perdure.vm.objects.equality import is_eqv
from perdure.vm.objects.numbers import settled
from perdure.vm.primitives.numbers import divide2

small = st.integers(-30, 30)
exact_reals = st.builds(lambda a, b: settled(Fraction(a, b)), small, st.integers(1, 12))
exacts = st.builds(exact_complex, exact_reals, exact_reals)
KINDS = (int, Ratio, ExactComplex)


def parts(x: Any) -> tuple[Fraction, Fraction]:
    return Fraction(x.real), Fraction(x.imag)


@given(exacts, exacts)
def test_sums_and_products_are_those_of_their_parts(x: Any, y: Any) -> None:
    (a, b), (c, d) = parts(x), parts(y)

    assert parts(x + y) == (a + c, b + d)
    assert parts(x - y) == (a - c, b - d)
    assert parts(x * y) == (a * c - b * d, a * d + b * c)
    assert parts(-x) == (-a, -b)


@given(exacts, exacts)
def test_what_is_done_is_undone_exactly(x: Any, y: Any) -> None:
    assert is_eqv((x + y) - y, x)
    if y != 0:
        assert is_eqv(divide2(x * y, y), x)
        assert is_eqv(divide2(x, y) * y, x)


@given(exacts, exacts)
def test_a_result_is_in_lowest_terms(x: Any, y: Any) -> None:
    for result in (x + y, x - y, x * y):
        assert type(result) in KINDS
        if type(result) is ExactComplex:
            assert result.imag != 0
            assert type(result.real) in (int, Ratio)
            assert type(result.imag) in (int, Ratio)


@given(exacts, st.floats(-100, 100))
def test_an_inexact_operand_makes_the_result_inexact(x: Any, y: float) -> None:
    for result in (x + y, y + x, x - y, y - x, x * y, y * x, x + complex(y, 1), complex(y, 1) * x):
        assert type(result) in (float, complex)


@given(small, small)
def test_equal_numbers_have_one_hash(a: int, b: int) -> None:
    number = exact_complex(a, b)

    assert number == complex(a, b)
    assert hash(number) == hash(complex(a, b))
    assert is_eqv(number, complex(a, b)) is False


@given(exacts)
def test_a_pickled_number_is_the_same(x: Any) -> None:
    assert is_eqv(pickle.loads(pickle.dumps(x)), x)
