"""Roots, powers, exponentials, angles; exactness; numbers and their text.

An exact argument with an exact answer gives it: (sqrt 16), (sqrt -4), (exp 0), (expt 2/3 2).
Where a real argument has no real answer the result is complex: (sqrt -2.0).

Neighbours: numbers.py (checks), perdure.vm.objects.numerals (text).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value, new_string
from perdure.vm.objects.numbers import Exact, ExactComplex, Ratio, exact_complex, rational, settled
from perdure.vm.objects.numerals import number_text, parse_number
from perdure.vm.objects.primitive import Short
from perdure.vm.objects.singletons import DEFAULT, FALSE
from perdure.vm.objects.types import ANYTHING, NATURAL, NUMBER, STRING
from perdure.vm.primitives.checks import text_of
from perdure.vm.primitives.numbers import (
    COMPLEXES,
    EXACT_REALS,
    EXACTS,
    LARGEST_INTEGER,
    check_number,
    check_real,
    divide2,
    division_by_zero,
    inexact_of,
    multiply2,
)
from perdure.vm.primitives.registry import pure


@pure("abs")
def absolute(x: Value) -> Value:
    check_real("abs", x)
    return abs(x)


@pure("magnitude")
def magnitude(x: Value) -> Value:
    check_number("magnitude", x)
    if type(x) is ExactComplex:
        return sqrt(x.real * x.real + x.imag * x.imag)
    try:
        return abs(x)
    except OverflowError:
        return math.inf


@pure("square")
def square(x: Value) -> Value:
    check_number("square", x)
    return multiply2(x, x)


# Exactness -----------------------------------------------------------------


@pure("exact", "inexact->exact")
def exact(x: Value) -> Value:
    check_number("exact", x)
    if type(x) is complex:
        return exact_complex(_exact_real(x.real, x), _exact_real(x.imag, x))
    return _exact_real(x, x) if type(x) is float else x


def _exact_real(part: float, x: Value) -> Exact:
    """A float, part of the number x or all of it, as the exact number that it is."""
    if not math.isfinite(part):
        raise wrong_type("exact", "a finite number", x)
    return rational(*part.as_integer_ratio())


@pure("inexact", "exact->inexact")
def inexact(x: Value) -> Value:
    check_number("inexact", x)
    return inexact_of(x)


# Roots and powers ----------------------------------------------------------


def _exact_root(x: Exact) -> Exact | None:
    """The exact root of an exact number from 0, where it has one."""
    top, bottom = math.isqrt(x.numerator), math.isqrt(x.denominator)
    if top * top == x.numerator and bottom * bottom == x.denominator:
        return rational(top, bottom)
    return None


@pure("sqrt")
def sqrt(x: Value) -> Value:
    check_number("sqrt", x)
    if type(x) in COMPLEXES:
        return _complex_root(x)
    if type(x) is float:
        if x < 0:
            return complex(0.0, math.sqrt(-x))
        return math.sqrt(x)
    root = _exact_root(abs(x))
    if root is not None:
        return root if x >= 0 else exact_complex(0, root)
    return _inexact_root(x) if x >= 0 else complex(0.0, _inexact_root(-x))


def _complex_root(x: Any) -> Value:
    """Exact where both parts of the root are; the real part is never below 0."""
    if type(x) is ExactComplex:
        size = _exact_root(settled(x.real * x.real + x.imag * x.imag))
        if size is not None:
            real = _exact_root(settled(divide2(size + x.real, 2)))
            imag = _exact_root(settled(divide2(size - x.real, 2)))
            if real is not None and imag is not None:
                return exact_complex(real, imag if x.imag > 0 else -imag)
    return _complex_result(cmath.sqrt, complex(x))


def _inexact_root(x: Any) -> float:
    """The root of an exact number from 0. Where no float is near x, one may be near its root."""
    try:
        root = math.sqrt(x)
    except OverflowError:
        root = 0.0
    if root or not x:
        return root
    half = (x.numerator.bit_length() - x.denominator.bit_length()) // 2
    try:
        return math.ldexp(math.sqrt(Fraction(x) / Fraction(4) ** half), half)
    except OverflowError:
        return math.inf


@pure("expt")
def expt(base: Value, power: Value) -> Value:
    check_number("expt", base)
    check_number("expt", power)
    if type(power) is int:
        if type(base) in EXACTS:
            return _exact_power(base, power)
        if power == 0:
            return 1
    elif type(power) is Ratio and type(base) in EXACTS and power.denominator == 2:
        root = sqrt(base)
        if type(root) in EXACTS:
            return _exact_power(root, power.numerator)
    if type(base) in EXACTS and base == 0:
        return _power_of_zero(power)
    return _inexact_power(base, power)


def _power_of_zero(power: Value) -> Value:
    """Exact 0 to a power that is no exact integer."""
    if power == 0:
        return 1.0
    if (power.real if type(power) in COMPLEXES else power) > 0:
        return 0
    raise division_by_zero("expt")


def _exact_power(base: Value, power: int) -> Value:
    if power < 0:
        if base == 0:
            raise division_by_zero("expt")
        return divide2(1, _exact_power(base, -power))
    if base in (0, 1, -1):
        return base if power & 1 or base == 1 else (0 if base == 0 and power else 1)
    if type(base) is ExactComplex:
        return _complex_power(base, power)
    if _size_of(base) * power > LARGEST_INTEGER:
        raise _too_large(base, power)
    return settled(base**power)


def _complex_power(base: ExactComplex, power: int) -> Value:
    """By squaring. Units, whose powers stay small, may have any power."""
    if base.real == 0 and base.imag in (1, -1):
        power %= 4
    bits = max(_size_of(base.real), _size_of(base.imag))
    if (bits + 1) * power > LARGEST_INTEGER:
        raise _too_large(base, power)
    result: Any = 1
    factor: Any = base
    while power:
        if power & 1:
            result = result * factor
        power >>= 1
        if power:
            factor = factor * factor
    return result


def _size_of(x: Exact) -> int:
    return max(x.numerator.bit_length(), x.denominator.bit_length())


def _too_large(base: Value, power: Value) -> Fault:
    return fault("expt", "the exact result would be too large", base, power, kind="range")


def _inexact_power(base: Value, power: Value) -> Value:
    base, power = inexact_of(base), inexact_of(power)
    try:
        return base**power
    except ZeroDivisionError:
        return math.inf
    except OverflowError:
        is_negative = type(base) is float and base < 0 and power % 2 == 1
        return -math.inf if is_negative else math.inf


# Exponentials and angles ---------------------------------------------------


def _register_function(
    name: str,
    real: Callable[[Any], float],
    general: Callable[[Any], complex],
    fixed_point: tuple[int, int] | None,
) -> None:
    """`fixed_point` is an exact argument and its exact result."""

    def function(x: Value) -> Value:
        check_number(name, x)
        if fixed_point is not None and type(x) is int and x == fixed_point[0]:
            return fixed_point[1]
        if type(x) in COMPLEXES:
            return _complex_result(general, complex(x))
        x = inexact_of(x)
        try:
            return real(x)
        except OverflowError:
            return math.inf
        except ValueError:
            # Outside the domain: sin of an infinity is no number, acos of 2 is complex.
            # On a cut the report's formulas take the side below for 2, that above for -2.
            return math.nan if math.isinf(x) else general(complex(x, math.copysign(0.0, -x)))

    pure(name)(function)


_register_function("exp", math.exp, cmath.exp, (0, 1))
_register_function("sin", math.sin, cmath.sin, (0, 0))
_register_function("cos", math.cos, cmath.cos, (0, 1))
_register_function("tan", math.tan, cmath.tan, (0, 0))
_register_function("asin", math.asin, cmath.asin, (0, 0))
_register_function("acos", math.acos, cmath.acos, (1, 0))


def _complex_result(function: Callable[[Any], complex], x: Any) -> complex:
    """Where Python refuses, the answer is beyond all floats, or there is none."""
    try:
        return function(x)
    except OverflowError:
        return complex(math.inf, math.inf)
    except ValueError:
        return complex(math.nan, math.nan)


@pure("log")
def log(x: Value, base: Value = DEFAULT) -> Value:
    if base is DEFAULT:
        return _log(x)
    if type(x) is int and x > 0 and type(base) is int and base in (2, 10):
        return math.log2(x) if base == 2 else math.log10(x)
    return divide2(_log(x), _log(base))


def _log(x: Value) -> Value:
    check_number("log", x)
    if type(x) in COMPLEXES:
        return cmath.log(complex(x)) if x != 0 else -math.inf
    if x == 1 and type(x) is int:
        return 0
    if x == 0:
        return -math.inf
    if x < 0:
        return complex(_log(-x), math.pi)
    if type(x) is Ratio:
        return math.log(x.numerator) - math.log(x.denominator)
    return math.log(x)


@pure("atan")
def atan(y: Value, x: Value = DEFAULT) -> Value:
    if x is not DEFAULT:
        check_real("atan", y)
        check_real("atan", x)
        if type(y) is int and y == 0 and type(x) in EXACT_REALS:
            if x > 0:
                return 0
            if x == 0:
                raise division_by_zero("atan")
        return math.atan2(inexact_of(y), inexact_of(x))
    check_number("atan", y)
    if type(y) in COMPLEXES:
        if y in (1j, -1j):
            raise division_by_zero("atan")
        z = complex(y)
        if type(y) is ExactComplex and z.real == 0:  # the side of the cut that the formula takes
            z = complex(math.copysign(0.0, z.imag), z.imag)
        return _complex_result(cmath.atan, z)
    return 0 if type(y) is int and y == 0 else math.atan(inexact_of(y))


# Complex numbers -----------------------------------------------------------


@pure("make-rectangular")
def make_rectangular(real: Value, imaginary: Value) -> Value:
    check_real("make-rectangular", real)
    check_real("make-rectangular", imaginary)
    if type(imaginary) is int and imaginary == 0:
        return real
    if type(real) in EXACTS and type(imaginary) in EXACTS:
        return exact_complex(real, imaginary)
    return complex(inexact_of(real), inexact_of(imaginary))


@pure("make-polar")
def make_polar(magnitude: Value, angle: Value) -> Value:
    check_real("make-polar", magnitude)
    check_real("make-polar", angle)
    if type(angle) is int and angle == 0:
        return magnitude
    return _complex_result(_rect, (inexact_of(magnitude), inexact_of(angle)))


def _rect(polar: tuple[float, float]) -> complex:
    return cmath.rect(*polar)


@pure("real-part")
def real_part(x: Value) -> Value:
    check_number("real-part", x)
    return x.real if type(x) in COMPLEXES else x


@pure("imag-part")
def imag_part(x: Value) -> Value:
    check_number("imag-part", x)
    return x.imag if type(x) in COMPLEXES else 0


@pure("angle")
def angle(x: Value) -> Value:
    check_number("angle", x)
    if type(x) in COMPLEXES:
        return cmath.phase(complex(x))
    if type(x) is float:
        return math.atan2(0.0, x)
    return 0 if x >= 0 else math.pi


@pure("rationalize")
def rationalize(x: Value, tolerance: Value) -> Value:
    """The simplest fraction within `tolerance` of x (Stern-Brocot search)."""
    check_real("rationalize", x)
    check_real("rationalize", tolerance)
    if type(x) is float or type(tolerance) is float:
        if not math.isfinite(x) or not math.isfinite(tolerance):
            return 0.0 if math.isfinite(x) else (math.nan if math.isinf(tolerance) else x)
        return inexact_of(rationalize(exact(x), exact(tolerance)))
    low, high = x - abs(tolerance), x + abs(tolerance)
    if low <= 0 <= high:
        return 0
    return _simplest(low, high) if low > 0 else -_simplest(-high, -low)


def _simplest(low: Any, high: Any) -> Any:
    """The fraction of least denominator in [low, high], both above 0."""
    wholes: list[int] = []
    while True:
        whole = math.ceil(low)
        if whole <= high:
            found: Any = whole
            break
        wholes.append(whole - 1)
        low, high = divide2(1, high - (whole - 1)), divide2(1, low - (whole - 1))
    for whole in reversed(wholes):
        found = whole + divide2(1, found)
    return found


# Text ----------------------------------------------------------------------

_SHORT: Final = 10**18  #: integers up to here are written without further thought


def _radix(who: str, radix: Value) -> int:
    if radix is DEFAULT:
        return 10
    if type(radix) is not int or not 2 <= radix <= 36:
        raise wrong_type(who, "a radix from 2 to 36", radix)
    return radix


@pure(
    "number->string",
    takes=(NUMBER, NATURAL),
    gives=STRING,
    short=(
        Short("String(raw_text=str(a))", NATURAL),
        Short("String(raw_text=str(a) if type(a) is int else checked(a).raw_text)", ANYTHING),
    ),
)
def number_to_string(x: Value, radix: Value = DEFAULT) -> Value:
    if radix is DEFAULT and type(x) is int and -_SHORT < x < _SHORT:
        return new_string(str(x))
    check_number("number->string", x)
    return new_string(number_text(x, _radix("number->string", radix)))


@pure("string->number")
def string_to_number(s: Value, radix: Value = DEFAULT) -> Value:
    text = text_of("string->number", s)
    found = parse_number(text, _radix("string->number", radix))
    return FALSE if found is None else found
