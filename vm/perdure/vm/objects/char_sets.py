"""Sets of characters (SRFI 14).

A set is the sorted tuple of the code points at which membership begins and ends by
turns: (65, 91, 97, 123) has the letters A to Z and a to z. So a set with all letters
of Unicode takes some 1300 numbers, and asking is a binary search. Sets never change;
the procedures of SRFI 14 that may alter a set make another.

Read by: the primitives of a language that has them, and whatever takes a set for a predicate.
"""

from __future__ import annotations

import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Any, Final, TypeAlias

from persistent import Persistent

from perdure.vm.objects.marks import ALPHABETIC_MARKS

Bounds: TypeAlias = "tuple[int, ...]"

SURROGATES: Final = (0xD800, 0xE000)  #: code points that are no characters
FULL: Final = (0, *SURROGATES, sys.maxunicode + 1)


class CharSet(Persistent):
    """A set of characters. Immutable."""

    __module__ = "perdure.vm"
    __slots__ = ("bounds",)

    bounds: Bounds  #: strictly ascending, of even length, without surrogates

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds

    def __contains__(self, letter: str) -> bool:
        """Whether a Python string of length 1 is in the set."""
        return bool(bisect_right(self.bounds, ord(letter)) & 1)

    def __iter__(self) -> Iterator[str]:
        """The characters, as Python strings of length 1, by code point."""
        for first, last in ranges_of(self.bounds):
            yield from map(chr, range(first, last))

    def __len__(self) -> int:
        return sum(last - first for first, last in ranges_of(self.bounds))

    def __bool__(self) -> bool:
        return self.bounds != ()

    def __getstate__(self) -> tuple[Bounds]:
        return (self.bounds,)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.bounds = state[0]


def ranges_of(bounds: Bounds) -> Iterator[tuple[int, int]]:
    """Each run of code points, as (first, the one after the last)."""
    return zip(bounds[::2], bounds[1::2], strict=True)


def bounds_of_codes(codes: Iterable[int]) -> Bounds:
    """The bounds of the set of some code points, given in any order."""
    bounds: list[int] = []
    for code in sorted(set(codes)):
        if bounds and bounds[-1] == code:
            bounds[-1] = code + 1
        else:
            bounds += (code, code + 1)
    return tuple(bounds)


def bounds_of_text(text: str) -> Bounds:
    return bounds_of_codes(map(ord, text))


def combined(a: Bounds, b: Bounds, is_in: Callable[[int, int], int]) -> Bounds:
    """The code points of which `is_in(whether in a, whether in b)` is true.

    It is false of (0, 0). One sweep over the bounds of both.
    """
    bounds: list[int] = []
    i = j = inside = 0
    while i < len(a) or j < len(b):
        if j == len(b) or (i < len(a) and a[i] <= b[j]):
            at = a[i]
        else:
            at = b[j]
        i += i < len(a) and a[i] == at
        j += j < len(b) and b[j] == at
        if is_in(i & 1, j & 1) != inside:
            inside ^= 1
            bounds.append(at)
    return tuple(bounds)


def union(a: Bounds, b: Bounds) -> Bounds:
    return combined(a, b, lambda x, y: x | y)


def intersection(a: Bounds, b: Bounds) -> Bounds:
    return combined(a, b, lambda x, y: x & y)


def difference(a: Bounds, b: Bounds) -> Bounds:
    return combined(a, b, lambda x, y: x & ~y)


def exclusive_or(a: Bounds, b: Bounds) -> Bounds:
    return combined(a, b, lambda x, y: x ^ y)


def complement(a: Bounds) -> Bounds:
    return difference(FULL, a)


# The standard sets -------------------------------------------------------------

#: Planes 4 to 13 of Unicode have no characters; the rest of 14 to 16 no letters.
_SCANNED: Final = (range(0x40000), range(0xE0000, 0xE0200))


@cache
def _categories() -> dict[str, Bounds]:
    """General category -> the bounds of its members."""
    found: dict[str, list[int]] = {}
    for codes in _SCANNED:
        for category, run in groupby(codes, lambda code: unicodedata.category(chr(code))):
            members = list(run)
            found.setdefault(category, []).extend((members[0], members[-1] + 1))
    return {category: tuple(bounds) for category, bounds in found.items()}


def _of_category(*prefixes: str) -> Bounds:
    """All whose general category begins with one of the prefixes."""
    bounds: Bounds = ()
    for category, members in _categories().items():
        if category.startswith(prefixes):
            bounds = union(bounds, members)
    return bounds


def _such_that(is_so: Callable[[str], bool]) -> Bounds:
    return bounds_of_codes(code for codes in _SCANNED for code in codes if is_so(chr(code)))


_GRAPHIC: Final = ("L", "N", "M", "S", "P")
_SPACES: Final = (0x09, 0x0E, 0x85, 0x86)


def _alphabetic() -> Bounds:
    """Unicode's property Alphabetic, of the characters that this Python knows."""
    marks = intersection(ALPHABETIC_MARKS, _of_category("Mn", "Mc"))
    cased = union(_such_that(str.isupper), _such_that(str.islower))
    return union(union(_of_category("L", "Nl"), marks), cased)


#: After the notes of 2019 to the SRFI, which say it with Unicode's properties; letters
#: are the SRFI's own, fewer than the alphabetic characters, which are no set of SRFI 14.
_STANDARD: Final[dict[str, Callable[[], Bounds]]] = {
    "lower-case": lambda: _such_that(str.islower),
    "upper-case": lambda: _such_that(str.isupper),
    "title-case": lambda: _of_category("Lt"),
    "letter": lambda: _of_category("L"),
    "alphabetic": _alphabetic,
    "alphanumeric": lambda: union(_alphabetic(), _of_category("Nd")),
    "digit": lambda: _of_category("Nd"),
    "letter+digit": lambda: _of_category("L", "Nd"),
    "graphic": lambda: _of_category(*_GRAPHIC),
    "printing": lambda: union(_of_category(*_GRAPHIC, "Z"), _SPACES),
    "whitespace": lambda: union(_of_category("Z"), _SPACES),
    "iso-control": lambda: (0x00, 0x20, 0x7F, 0xA0),
    "punctuation": lambda: _of_category("P"),
    "symbol": lambda: _of_category("S"),
    "hex-digit": lambda: bounds_of_text("0123456789abcdefABCDEF"),
    "blank": lambda: union(_of_category("Zs"), (0x09, 0x0A)),
    "ascii": lambda: (0x00, 0x80),
    "empty": lambda: (),
    "full": lambda: FULL,
}


@cache
def standard_bounds(name: str) -> Bounds:
    """The bounds of `char-set:NAME`; KeyError if there is none."""
    return _STANDARD[name]()
