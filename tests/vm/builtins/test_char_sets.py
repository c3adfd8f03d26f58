"""Sets of characters behave as Python's sets of code points do."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from perdure.vm.objects.char_sets import (
    FULL,
    Bounds,
    CharSet,
    bounds_of_codes,
    complement,
    difference,
    exclusive_or,
    intersection,
    standard_bounds,
    union,
)

CODES = st.sets(st.integers(90, 110) | st.integers(0xD7F0, 0xD7FF) | st.just(0x10FFFF))


def codes_of(bounds: Bounds) -> set[int]:
    return set(map(ord, CharSet(bounds)))


@given(CODES)
def test_a_set_has_what_it_is_made_of(codes: set[int]) -> None:
    bounds = bounds_of_codes(codes)
    assert codes_of(bounds) == codes
    assert len(CharSet(bounds)) == len(codes)
    assert bounds == tuple(sorted(set(bounds))), "one set has one form"
    assert {code for code in range(80, 120) if chr(code) in CharSet(bounds)} == {
        code for code in codes if 80 <= code < 120
    }


@given(CODES, CODES)
def test_the_algebra_is_that_of_sets(a: set[int], b: set[int]) -> None:
    x, y = bounds_of_codes(a), bounds_of_codes(b)
    assert codes_of(union(x, y)) == a | b
    assert codes_of(intersection(x, y)) == a & b
    assert codes_of(difference(x, y)) == a - b
    assert codes_of(exclusive_or(x, y)) == a ^ b
    assert difference(x, x) == ()
    assert complement(complement(x)) == x
    assert union(x, complement(x)) == FULL


def test_the_standard_sets_are_unicode_s() -> None:
    letters, digits = CharSet(standard_bounds("letter")), CharSet(standard_bounds("digit"))
    for code in (*range(0, 0x3000, 7), 0x4E00, 0x1F600, 0x2FA1D, 0xE0041):
        letter = chr(code)
        category = unicodedata.category(letter)
        assert (letter in letters) == category.startswith("L")
        assert (letter in digits) == (category == "Nd")
