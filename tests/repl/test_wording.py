"""The pieces that the commands' output is made of."""

from __future__ import annotations

import pytest

from perdure.repl.failures import one_line
from perdure.repl.interaction.forms import split
from perdure.repl.tables import plain_lines
from perdure.repl.wording import duration_text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.9, "0s"),
        (59, "59s"),
        (61, "1m"),
        (3600, "1h"),
        (3 * 3600 + 20 * 60, "3h20m"),
        (86400 * 2 + 3600 * 5, "2d5h"),
        (86400 * 400, "400d"),
    ],
)
def test_a_duration_has_one_or_two_units(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_plain_tables_are_aligned_and_have_no_trailing_blanks() -> None:
    assert plain_lines(("PID", "NAME"), [("1", "long name"), ("22", "x")], right=(0,)) == [
        "PID  NAME",
        "  1  long name",
        " 22  x",
    ]


@pytest.mark.parametrize(
    ("text", "complete", "rest"),
    [
        ("1 2\n", ["1", "2"], ""),
        ("(a\n", [], "(a\n"),
        ("(a) (b\n", ["(a)"], " (b\n"),
        ("'x 'y\n", ["'x", "'y"], ""),
        ('"a\n', [], '"a\n'),
        ("; only a comment (\n", [], ""),
        ("#| open\n", [], "#| open\n"),
        ("1 ) 2\n", ["1", " ) 2\n"], ""),
        ("'\n", [], "'\n"),
        ("#;(a) b\n", ["#;(a) b"], ""),
    ],
)
def test_input_is_split_into_complete_forms(text: str, complete: list[str], rest: str) -> None:
    assert split(text) == (complete, rest)


def test_a_message_of_several_lines_becomes_one() -> None:
    assert one_line("a\n  b\tc") == "a b c"
