"""Numbers as text: the grammar of R7RS 7.1.1, both ways."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.vm.objects.numbers import Ratio, exact_complex, rational, settled
from perdure.vm.objects.numerals import number_text, parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("+7", 7),
        ("-12", -12),
        ("1/2", rational(1, 2)),
        ("-6/4", rational(-3, 2)),
        ("6/3", 2),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("+inf.0", math.inf),
        ("-INF.0", -math.inf),
        ("#xff", 255),
        ("#XFF", 255),
        ("#b-101", -5),
        ("#o17", 15),
        ("#xa/b", rational(10, 11)),
        ("#e1.5", rational(3, 2)),
        ("#e1e3", 1000),
        ("#i1/2", 0.5),
        ("#i#x10", 16.0),
        ("#x#i10", 16.0),
        ("+i", exact_complex(0, 1)),
        ("-i", exact_complex(0, -1)),
        ("1+2i", exact_complex(1, 2)),
        ("1.5-.5i", 1.5 - 0.5j),
        ("1+.5i", 1 + 0.5j),
        ("#i1+2i", 1 + 2j),
        ("#e1.5+.5i", exact_complex(rational(3, 2), rational(1, 2))),
        ("#xa-fi", exact_complex(10, -15)),
        ("+2i", exact_complex(0, 2)),
        ("1/2+1/2i", exact_complex(rational(1, 2), rational(1, 2))),
        ("+inf.0i", complex(0, math.inf)),
        ("#x1.8", 1.5),
        ("#e#b.1", rational(1, 2)),
        ("1@0", 1),
        ("5+0i", 5),
    ],
)
def test_a_number_reads_as_its_value(text: str, value: object) -> None:
    found = parse_number(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    ["", "+", "-", "...", "1+", "-1+", "abc", "1/0", "1//2", "1.2.3", "e3", "#xfg", "#e+inf.0",
     "#x1.g", "--1", "1e", "#e", "#x#x1", "inf.0", "1i", "i", "1_000", "١"],
)  # fmt: skip
def test_what_is_no_number_reads_as_none(text: str) -> None:
    assert parse_number(text) is None


def test_nan_reads_and_prints() -> None:
    assert math.isnan(parse_number("+nan.0"))
    assert number_text(math.nan) == "+nan.0"


@pytest.mark.parametrize("radix", [2, 3, 8, 10, 16, 36])
@given(value=st.integers())
def test_integers_survive_the_way_to_text_and_back(radix: int, value: int) -> None:
    assert parse_number(number_text(value, radix), radix) == value


@pytest.mark.parametrize("radix", [2, 3, 10, 16])
def test_integers_longer_than_python_converts_at_once(radix: int) -> None:
    value = -(7**20_000) - 3

    assert parse_number(number_text(value, radix), radix) == value


@given(value=st.fractions())
def test_rationals_survive(value: Fraction) -> None:
    exact = rational(value.numerator, value.denominator)
    found = parse_number(number_text(exact))

    assert found == exact
    assert type(found) in (int, Ratio)


@given(value=st.floats(allow_nan=False))
def test_floats_survive(value: float) -> None:
    found = parse_number(number_text(value))

    assert type(found) is float
    assert repr(found) == repr(value)


@given(value=st.complex_numbers(allow_nan=False))
def test_complex_numbers_survive(value: complex) -> None:
    assert parse_number(number_text(value)) == value


@pytest.mark.parametrize("radix", [2, 3, 8, 16, 36])
@given(value=st.floats(allow_nan=False))
def test_floats_survive_in_every_radix(radix: int, value: float) -> None:
    assert repr(parse_number(number_text(value, radix), radix)) == repr(value)


@given(real=st.fractions(), imaginary=st.fractions())
def test_exact_complex_numbers_survive(real: Fraction, imaginary: Fraction) -> None:
    number = exact_complex(settled(real), settled(imaginary))

    assert parse_number(number_text(number)) == number


def test_floats_print_as_scheme_writes_them() -> None:
    assert [number_text(x) for x in (1.0, -0.0, 1e21, 1.5e-7, math.inf)] == [
        "1.0",
        "-0.0",
        "1e21",
        "1.5e-7",
        "+inf.0",
    ]


@given(st.text("0123456789+-./e@infa#xbodEI", max_size=12))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = parse_number(text)

    if found is not None:
        assert parse_number(number_text(found)) == found or math.isnan(abs(complex(found)))
