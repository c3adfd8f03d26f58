"""Pictures of terminals for the documentation, made of real sessions: a screen as SVG."""

from __future__ import annotations

from html import escape
from typing import Any

CELL, LINE = 8.4, 18.0  #: the width and height of a character, in pixels
MARGIN = 12
PAPER, INK = "#1c1f24", "#d7dae0"
COLOURS = {
    "red": "#f07178",
    "green": "#9ccc7a",
    "brown": "#e0b36a",
    "blue": "#7aa7f0",
    "magenta": "#c792ea",
    "cyan": "#7fd1d1",
    "white": "#d7dae0",
    "black": "#6b7280",
}


def svg_of(screen: Any, columns: int) -> str:
    """The screen of a pyte terminal, up to its last line that is not blank."""
    rows = [_runs(screen.buffer[number], columns) for number in range(screen.lines)]
    while rows and not rows[-1]:
        rows.pop()
    width = columns * CELL + 2 * MARGIN
    height = len(rows) * LINE + 2 * MARGIN
    box = f'viewBox="0 0 {width:g} {height:g}"'
    font = 'font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box} {font}>',
        f'<rect width="100%" height="100%" rx="8" fill="{PAPER}"/>',
    ]
    for number, runs in enumerate(rows):
        y = MARGIN + (number + 0.75) * LINE
        for column, text, colour, is_bold in runs:
            x = MARGIN + column * CELL
            weight = ' font-weight="bold"' if is_bold else ""
            lines.append(
                f'<text x="{x:g}" y="{y:g}" fill="{colour}"{weight} xml:space="preserve" '
                f'textLength="{len(text) * CELL:g}">{escape(text)}</text>'
            )
    return "\n".join([*lines, "</svg>"]) + "\n"


def _runs(cells: Any, columns: int) -> list[tuple[int, str, str, bool]]:
    """The texts of a row that have one style, each with its column."""
    runs: list[tuple[int, str, str, bool]] = []
    for column in range(columns):
        cell = cells[column]
        style = (colour_of(cell.fg), cell.bold)
        if runs and runs[-1][2:] == style and runs[-1][0] + len(runs[-1][1]) == column:
            runs[-1] = (runs[-1][0], runs[-1][1] + (cell.data or " "), *style)
        else:
            runs.append((column, cell.data or " ", *style))
    return [(at, text.rstrip(), ink, bold) for at, text, ink, bold in runs if text.strip()]


def colour_of(name: str) -> str:
    if name == "default":
        return INK
    if len(name) == 6 and all(c in "0123456789abcdef" for c in name):
        return f"#{name}"
    return COLOURS.get(name.removeprefix("bright"), INK)
