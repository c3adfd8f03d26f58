"""Cells of a terminal: how many it has, and how many a text takes.

Read by: whatever lays lines out.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import Final

COLUMNS, ROWS = 80, 24  #: where no terminal says how large it is
NARROWEST: Final = 16


def terminal_size() -> tuple[int, int]:
    """Columns and rows of the terminal that is printed to."""
    try:
        columns, rows = os.get_terminal_size(sys.__stdout__.fileno())  # type: ignore[union-attr]
    except (OSError, ValueError, AttributeError):
        columns = rows = 0
    return max(columns or COLUMNS, NARROWEST), rows or ROWS


def width_of(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(c: str) -> int:
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def cut(text: str, cells: int) -> str:
    """The text, or what fits of it with "..." behind it."""
    if width_of(text) <= cells:
        return text
    room, kept = cells - 3, ""
    for c in text:
        room -= _width(c)
        if room < 0:
            break
        kept += c
    return kept + "..."
