"""Places in a text: the mark is under the character, whatever stands before it."""

from __future__ import annotations

import pytest

from perdure.repl.cells import width_of
from perdure.repl.excerpts import excerpt, place_lines


@pytest.mark.parametrize(
    ("line", "column", "shown", "mark"),
    [
        ("(car 5)", 1, "(car 5)", "^"),
        ("(f (car 5))", 4, "(f (car 5))", "   ^"),
        ("日本 (car 5)", 4, "日本 (car 5)", "     ^"),
        ("e\u0301e (car 5)", 5, "e\u0301e (car 5)", "   ^"),  # an accent takes no cell
        ("\t(car 5)", 2, "    (car 5)", "    ^"),  # to the terminal's next stop, after 4 blanks
        ("a\x1b[2Jb", 6, "a\\x1b;[2Jb", "         ^"),
        ("(car", 9, "(car", "    ^"),  # past the end
    ],
)
def test_the_mark_is_under_the_character(line: str, column: int, shown: str, mark: str) -> None:
    assert excerpt(line, column, 60) == (shown, mark)


@pytest.mark.parametrize("column", [1, 2, 20, 45, 50, 51, 90, 99, 100])
@pytest.mark.parametrize("letters", ["abcdefghij", "日本語日本語日本語日"])
def test_of_a_long_line_what_is_around_the_place_is_shown(letters: str, column: int) -> None:
    line = letters * 10

    shown, mark = excerpt(line, column, 40)

    assert width_of(shown) < 40
    assert mark.endswith("^")
    before = shown
    while width_of(before) > len(mark) - 1:
        before = before[:-1]
    assert shown[len(before)] == line[column - 1]
    assert shown.startswith("...") or line.startswith(shown[:5])
    assert shown.endswith("...") or line.endswith(shown[-5:])


def test_lines_may_be_counted_from_further_on() -> None:
    assert place_lines("(f\n (car 5))", "<repl>:12:2", 11) == [
        "  at <repl>:12:2",
        "     (car 5))",
        "     ^",
    ]
    assert place_lines("(f\n (car 5))", "<repl>:2:2", 11) == ["  at <repl>:2:2"]
