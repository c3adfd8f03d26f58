"""Long lines that are typed go on in the next row between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput

from perdure.repl.cells import width_of
from perdure.repl.interaction.wrapping import WordWrap, gaps_in
from tests.repl.command import Command
from tests.repl.screens import screen

FORM = "(list 'enchanting 'melancholy 'remarkable 'thunderstorms 'yesterday)"
WORDS = FORM.split()


def wrapped(text: str, width: int) -> Transformation:
    fragments: StyleAndTextTuples = [("", text)]
    control = BufferControl(Buffer())
    given = TransformationInput(control, Document(text), 0, lambda i: i, fragments, width, 24)
    return WordWrap(2).apply_transformation(given)


def rows_of(text: str, room: int) -> list[str]:
    """As a terminal shows it, that goes on where a character has no room."""
    rows = [""]
    for c in text:
        if width_of(rows[-1]) + width_of(c) > room:
            rows.append("")
        rows[-1] += c
    return rows


def test_a_word_that_has_no_room_begins_the_next_row() -> None:
    shown = "".join(fragment[1] for fragment in wrapped(FORM, 32).fragments)
    assert [row.rstrip() for row in rows_of(shown, 30)] == [
        "(list 'enchanting 'melancholy",
        "'remarkable 'thunderstorms",
        "'yesterday)",
    ]


@pytest.mark.parametrize("text", ["", "(car x)", "x" * 200, " " * 90])
def test_what_fits_or_has_no_words_is_shown_as_it_is(text: str) -> None:
    assert "".join(fragment[1] for fragment in wrapped(text, 32).fragments) == text


@given(st.text("ab漢 ", max_size=120), st.integers(4, 40))
def test_no_word_is_cut_that_has_room_in_a_row(text: str, room: int) -> None:
    shown = "".join(fragment[1] for fragment in wrapped(text, room + 2).fragments)
    assert shown.split() == text.split()
    pieces = [word for row in rows_of(shown, room) for word in row.split()]
    for word in text.split():
        assert width_of(word) > room or word in pieces


@given(st.text("ab ", max_size=120), st.integers(4, 40))
def test_places_in_the_text_and_on_the_screen_are_told_from_each_other(
    text: str, room: int
) -> None:
    made = wrapped(text, room + 2)
    shown = "".join(fragment[1] for fragment in made.fragments)
    for index, c in enumerate(text):
        assert shown[made.source_to_display(index)] == c
        assert made.display_to_source(made.source_to_display(index)) == index
    back = [made.display_to_source(index) for index in range(len(shown) + 1)]
    assert back == sorted(back)
    assert len(shown) == len(text) + sum(count for _, count in gaps_in(text, room))


def test_a_long_form_is_typed_on_a_narrow_terminal(perdure: Command) -> None:
    with screen(perdure) as shown:
        shown.wait_prompt()
        shown.resize(40, 34)
        shown.type(FORM)
        shown.wait("  'yesterday)")
        assert shown.text[shown.text.index("(list") :].split() == WORDS
        shown.press(*["Left"] * len("s 'yesterday)"))
        shown.type("X")
        shown.press("Enter")
        shown.wait(lambda it: "$1 = " in it.text).wait_prompt()
        assert "thunderstormXs" in shown.text.split("$1 = ")[1]
