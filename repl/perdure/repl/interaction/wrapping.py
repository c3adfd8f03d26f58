"""Long lines that are typed go on in the next row between words.

prompt_toolkit goes on in the next row at the first character that has no room, and asks
nobody. But what it shows of a line may differ from the line: so blanks are shown before a
word that would be cut, as many as the row has left. The text has none of them.

Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments

from perdure.repl.cells import width_of

BLANK: Final = ""  #: the style of blanks that are put in


class WordWrap(Processor):
    """Puts the blanks in; `prompt` is how many cells stand before each row."""

    def __init__(self, prompt: int) -> None:
        self.prompt = prompt

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = transformation_input.fragments
        room = transformation_input.width - self.prompt
        text = "".join([fragment[1] for fragment in fragments])
        if width_of(text) <= room:
            return Transformation(fragments)
        gaps = list(gaps_in(text, room))
        if not gaps:
            return Transformation(fragments)
        return _with_gaps(fragments, gaps)


def gaps_in(text: str, room: int) -> Iterator[tuple[int, int]]:
    """Before which characters so many blanks are to be shown, in rows of `room` cells."""
    column = 0
    at = 0
    while at < len(text):
        end = at + 1
        if text[at] != " ":
            while end < len(text) and text[end] != " ":
                end += 1
        width = width_of(text[at:end])
        if text[at] != " " and width <= room and 0 < column < room < column + width:
            yield at, room - column
            column = 0
        column = _column_after(text[at:end], column, room)
        at = end


def _column_after(piece: str, column: int, room: int) -> int:
    """Where a row is after a piece, which may itself go on in the next ones."""
    for c in piece:
        width = width_of(c)
        column = width if column + width > room else column + width
    return column


def _with_gaps(fragments: StyleAndTextTuples, gaps: list[tuple[int, int]]) -> Transformation:
    shown: StyleAndTextTuples = []
    waiting = dict(gaps)
    for index, fragment in enumerate(explode_text_fragments(fragments)):
        if index in waiting:
            shown.append((BLANK, " " * waiting[index]))
        shown.append(fragment)
    places = [place for place, _ in gaps]
    sums = [0]
    for _, count in gaps:
        sums.append(sums[-1] + count)
    ends = [place + total for place, total in zip(places, sums[1:], strict=True)]

    def to_display(index: int) -> int:
        return index + sums[bisect_right(places, index)]

    def to_source(index: int) -> int:
        number = bisect_right(ends, index)
        found = index - sums[number]
        return min(found, places[number]) if number < len(places) else found

    return Transformation(shown, source_to_display=to_display, display_to_source=to_source)
