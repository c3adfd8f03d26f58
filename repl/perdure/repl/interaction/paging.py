"""Values a page at a time: what is shown of one at once, and what `,more` shows next.

Where it was left off is remembered by the value's name and the number of its lines, not by
what was shown: a value lives in the image and may change, and a page is made of it anew.

Read by: perdure.repl.interaction.outcomes, commands.
"""

from __future__ import annotations

from itertools import islice
from typing import Final
from weakref import WeakKeyDictionary

from perdure.image import Image
from perdure.repl.cells import terminal_size, width_of
from perdure.repl.interaction.pretty import pretty_lines
from perdure.vm.dataclass import dataclass
from perdure.vm.objects.data import Value
from perdure.vm.objects.procedures import Cell

MOST: Final = 20  #: rows of a page at most
FEWEST: Final = 5
INDENT: Final = 2  #: cells before the lines of a value that is told of later
REST: Final = "...  ,more shows what follows"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value was cut off."""

    name: str
    lines: int  #: that were shown
    width: int


_left: WeakKeyDictionary[Image, Place] = WeakKeyDictionary()


class NothingLeft(Exception):
    """There is no more to show; the argument says of what."""


def value_lines(image: Image, name: str, value: Value) -> list[str]:
    """The first page of a value, after `$7 = `; ",more" goes on with it."""
    width, _ = page_size()
    _left.pop(image, None)
    return _page(image, f"{name} = ", value, Place(name, 0, width))


def more_lines(image: Image, name: str) -> list[str]:
    """The next page of what was cut off last; or the first of a variable's value."""
    place = _left.get(image)
    if name:
        width, _ = page_size()
        place = Place(name, 0, width)
    if place is None:
        raise NothingLeft("nothing was cut off; ,more NAME shows a variable's value")
    binding = image.workbench.interaction.find(place.name)
    if not isinstance(binding, Cell) or not binding.is_bound:
        _left.pop(image, None)
        raise NothingLeft(f"{place.name} is no variable here that has a value")
    return _page(image, f"{place.name} = ", binding.value, place)


def cut_lines(value: Value, prefix: str = "") -> list[str]:
    """The first page of a value that has no name."""
    width, rows = page_size()
    lines, is_over = _fitting(prefix, value, Place("", 0, width), rows)
    return lines if is_over else [*lines, "..."]


def _page(image: Image, prefix: str, value: Value, place: Place) -> list[str]:
    _, rows = page_size()
    lines, is_over = _fitting(prefix, value, place, rows)
    if is_over:
        _left.pop(image, None)
        return lines
    _left[image] = Place(place.name, place.lines + len(lines), place.width)
    return [*lines, REST]


def _fitting(prefix: str, value: Value, place: Place, rows: int) -> tuple[list[str], bool]:
    """The lines from that place on that fit on so many rows, and whether these are all."""
    lines = pretty_lines(value, place.width, width_of(prefix))
    if place.lines == 0:
        first = next(lines)
        shown, used = [prefix + first], _rows(prefix + first, place.width)
    else:
        shown, used = [], 0
        lines = islice(lines, place.lines, None)
    for line in lines:
        used += _rows(line, place.width)
        if used > rows and shown:
            return shown, False
        shown.append(line)
    return shown, True


def _rows(line: str, width: int) -> int:
    return max(1, -(-width_of(line) // width))


def page_size() -> tuple[int, int]:
    """Cells of a line of a value, which may be indented, and rows that a page takes."""
    columns, rows = terminal_size()
    return columns - INDENT, max(FEWEST, min(MOST, rows - 4))
