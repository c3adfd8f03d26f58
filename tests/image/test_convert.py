"""Values on their way between programs and Python, by the table in docs/values.md."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import OrderedDict
from enum import IntEnum
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.image import CannotConvert, from_python, provided_function, to_python
from perdure.vm.objects.atoms import char, symbol
from perdure.vm.objects.data import Bytevector, cons, new_string, new_vector
from perdure.vm.objects.hash_tables import HashTable, put_entry, size_of_table
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import exact_complex, rational
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.singletons import DEFAULT, EOF, FALSE, NIL, TRUE, UNSPECIFIED


class Colour(IntEnum):
    RED = 1


class Point(NamedTuple):
    x: int
    y: int


SIMPLE = [
    (5, 5),
    (2.5, 2.5),
    (1j, 1j),
    (rational(1, 3), Fraction(1, 3)),
    (exact_complex(1, rational(1, 2)), 1 + 0.5j),
    (TRUE, True),
    (FALSE, False),
    (UNSPECIFIED, None),
    (NIL, []),
]


@pytest.mark.parametrize(("inside", "outside"), SIMPLE)
def test_simple_values_go_there_and_back(inside: Any, outside: Any) -> None:
    assert to_python(inside) == outside
    assert type(to_python(inside)) is type(outside)
    back = from_python(outside)
    assert back is inside or back == inside


def test_symbols_and_characters_become_text() -> None:
    assert to_python(symbol("x")) == "x"
    assert to_python(char("λ")) == "λ"
    assert to_python(Bytevector(b"ab")) == b"ab"
    assert to_python(Text("aλ")) == "aλ"
    assert to_python(NumericVector("s16", array("h", [1, -2]))) == (1, -2)
    assert to_python(NumericVector("c64", array("f", [1.0, 2.0]))) == (1 + 2j,)


@pytest.mark.parametrize("code", "bBhHiIlLqQfd")
def test_an_array_of_numbers_becomes_a_vector_of_its_type(code: str) -> None:
    made = from_python(array(code, [1, 2]))
    if code == "B":
        assert made.data == b"\1\2"
        return
    assert made.numbers == array(code, [1, 2])
    bits = 8 * array(code).itemsize
    assert made.kind == ("f" if code in "fd" else "s" if code.islower() else "u") + str(bits)


def test_an_array_of_characters_does_not_convert() -> None:
    with pytest.raises(CannotConvert, match="has no counterpart"):
        from_python(array("u", "ab"))


def test_a_whole_fraction_becomes_an_integer() -> None:
    assert type(from_python(Fraction(4, 2))) is int


def test_subclasses_are_taken_for_what_they_derive_from() -> None:
    assert type(from_python(Colour.RED)) is int
    assert from_python(Point(1, 2)).items == [1, 2]
    assert isinstance(from_python(OrderedDict(a=1)), HashTable)


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
)


@given(json)
def test_python_data_goes_there_and_back_unchanged(x: Any) -> None:
    assert to_python(from_python(x)) == x


def circular() -> Any:
    pair = cons(1, NIL)
    pair.cdr = pair
    return pair


def within_itself() -> Any:
    vector = new_vector([])
    vector.items.append(vector)
    return vector


def table_with_a_list_for_a_key() -> Any:
    table = HashTable()
    put_entry(table, cons(1, NIL), 2)
    return table


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (provided_function("shop", "charge"), "#<procedure charge> has no counterpart"),
        (EOF, "has no counterpart in Python"),
        (cons(1, 2), r"\(1 \. 2\) is no proper list"),
        (circular(), "is a circular list"),
        (within_itself(), "nested more than 200 deep"),
        (table_with_a_list_for_a_key(), r"\(1\) cannot be a key"),
    ],
)
def test_what_has_no_counterpart_in_python_is_named(value: Any, message: str) -> None:
    with pytest.raises(CannotConvert, match=message):
        to_python(value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (dt.date(2024, 1, 2), r"datetime\.date\(2024, 1, 2\) \(a datetime\.date\)"),
        ({1, 2}, "a builtins.set"),
        ([1, [object]], "builtins.type"),
    ],
)
def test_what_has_no_counterpart_in_the_program_is_named(value: Any, message: str) -> None:
    with pytest.raises(CannotConvert, match=message):
        from_python(value)


def table_of(*keys: Any, equivalence: str = "equal?") -> HashTable:
    table = HashTable(equivalence)
    for key in keys:
        put_entry(table, key, 0)
    return table


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (table_of(1, 1.0), r"1 and 1\.0, .* one key of a dict, 1"),
        (table_of(rational(1, 2), 0.5), "1/2 and 0.5"),
        (table_of(0.0, -0.0), r"0\.0 and -0\.0"),
        (table_of(exact_complex(1, 2), complex(1, 2)), r"1\+2i and 1\.0\+2\.0i"),
        (table_of(1, TRUE), "1 and #t"),
        (table_of(FALSE, 0.0), r"#f and 0\.0"),
        (table_of(UNSPECIFIED, DEFAULT), "one key of a dict, None"),
        (table_of(symbol("a"), new_string("a")), 'a and "a"'),
        (table_of(char("a"), symbol("a")), r"#\\a and a"),
        (table_of(new_string("a"), new_string("a"), equivalence="eqv?"), '"a" and "a"'),
        (table_of(new_vector([1]), new_vector([1.0])), r"#\(1\) and #\(1\.0\)"),
        (
            table_of(new_vector([symbol("a")]), new_vector([new_string("a")])),
            r'#\(a\) and #\("a"\)',
        ),
        (new_vector([table_of(symbol("a"), new_string("a"))]), "two keys of a hash table"),
    ],
)
def test_keys_that_python_takes_for_one_are_refused(table: Any, message: str) -> None:
    with pytest.raises(CannotConvert, match=message):
        to_python(table)


def test_a_table_of_any_keys_keeps_all_its_entries_or_is_refused() -> None:
    keys = [
        *(1, 1.0, 0, -0.0, 0.5, rational(1, 2), 1j, exact_complex(0, 1), TRUE, FALSE, UNSPECIFIED),
        *(symbol("a"), symbol("b"), char("a"), new_string("a"), new_string("c"), new_vector([])),
        *(new_vector([1]), new_vector([1.0]), Bytevector(b"a")),
    ]
    for first in keys:
        for second in keys:
            table = table_of(first, second)
            try:
                outside = to_python(table)
            except CannotConvert:
                assert size_of_table(table) == 2
            else:
                assert len(outside) == size_of_table(table)


class Folded(str):
    """A text that is another key of a dict than its like is."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({float("nan"): 1, float("nan"): 2}, "nan and nan, .* one key of a hash table"),
        ({Folded("a"): 1, "b": 2, Folded("a"): 3}, "'a' and 'a'"),
        ([{(1, Folded("a")): 1, (1, "a"): 3}], r"\(1, 'a'\) and \(1, 'a'\)"),
    ],
)
def test_keys_that_a_program_takes_for_one_are_refused(table: Any, message: str) -> None:
    with pytest.raises(CannotConvert, match=message):
        from_python(table)


def test_an_exact_complex_number_too_large_for_python_is_refused() -> None:
    with pytest.raises(CannotConvert, match="too large"):
        to_python(exact_complex(10**400, 1))


def test_what_goes_out_is_a_copy() -> None:
    text = new_string("a")
    outside = to_python(new_vector([text]))
    text.text = "b"
    assert outside == ("a",)
