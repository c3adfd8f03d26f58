"""Vectors of numbers of one machine type (SRFI 160), but for bytes.

The numbers of such a vector lie side by side in an `array.array`, those of complex ones
as two numbers each. In a record they are bytes, the least significant first. A vector of
unsigned bytes is a bytevector (perdure.vm.objects.data).

Read by: the primitives of a language that has them, and whatever compares, hashes, prints,
reads or converts.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from math import isnan, nan
from typing import Any, Final, NamedTuple

from persistent import Persistent


class Element(NamedTuple):
    """The machine type of a kind of vector."""

    code: str  #: of `array.array`
    is_float: bool = False
    is_complex: bool = False
    least: int = 0  #: of integers
    most: int = 0


def _integer(code: str, bits: int, is_signed: bool) -> Element:
    if not is_signed:
        return Element(code, most=(1 << bits) - 1)
    return Element(code, least=-(1 << bits - 1), most=(1 << bits - 1) - 1)


#: Name of a kind -> its elements. "u8" is that of bytevectors.
KINDS: Final[dict[str, Element]] = {
    "u8": _integer("B", 8, False),
    "s8": _integer("b", 8, True),
    "u16": _integer("H", 16, False),
    "s16": _integer("h", 16, True),
    "u32": _integer("I", 32, False),
    "s32": _integer("i", 32, True),
    "u64": _integer("Q", 64, False),
    "s64": _integer("q", 64, True),
    "f32": Element("f", is_float=True),
    "f64": Element("d", is_float=True),
    "c64": Element("f", is_complex=True),
    "c128": Element("d", is_complex=True),
}
BYTES: Final = "u8"


class NumericVector(Persistent):
    """A vector of numbers of one kind."""

    __module__ = "perdure.vm"
    __slots__ = ("is_literal", "kind", "numbers")

    kind: str  #: a name in KINDS, other than "u8"
    numbers: Any  #: an array, never shared with another object; two numbers for a complex one
    is_literal: bool  #: written in a program's source, which a program may not change

    def __init__(self, kind: str, numbers: Any, is_literal: bool = False) -> None:
        self.kind = kind
        self.numbers = numbers
        self.is_literal = is_literal

    def __len__(self) -> int:
        return len(self.numbers) >> KINDS[self.kind].is_complex

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        """The elements."""
        return elements_of(self.kind, self.numbers)

    def __getstate__(self) -> tuple[object, ...]:
        data = _least_first(self.numbers).tobytes()
        return (self.kind, data, True) if self.is_literal else (self.kind, data)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.kind = state[0]
        numbers = array(KINDS[self.kind].code)
        numbers.frombytes(state[1])
        self.numbers = _least_first(numbers)
        self.is_literal = len(state) > 2 and bool(state[2])


def _least_first(numbers: Any) -> Any:
    """The numbers with the least significant byte first, or from there."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers


def elements_of(kind: str, numbers: Iterable[Any]) -> Iterator[Any]:
    """The elements that the numbers of an array of that kind are."""
    if KINDS[kind].is_complex:
        parts = iter(numbers)
        return map(complex, parts, parts)
    return iter(numbers)


def array_of(kind: str, elements: Iterable[Any]) -> Any:
    """The array of valid elements."""
    element = KINDS[kind]
    if element.is_complex:
        return array(element.code, [part for x in elements for part in (x.real, x.imag)])
    return array(element.code, elements)


def is_element(kind: str, x: Any) -> bool:
    """Whether a value may be an element of such a vector."""
    element = KINDS[kind]
    if element.is_complex:
        return type(x) is complex or type(x) is float
    if element.is_float:
        return type(x) is float
    return type(x) is int and element.least <= x <= element.most


def is_same(a: NumericVector, b: NumericVector) -> bool:
    """Whether two have one kind and the same elements as `eqv?` has it."""
    return a.kind == b.kind and content_of(a) == content_of(b)


def content_of(vector: NumericVector) -> bytes:
    """The bytes of the elements; the same for all NaNs, which are one number to a program."""
    numbers = vector.numbers
    if numbers.typecode in "fd" and any(map(isnan, numbers)):
        numbers = array(numbers.typecode, [nan if isnan(x) else x for x in numbers])
    found: bytes = numbers.tobytes()
    return found


def described(kind: str) -> str:
    """A description of an element of that kind, for messages."""
    element = KINDS[kind]
    if element.is_complex:
        return "an inexact number"
    if element.is_float:
        return "an inexact real number"
    return f"an exact integer from {element.least} to {element.most}"
