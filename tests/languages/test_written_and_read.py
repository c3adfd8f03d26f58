"""Reading gives back what `write` prints: any symbol, any character, any datum.

Those that have no written form of their own (procedures, records, ports) are none of
these. A symbol is itself again, so it is compared by identity.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from perdure.languages.scheme import ReadFault, read, read_datum
from perdure.vm.objects.atoms import char, symbol
from perdure.vm.objects.data import Bytevector, Pair, Value, cons, new_string, new_vector
from perdure.vm.objects.equality import is_equal
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import exact_complex, rational
from perdure.vm.objects.numerals import number_text
from perdure.vm.objects.numeric_vectors import NumericVector, array_of
from perdure.vm.objects.printer import CHAR_NAMES, shared_text, write_text
from perdure.vm.objects.singletons import FALSE, NIL, TRUE
from tests.languages.core_interpreter import error_text

SCALARS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(SCALARS)
#: Texts like numbers, dots, labels, comments and abbreviations.
NEARLY_NUMBERS = st.text("+-./0123456789einfax@#bdo|\\;\"'`,() t!=")


def read_again(text: str) -> Value:
    found = read_datum(text)
    assert found is not None
    datum, end = found
    assert end == len(text), f"only {text[:end]!r} was read"
    return datum


def symbols() -> st.SearchStrategy[Value]:
    return st.builds(symbol, TEXTS | NEARLY_NUMBERS)


def numbers() -> st.SearchStrategy[Any]:
    rationals = st.builds(rational, st.integers(), st.integers(min_value=1))
    return (
        st.integers()
        | rationals
        | st.floats()
        | st.complex_numbers()
        | st.builds(exact_complex, rationals, rationals)
    )


def vectors_of_numbers() -> st.SearchStrategy[Value]:
    def made(kind: str, values: list[Any]) -> Value:
        return NumericVector(kind, array_of(kind, values))

    elements = {"s16": st.integers(-(2**15), 2**15 - 1), "u64": st.integers(0, 2**64 - 1)}
    elements["f32"] = st.floats(width=32)  # type: ignore[assignment]
    elements["c128"] = st.complex_numbers()  # type: ignore[assignment]
    return st.one_of(
        [st.builds(made, st.just(kind), st.lists(each)) for kind, each in elements.items()]
    )


def atoms() -> st.SearchStrategy[Value]:
    return (
        symbols()
        | numbers()
        | st.builds(char, SCALARS)
        | st.builds(new_string, TEXTS)
        | st.builds(lambda data: Bytevector(bytearray(data)), st.binary())
        | st.builds(Text, TEXTS)
        | vectors_of_numbers()
        | st.sampled_from([NIL, TRUE, FALSE])
    )


def compounds(parts: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    prefixes = st.sampled_from(["quote", "quasiquote", "unquote", "unquote-splicing"])
    return (
        st.builds(cons, parts, parts)
        | st.builds(lambda items: new_vector(list(items)), st.lists(parts, max_size=4))
        | st.builds(lambda name, x: cons(symbol(name), cons(x, NIL)), prefixes, parts)
        | st.builds(lambda name, x: cons(symbol(name), x), prefixes, parts)
    )


@st.composite
def graphs(draw: st.DrawFn) -> Value:
    """Pairs and vectors that point at one another, in any way."""
    count = draw(st.integers(1, 8))
    nodes: list[Any] = [
        new_vector([NIL, NIL]) if draw(st.booleans()) else cons(NIL, NIL) for _ in range(count)
    ]
    parts = st.sampled_from(nodes) | st.sampled_from([NIL, 1, symbol("quote"), symbol("unquote")])
    for node in nodes:
        if type(node) is Pair:
            node.car, node.cdr = draw(parts), draw(parts)
        else:
            node.items = [draw(parts), draw(parts)]
    return nodes[0]


@given(symbols())
@example(symbol(""))
@example(symbol("."))
@example(symbol("1/0"))
@example(symbol("-0/00"))
@example(symbol("+inf.0i"))
@example(symbol("#0="))
@example(symbol("\ufeff"))
@example(symbol("a\u3000b"))
def test_any_text_is_a_symbol_that_is_read_again(x: Value) -> None:
    assert read_again(write_text(x)) is x


def test_a_symbol_of_each_character_is_read_again() -> None:
    for code in (*range(0x3100), 0xE000, 0xFEFF, 0xFFFF, 0x1D7D8, 0x10FFFF):
        for name in (chr(code), f"a{chr(code)}", f"{chr(code)}1"):
            x = symbol(name)
            assert read_again(write_text(x)) is x, ascii(name)


def test_each_character_is_read_again_alone_in_a_list_and_with_case_folded() -> None:
    for code in (*range(0x3100), 0xE000, 0xFEFF, 0xFFFF, 0x1D7D8, 0x10FFFF):
        x = char(chr(code))
        for text in (write_text(x), f"({write_text(x)})", f"#!fold-case {write_text(x)}"):
            datum = read_again(text)
            assert (datum.car if type(datum) is Pair else datum) is x, text


def test_each_name_of_a_character_is_read_in_any_case_where_case_is_folded() -> None:
    for letter, name in CHAR_NAMES.items():
        assert read_again(f"#!fold-case #\\{name.upper()}") is char(letter)


@given(st.recursive(atoms(), compounds, max_leaves=12))
@example(cons(symbol("unquote"), cons(symbol("@x"), NIL)))
@example(cons(symbol("unquote"), cons(cons(symbol("unquote"), cons(symbol("@"), NIL)), NIL)))
@example(complex(0.0, -0.0))
@example(complex(-0.0, float("nan")))
def test_any_datum_is_read_again(x: Value) -> None:
    assert is_equal(read_again(write_text(x)), x)
    assert is_equal(read_again(shared_text(x)), x)


@given(graphs())
def test_data_in_circles_are_read_again(x: Value) -> None:
    for write in (write_text, shared_text):
        datum = read_again(write(x))
        assert is_equal(datum, x)
        assert write(datum) == write(x)


@given(st.floats() | st.integers() | st.builds(rational, st.integers(), st.integers(1)))
def test_a_number_is_the_same_in_any_radix(x: Any) -> None:
    for radix, prefix in ((2, "#b"), (8, "#o"), (16, "#x")):
        assert is_equal(read_again(prefix + number_text(x, radix)), x)


@pytest.mark.parametrize("text", ["#0=#0#", "#0=#1=#0#", "#0=#1=#2=#1#", "(a #0=#1=#0#)"])
def test_a_label_that_stands_for_nothing_but_labels_is_refused(text: str) -> None:
    with pytest.raises(ReadFault) as caught:
        list(read(text, ""))

    assert "a label may not stand for itself" in error_text(caught.value)
