"""The parenthesis that belongs to the one at the cursor, shown.

Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from prompt_toolkit.application.current import get_app
from prompt_toolkit.document import Document
from prompt_toolkit.layout.processors import (
    Processor,
    TabsProcessor,
    Transformation,
    TransformationInput,
)
from prompt_toolkit.layout.utils import explode_text_fragments

from perdure.repl.interaction.lines import lines_of

STYLES = (" class:matching-bracket.cursor ", " class:matching-bracket.other ")


class ShownTabs(TabsProcessor):
    """Tabs as blanks; lines without are left as they are."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        fragments = transformation_input.fragments
        if any("\t" in text for _, text, *_ in fragments):
            return super().apply_transformation(transformation_input)
        return Transformation(fragments)


class MatchingBrackets(Processor):
    """Marks the parenthesis at the cursor, or left of it, and its partner.

    One in a string or a comment has none.
    """

    def __init__(self) -> None:
        self._place: tuple[str, int] = ("", 0)  #: text and position of the cursor
        self._pair: list[tuple[int, int]] = []  #: row and column of each

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        document = transformation_input.document
        fragments = transformation_input.fragments
        if get_app().is_done:
            return Transformation(fragments)
        place = (document.text, document.cursor_position)
        if place != self._place:
            self._place, self._pair = place, pair_at(document)
        for (row, column), style in zip(self._pair, STYLES, strict=False):
            if row == transformation_input.lineno:
                column = transformation_input.source_to_display(column)
                fragments = explode_text_fragments(fragments)
                before, text, *_ = fragments[column]
                fragments[column] = (before + style, text)
        return Transformation(fragments)


def pair_at(document: Document) -> list[tuple[int, int]]:
    """The places of a parenthesis at the cursor, or else left of it, and of its partner."""
    row, column = document.cursor_position_row, document.cursor_position_col
    line = document.current_line
    for at, shown in ((column, "()"), (column - 1, ")")):
        if 0 <= at < len(line) and line[at] in shown:
            partner = lines_of(document.text).partner(row, at)
            return [(row, at), partner] if partner else []
    return []
