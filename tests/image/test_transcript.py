"""Transcripts: what was printed since any moment, however it was put away."""

from __future__ import annotations

import random

from perdure.image import Transcript


def test_what_was_printed_since_a_place_is_found_again() -> None:
    chance = random.Random(7)
    transcript = Transcript()
    text = ""
    places = [(transcript.end(), 0)]
    for number in range(300):
        piece = f"{number}:" + "x" * chance.choice((0, 3, 200, 1500))
        transcript.append(piece)
        text += piece
        places.append((transcript.end(), len(text)))

    assert transcript.text() == text
    for place, length in places:
        assert transcript.since(place) == text[length:]


def test_the_line_that_was_begun_is_the_last_one() -> None:
    transcript = Transcript()
    assert transcript.last_line() == ""
    transcript.append("one\ntwo")
    assert transcript.last_line() == "two"
    transcript.append("?\n")
    assert transcript.last_line() == ""
