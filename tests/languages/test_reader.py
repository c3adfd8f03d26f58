"""The reader: R7RS lexical syntax, positions, and what is wrong or not finished."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.languages.scheme import (
    Incomplete,
    Reader,
    ReadFault,
    is_incomplete,
    read,
    read_datum,
    syntax_text,
    to_datum,
)
from perdure.languages.scheme.reader.syntax import Identifier, List
from perdure.vm.objects.atoms import char, symbol
from perdure.vm.objects.data import Bytevector, Pair, String, Vector
from perdure.vm.objects.singletons import NIL
from tests.languages.core_interpreter import error_text


def texts(text: str) -> list[str]:
    return [syntax_text(form, 200) for form in read(text, "t.scm")]


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("a b", ["a", "b"]),
        ("(a (b) ())", ["(a (b) ())"]),
        ("(a . b)", ["(a . b)"]),
        ("(a . (b . (c)))", ["(a b c)"]),
        ("(a . (b . c))", ["(a b . c)"]),
        ("'a", ["'a"]),
        ("`(a ,b ,@c)", ["(quasiquote (a (unquote b) (unquote-splicing c)))"]),
        ("'()", ["'()"]),
        ("#(1 #(2))", ["#(1 #(2))"]),
        ("#u8(0 255)", ["#u8(0 255)"]),
        ("#t #f #true #false", ["#t", "#f", "#t", "#f"]),
        ("; nothing\na ; b\nc", ["a", "c"]),
        ("a #| b #| c |# d |# e", ["a", "e"]),
        ("(a #;(b c) d)", ["(a d)"]),
        ("(a #;b)", ["(a)"]),
        ("(a #; #;b c d)", ["(a d)"]),
        ("(a . #;b c)", ["(a . c)"]),
        ("#;a b", ["b"]),
        ("|a b| || |x\\x41;\\n|", ["a b", "||", "xA\n"]),
        ("ABC #!fold-case ABC |ABC| #!no-fold-case ABC", ["ABC", "abc", "ABC", "ABC"]),
        ("... + - 1+ -> ->x .a ..", ["...", "+", "-", "1+", "->", "->x", ".a", ".."]),
        ("-1 +i 1/2 #xFF", ["-1", "+i", "1/2", "255"]),
        ("a'b", ["a", "'b"]),
        ('"a"b', ['"a"', "b"]),
        ("#!/usr/bin/env perdure run\na", ["a"]),
        ("λ ∀x", ["λ", "∀x"]),
    ],
)
def test_a_text_reads_as_its_forms(text: str, forms: list[str]) -> None:
    assert texts(text) == forms


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ('"a\\nb\\t\\"\\\\\\|"', 'a\nb\t"\\|'),
        ('"\\x3bb;x"', "λx"),
        ('"a\\\n    b"', "ab"),
        ('"a \\  \t\n  b"', "a b"),
        ('"two\nlines"', "two\nlines"),
    ],
)
def test_strings(text: str, value: str) -> None:
    (form,) = read(text, "t.scm")

    datum = to_datum(form)
    assert isinstance(datum, String)
    assert (datum.text, datum.literal) == (value, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("#\\a", "a"),
        ("#\\A", "A"),
        ("#\\(", "("),
        ("#\\)", ")"),
        ("#\\;", ";"),
        ('#\\"', '"'),
        ("#\\ ", " "),
        ("#\\x", "x"),
        ("#\\x41", "A"),
        ("#\\space", " "),
        ("#\\newline", "\n"),
        ("#\\null", "\0"),
        ("#\\λ", "λ"),
    ],
)
def test_characters(text: str, value: str) -> None:
    (form,) = read(f"({text})", "t.scm")

    assert to_datum(form).car is char(value)


def test_every_form_knows_its_line_and_column() -> None:
    text = '(a\n  "s\nt" b) ; c\n  #| d\n |# e'
    first, second = read(text, "t.scm")

    assert isinstance(first, List)
    assert [item.at for item in (first, *first.items)] == [
        (1, 1, "t.scm"),
        (1, 2, "t.scm"),
        (2, 3, "t.scm"),
        (3, 4, "t.scm"),
    ]
    assert second.at == (5, 5, "t.scm")


def test_a_reader_goes_on_from_an_offset_with_right_positions() -> None:
    text = "a\n  b c"
    first = Reader(text, "t.scm")
    first.read()
    second = Reader(text, "t.scm", first.offset)

    assert [form.at for form in second] == [(2, 3, "t.scm"), (2, 5, "t.scm")]


def test_datum_labels_share_and_tie_knots() -> None:
    (shared,) = read("(#0=(a) #0# #0#)", "t.scm")
    (ring,) = read("#1=(a b . #1#)", "t.scm")
    (vector,) = read("#0=#(1 #0#)", "t.scm")

    datum = to_datum(shared)
    assert datum.car is datum.cdr.car is datum.cdr.cdr.car
    datum = to_datum(ring)
    assert datum.cdr.cdr is datum
    datum = to_datum(vector)
    assert datum.items[1] is datum


def test_quoted_data_is_literal_and_read_data_is_not() -> None:
    (form,) = read('#("a" #u8(1))', "t.scm")
    literal = to_datum(form)
    found = read_datum(' #("a" #u8(1)) rest')

    assert isinstance(literal, Vector)
    assert isinstance(literal.items, tuple)
    assert literal.items[0].literal
    assert isinstance(literal.items[1].data, bytes)
    assert found is not None
    datum, end = found
    assert end == 14
    assert isinstance(datum.items, list)
    assert isinstance(datum.items[1], Bytevector)
    assert isinstance(datum.items[1].data, bytearray)
    assert read_datum("  ; nothing more") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (")", "read: this ) closes nothing (t.scm:1:1)"),
        ("(a . )", "read: an item is missing between the dot and ) (t.scm:1:6)"),
        ("(. a)", "read: a dot may only stand before the last item of a list (t.scm:1:2)"),
        ("(a . b c)", "read: only one item may follow a dot (t.scm:1:8)"),
        (".", "read: a dot may only stand before the last item of a list (t.scm:1:1)"),
        ("(a\n [b])", "read: [ is reserved; Scheme uses round parentheses only (t.scm:2:2)"),
        ("#\\spce", "read: unknown character name #\\spce (t.scm:1:1)"),
        ("#\\xD800", "read: xD800 is no Unicode character (t.scm:1:1)"),
        ('"a\\q"', "read: unknown escape \\q; write \\\\ for a backslash (t.scm:1:1)"),
        ("#foo", "read: unknown syntax #foo (t.scm:1:1)"),
        ("#u8(256)", "read: a bytevector holds exact integers from 0 to 255 only (t.scm:1:5)"),
        ("(a ')", "read: a datum is missing before this ) (t.scm:1:5)"),
        ("#0#", "read: #0# stands for nothing; no #0= is before it (t.scm:1:1)"),
        ("1/0", "read: 1/0 divides by zero (t.scm:1:1)"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ReadFault) as caught:
        list(read(text, "t.scm"))

    assert error_text(caught.value) == message
    assert not isinstance(caught.value, Incomplete)
    assert not is_incomplete(text)


@pytest.mark.parametrize(
    "text", ["(", "(a", "(a (b)", "'", '"abc', '"a\\', "#|", "#| a #| b |#", "|a", "#(1", "#;",
             "#u8(1", "(a . ", "#0="]
)  # fmt: skip
def test_an_unfinished_text_is_incomplete(text: str) -> None:
    assert is_incomplete(text)
    with pytest.raises(Incomplete):
        list(read(text, "t.scm"))


@pytest.mark.parametrize("text", ["", "a", "(a)", "; c", "#| |#", "#;a", "'a"])
def test_a_finished_text_is_not_incomplete(text: str) -> None:
    assert not is_incomplete(text)


@given(value=st.text())
def test_strings_survive_writing_and_reading(value: str) -> None:
    written = "".join(
        f"\\x{ord(c):x};" if c in '\\"|' or not c.isprintable() else c
        for c in value
        if not 0xD800 <= ord(c) <= 0xDFFF
    )
    (form,) = read(f'"{written}"', "t.scm")

    assert to_datum(form).text == "".join(c for c in value if not 0xD800 <= ord(c) <= 0xDFFF)


@given(st.text(alphabet="()'`,@#;|\\\"ab1 .\n=ux8-"))
def test_any_text_reads_or_is_refused(text: str) -> None:
    try:
        forms = list(read(text, "t.scm"))
    except ReadFault:
        return
    for form in forms:
        syntax_text(form)


def test_deep_nesting_is_read_without_recursion() -> None:
    (form,) = read("(" * 20_000 + ")" * 20_000, "t.scm")

    assert isinstance(form, List)


def test_identifiers_are_plain() -> None:
    (form,) = read("abc", "t.scm")

    assert isinstance(form, Identifier)
    assert to_datum(form) is symbol("abc")
    (pair,) = read("(a)", "t.scm")
    assert isinstance(to_datum(pair), Pair)
    assert to_datum(pair).cdr is NIL
