"""How values, and what is said of them, are laid out on terminals of any width."""

from __future__ import annotations

import time
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.languages.scheme.reader import read_datum
from perdure.repl.folding import folded
from perdure.repl.interaction.pretty import pretty_lines
from perdure.vm.objects.data import RecordType, Value, cons, new_record, new_string, new_vector
from perdure.vm.objects.hash_tables import HashTable, put_value
from perdure.vm.objects.printer import write_text
from perdure.vm.objects.singletons import NIL
from tests.programs import program


def datum(text: str) -> Value:
    found = read_datum(text)
    assert found is not None
    return found[0]


def table(**entries: Value) -> HashTable:
    made = HashTable()
    for name, value in entries.items():
        put_value(made, datum(name), value)
    return made


def test_what_fits_stands_on_a_line() -> None:
    text = '(1 "two" #\\3 (4 . 5) #(6 #u8(7)) \'eight)'
    assert list(pretty_lines(datum(text), len(text))) == [text]
    assert len(list(pretty_lines(datum(text), len(text) - 1))) > 1


def test_atoms_fill_lines_under_the_first() -> None:
    assert list(pretty_lines(datum("(1 2 3 4 5 6 7 8 9 10 11)"), 12, 5)) == [
        "(1 2 3",  # five cells are taken: `$1 = `
        "      4 5 6",
        "      7 8 9",
        "      10 11)",
    ]


def test_code_is_laid_out_as_code() -> None:
    text = program(__file__, "laid-out").rstrip()
    assert "\n".join(pretty_lines(datum(text), 40)) == text


def test_lists_of_lists_have_a_line_for_each() -> None:
    text = '((name . "Ada")\n (address (street . "Square 12")\n          (city . "London")))'
    assert "\n".join(pretty_lines(datum(text), 34)) == text


def test_records_and_tables_are_shown_with_what_they_hold() -> None:
    point = new_record([RecordType("<point>", ("x", "y")), 1, datum("(2 3)")])
    assert list(pretty_lines(point, 40)) == ["#<point x: 1 y: (2 3)>"]
    assert list(pretty_lines(point, 20)) == ["#<point", "  x: 1", "  y: (2 3)>"]
    held = table(a=1, b=point)
    assert list(pretty_lines(held, 60)) == ["#<hash-table a: 1 b: #<point x: 1 y: (2 3)>>"]
    assert list(pretty_lines(held, 30)) == [
        "#<hash-table",
        "  a: 1",
        "  b: #<point x: 1 y: (2 3)>>",
    ]
    assert list(pretty_lines(table(), 30)) == ["#<hash-table>"]


def test_a_circle_has_labels_through_tables_too() -> None:
    held = table()
    around = new_vector([1, held])
    put_value(held, datum("round"), around)
    assert list(pretty_lines(around, 60)) == ["#0=#(1 #<hash-table round: #0#>)"]
    assert list(pretty_lines(around, 20)) == [
        "#0=#(1",
        "     #<hash-table",
        "       round: #0#>)",
    ]
    pair = datum("#0=(1 2 3 4 5 6 7 8 9 . #0#)")
    assert " ".join("\n".join(pretty_lines(pair, 12)).split()) == "#0=(1 2 3 4 5 6 7 8 9 . #0#)"


def nested(depth: int) -> Value:
    value: Value = NIL
    for _ in range(depth):
        value = cons(value, NIL)
    return value


def long_list(count: int) -> Value:
    return listed(list(range(count)))


def listed(items: list[Value]) -> Value:
    value: Value = NIL
    for item in reversed(items):
        value = cons(item, value)
    return value


@pytest.mark.parametrize(
    "value",
    [
        nested(100_000),
        long_list(100_000),
        new_vector([long_list(50)] * 100_000),
        table(**{f"k{number}": number for number in range(20_000)}),
        new_string("a long text " * 100_000),
        new_vector([new_string("x" * 1_000_000)]),
    ],
    ids=["nested", "list", "vector", "table", "string", "string in a vector"],
)
def test_of_a_huge_value_no_more_is_looked_at_than_is_shown(value: Any) -> None:
    began = time.process_time()
    lines = list(islice(pretty_lines(value, 80), 20))
    assert time.process_time() - began < 0.2  # a few ms; all of it would take seconds
    assert max(map(len, lines)) <= 1_010


VALUES = st.recursive(
    st.integers() | st.text('ab c\\"\n字', max_size=30).map(new_string),
    lambda inner: (
        st.lists(inner, max_size=6).map(listed) | st.lists(inner, max_size=6).map(new_vector)
    ),
    max_leaves=30,
)


@given(VALUES, st.integers(10, 60))
def test_lines_read_back_as_the_value(value: Value, width: int) -> None:
    lines = list(pretty_lines(value, width))
    assert write_text(datum("\n".join(lines))) == write_text(value)


# What is said


def test_words_are_not_broken() -> None:
    said = "process 4 failed; ,bt 4 shows its stack with the variables"
    assert list(folded([said], 24)) == [
        "process 4 failed; ,bt 4",
        "  shows its stack with",
        "  the variables",
    ]
    assert list(folded(["    deeper, and longer than that"], 24)) == [
        "    deeper, and longer",
        "      than that",
    ]
    assert list(folded(["  ,ps [all]  the processes"], 20)) == [
        "  ,ps [all]  the",
        "    processes",
    ]
    assert list(folded(["  ,ps [all]  the processes"], 26)) == ["  ,ps [all]  the processes"]
    assert list(folded(["car  how it is called, and more"], 20)) == [
        "car  how it is",
        "     called, and",
        "     more",
    ]
    assert list(folded(["a-word-that-is-longer-than-the-line is"], 20)) == [
        "a-word-that-is-longer-than-the-line",
        "  is",
    ]


def test_a_marked_line_is_left_as_it_is() -> None:
    marked = ["    (a line of a program)", "        ^"]
    assert list(folded(marked, 12)) == marked
