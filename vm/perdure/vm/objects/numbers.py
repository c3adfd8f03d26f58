"""The exact numbers that Python lacks: rationals and complex numbers in lowest terms.

Python's `Fraction(1, 2) + Fraction(1, 2)` is `Fraction(1, 1)`, where Scheme
wants the exact integer 1. `Ratio` is a Fraction whose operators give an `int`
whenever the result is whole, so generated code can say `a + b` for every pair
of numbers. `ExactComplex` does likewise: its operators give a real number
whenever the imaginary part is an exact 0.

Integers, floats and inexact complex numbers are Python's own.
"""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from typing import Any, Final, TypeAlias

from perdure.vm.objects.fixed import Fixed, stored_function


class Ratio(Fraction):
    """A Fraction whose denominator is above 1. Make one with `rational`."""

    __module__ = "perdure.vm"
    __slots__ = ()

    def __reduce__(self) -> tuple[object, tuple[int, int]]:
        return rational, (self.numerator, self.denominator)

    def __repr__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    __hash__ = Fraction.__hash__


#: An exact real number: an int or a Ratio. (mypy takes what Ratios give for Fractions.)
Exact: TypeAlias = "int | Fraction"


@stored_function("perdure.vm")
def rational(numerator: int, denominator: int) -> int | Ratio:
    """The exact quotient, an int where it is whole; ZeroDivisionError on n/0."""
    quotient: int | Ratio = settled(Fraction(numerator, denominator))
    return quotient


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


class ExactComplex(Fixed):
    """`1/2-3i`: both parts exact, the imaginary one not 0.

    Immutable; make one with `exact_complex`. With a float or a Python complex it makes
    a complex. It has no order.
    """

    __module__ = "perdure.vm"
    __slots__ = ("imag", "real")

    real: Exact
    imag: Exact

    def __init__(self, real: Exact, imag: Exact) -> None:
        self.real = real
        self.imag = imag

    def __reduce__(self) -> tuple[object, tuple[Exact, Exact]]:
        return exact_complex, (self.real, self.imag)

    def __repr__(self) -> str:
        sign = "" if self.imag < 0 else "+"
        return f"{self.real}{sign}{self.imag}i"

    def __complex__(self) -> complex:
        return complex(_float(self.real), _float(self.imag))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, (ExactComplex, complex)):
            return bool(self.real == other.real and self.imag == other.imag)
        return NotImplemented

    def __hash__(self) -> int:
        """That of an equal Python complex, by the rule for numeric types of Python's manual."""
        width = sys.hash_info.width
        found = (hash(self.real) + sys.hash_info.imag * hash(self.imag)) & ((1 << width) - 1)
        if found >> (width - 1):
            found -= 1 << width
        return -2 if found == -1 else found

    def __neg__(self) -> ExactComplex:
        return ExactComplex(-self.real, -self.imag)

    def __pos__(self) -> ExactComplex:
        return self

    def __add__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: complex(self) + x)
        return exact_complex(self.real + parts[0], self.imag + parts[1])

    def __radd__(self, other: Any) -> Any:
        return self + other

    def __sub__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: complex(self) - x)
        return exact_complex(self.real - parts[0], self.imag - parts[1])

    def __rsub__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: x - complex(self))
        return exact_complex(parts[0] - self.real, parts[1] - self.imag)

    def __mul__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: complex(self) * x)
        a, b = self.real, self.imag
        c, d = parts
        return exact_complex(a * c - b * d, a * d + b * c)

    def __rmul__(self, other: Any) -> Any:
        return self * other

    def __truediv__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: complex(self) / x)
        return _quotient((self.real, self.imag), parts)

    def __rtruediv__(self, other: Any) -> Any:
        parts = _parts(other)
        if parts is None:
            return _inexact(other, lambda x: x / complex(self))
        return _quotient(parts, (self.real, self.imag))


@stored_function("perdure.vm")
def exact_complex(real: Exact, imag: Exact) -> Exact | ExactComplex:
    """The exact number of these parts, a real one where the imaginary part is 0."""
    return ExactComplex(real, imag) if imag else real


def _parts(x: Any) -> tuple[Exact, Exact] | None:
    """Both parts of an exact number; None for any other value."""
    kind = type(x)
    if kind is ExactComplex:
        return x.real, x.imag
    return (x, 0) if kind is int or kind is Ratio else None


def _inexact(other: Any, operation: Any) -> Any:
    return operation(other) if type(other) in (float, complex) else NotImplemented


def _quotient(above: tuple[Exact, Exact], below: tuple[Exact, Exact]) -> Exact | ExactComplex:
    a, b = above
    c, d = below
    norm = c * c + d * d
    return exact_complex(
        settled(Fraction(a * c + b * d) / norm), settled(Fraction(b * c - a * d) / norm)
    )


def _float(x: Exact) -> float:
    """The nearest float; an infinity where x is beyond all of them."""
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


#: The kinds of numbers, by their Python types.
NUMBERS: Final = frozenset((int, float, Ratio, complex, ExactComplex))
