"""Tables on terminals of any width: no word of a cell is cut off."""

from __future__ import annotations

import pytest

from perdure.repl.tables import column_widths, row_lines, stacked_lines, words_in_lines

HEADINGS = ("PID", "NAME", "STATE", "WAITS FOR", "UNTIL", "AGE", "STEPS")
ROWS = [
    ("1", "orders-of-the-day", "waiting", "a timer", "2026-03-01 12:00:00", "3h20m", "1234"),
    ("12", "payment", "waiting", "the effect charge-card of shop", "-", "5d", "7"),
]


def lines_in(cells: int) -> list[str]:
    widths = column_widths([HEADINGS, *ROWS], cells)
    if widths is None:
        return [line for row in ROWS for line in stacked_lines(HEADINGS, row, cells)]
    return [line for row in (HEADINGS, *ROWS) for line in row_lines(row, widths, (0, 5, 6))]


def test_a_table_that_fits_has_a_line_a_row() -> None:
    lines = lines_in(100)
    assert len(lines) == 3
    for line, row in zip(lines, (HEADINGS, *ROWS), strict=True):
        assert " ".join(line.split()) == " ".join(row)


def test_in_less_room_cells_go_on_between_words() -> None:
    assert lines_in(72) == [
        "PID  NAME               STATE    WAITS FOR    UNTIL           AGE  STEPS",
        "  1  orders-of-the-day  waiting  a timer      2026-03-01    3h20m   1234",
        "                                              12:00:00",
        " 12  payment            waiting  the effect   -                5d      7",
        "                                 charge-card",
        "                                 of shop",
    ]


def test_where_words_have_no_room_side_by_side_cells_follow_each_other() -> None:
    assert lines_in(40) == [
        "PID 1  NAME orders-of-the-day",
        "  STATE waiting  WAITS FOR a timer",
        "  UNTIL 2026-03-01 12:00:00  AGE 3h20m",
        "  STEPS 1234",
        "PID 12  NAME payment  STATE waiting",
        "  WAITS FOR the effect charge-card of",
        "    shop  AGE 5d  STEPS 7",
    ]


@pytest.mark.parametrize("cells", range(24, 110))
def test_every_word_is_whole_and_no_line_is_too_wide(cells: int) -> None:
    lines = lines_in(cells)
    shown = " ".join(lines).split()
    assert all(
        word in shown for row in ROWS for cell in row for word in cell.split() if word != "-"
    )
    assert max(map(len, lines)) <= cells


def test_a_word_wider_than_the_terminal_is_left_to_it() -> None:
    assert words_in_lines(f"a {'x' * 50} b", 20) == ["a", "x" * 50, "b"]


def test_wide_letters_take_two_cells() -> None:
    assert column_widths([("A",), ("漢字",)], 80) == [4]
    assert row_lines(("漢字", "b"), [6, 1]) == ["漢字    b"]
