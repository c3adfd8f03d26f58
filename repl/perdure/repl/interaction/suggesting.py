"""Earlier entries that begin as the line that is typed does, suggested behind the cursor.

Read by: perdure.repl.interaction.terminal.
"""

from __future__ import annotations

from typing import Final

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document

MOST: Final = 20_000  #: lines of the history that are looked through
FEWEST: Final = 2  #: characters that are typed before something is suggested


class HistorySuggest(AutoSuggest):
    """The rest of the latest entry beginning with all that is typed; else of the latest such line.

    The lines are kept, since a history of thousands of forms would have to be split at each key.
    """

    def __init__(self) -> None:
        self._entries: list[str] = []
        self._lines: list[str] = []  #: the newest first

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        line = document.current_line_before_cursor
        if len(line.strip()) < FEWEST:
            return None
        self._learn(buffer.history.get_strings())
        text = document.text_before_cursor
        for entry in reversed(self._entries):
            if entry.startswith(text) and len(entry) > len(text):
                rest = entry[len(text) :].partition("\n")[0]
                return Suggestion(rest) if rest else None
        for each in self._lines:
            if each.startswith(line) and len(each) > len(line):
                return Suggestion(each[len(line) :])
        return None

    def _learn(self, entries: list[str]) -> None:
        if len(entries) == len(self._entries) and entries[-1:] == self._entries[-1:]:
            return
        self._entries = entries
        lines: dict[str, None] = {}
        for entry in reversed(entries):
            lines.update(dict.fromkeys(reversed(entry.split("\n"))))
            if len(lines) > MOST:
                break
        self._lines = list(lines)
