"""Exact rationals that are never integers.

Python's `Fraction(1, 2) + Fraction(1, 2)` is `Fraction(1, 1)`, where Scheme
wants the exact integer 1. `Ratio` is a Fraction whose operators give an `int`
whenever the result is whole, so generated code can say `a + b` for every pair
of numbers.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any


class Ratio(Fraction):
    """A Fraction whose denominator is above 1. Make one with `rational`."""

    __module__ = "perdure.vm"
    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int, int]]:
        return rational, (self.numerator, self.denominator)

    def __repr__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    __hash__ = Fraction.__hash__


def rational(numerator: int, denominator: int) -> int | Ratio:
    """The exact quotient, an int where it is whole; ZeroDivisionError on n/0."""
    quotient: int | Ratio = settled(Fraction(numerator, denominator))
    return quotient


rational.__module__ = "perdure.vm"


def settled(value: Any) -> Any:
    """A Fraction as an int or a Ratio; every other value as it is."""
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return value.numerator
        if type(value) is not Ratio:
            return Ratio(value.numerator, value.denominator)
    return value


def _settling(name: str) -> Any:
    plain = getattr(Fraction, name)

    def operator(*operands: object) -> object:
        return settled(plain(*operands))

    operator.__name__ = name
    return operator


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    for _prefix in ("__", "__r"):
        setattr(Ratio, f"{_prefix}{_name}__", _settling(f"{_prefix}{_name}__"))
for _name in ("__neg__", "__pos__", "__abs__"):
    setattr(Ratio, _name, _settling(_name))
