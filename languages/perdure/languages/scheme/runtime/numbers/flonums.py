"""Flonums (SRFI 144): floats alone, with the answers of IEEE 754 and C.

Where Python's `math` raises an error, C gives a NaN or an infinity, and so do these.

Neighbours: perdure.vm.primitives.functions (the functions of all numbers), bessel.py.
"""

from __future__ import annotations

import math
import operator
import sys
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Final

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.languages.scheme.runtime.numbers.bessel import bessel_j, bessel_y
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Value, Values
from perdure.vm.objects.numbers import Ratio
from perdure.vm.objects.singletons import DEFAULT
from perdure.vm.primitives.numbers import check_number

_EXTREME: Final = 2147483647  #: the integer exponent of an infinity and of a NaN
_SMALLEST_NORMAL: Final = sys.float_info.min


def _flonum(who: str, x: Value) -> float:
    if type(x) is not float:
        raise wrong_type(who, "a flonum", x)
    return x


def _integer(who: str, n: Value) -> int:
    if type(n) is not int:
        raise wrong_type(who, "an exact integer", n)
    return n


# Making and taking apart -------------------------------------------------------


@predicate("flonum?", may_fail=False, folds=True)
def is_flonum(x: Value) -> bool:
    return type(x) is float


@pure("flonum")
def flonum(x: Value) -> Value:
    """The nearest flonum; a NaN for a number that is not real."""
    if type(x) is float:
        return x
    if type(x) in (int, Ratio):
        try:
            return float(x)
        except OverflowError:
            return math.inf if x > 0 else -math.inf
    check_number("flonum", x)
    return math.nan


@pure("make-flonum")
def make_flonum(x: Value, n: Value) -> Value:
    """x times 2 to the n."""
    x = _flonum("make-flonum", x)
    n = max(-10_000, min(10_000, _integer("make-flonum", n)))
    try:
        return math.ldexp(x, n)
    except OverflowError:
        return math.copysign(math.inf, x)


@pure("flinteger-fraction")
def integer_fraction(x: Value) -> Value:
    fraction, whole = math.modf(_flonum("flinteger-fraction", x))
    return Values((whole, fraction))


@pure("flexponent")
def exponent(x: Value) -> Value:
    x = _flonum("flexponent", x)
    if x == 0:
        return -math.inf
    return float(math.frexp(x)[1] - 1) if math.isfinite(x) else abs(x)


@pure("flinteger-exponent")
def integer_exponent(x: Value) -> Value:
    x = _flonum("flinteger-exponent", x)
    if x == 0:
        return -_EXTREME
    return math.frexp(x)[1] - 1 if math.isfinite(x) else _EXTREME


@pure("flnormalized-fraction-exponent")
def fraction_exponent(x: Value) -> Value:
    return Values(math.frexp(_flonum("flnormalized-fraction-exponent", x)))


@pure("flsign-bit")
def sign_bit(x: Value) -> Value:
    return 1 if math.copysign(1.0, _flonum("flsign-bit", x)) < 0 else 0


# Comparing ---------------------------------------------------------------------


def _register_comparison(name: str, is_so: Callable[[float, float], bool]) -> None:
    def compare(first: Value, *others: Value) -> bool:
        numbers = [_flonum(name, x) for x in (first, *others)]
        return all(is_so(a, b) for a, b in pairwise(numbers))

    predicate(name)(compare)


_register_comparison("fl=?", operator.eq)
_register_comparison("fl<?", operator.lt)
_register_comparison("fl>?", operator.gt)
_register_comparison("fl<=?", operator.le)
_register_comparison("fl>=?", operator.ge)


@predicate("flunordered?")
def is_unordered(x: Value, y: Value) -> bool:
    return math.isnan(_flonum("flunordered?", x)) or math.isnan(_flonum("flunordered?", y))


def _register_test(name: str, is_so: Callable[[float], bool]) -> None:
    predicate(name)(lambda x: is_so(_flonum(name, x)))


_register_test("flinteger?", float.is_integer)
_register_test("flzero?", lambda x: x == 0)
_register_test("flpositive?", lambda x: x > 0)
_register_test("flnegative?", lambda x: x < 0)
_register_test("flfinite?", math.isfinite)
_register_test("flinfinite?", math.isinf)
_register_test("flnan?", math.isnan)
_register_test("flnormalized?", lambda x: math.isfinite(x) and abs(x) >= _SMALLEST_NORMAL)
_register_test("fldenormalized?", lambda x: 0 < abs(x) < _SMALLEST_NORMAL)


def _register_parity(name: str, wanted: int) -> None:
    def is_so(x: Value) -> bool:
        if not _flonum(name, x).is_integer():
            raise wrong_type(name, "an integral flonum", x)
        return int(x) % 2 == wanted

    predicate(name)(is_so)


_register_parity("flodd?", 1)
_register_parity("fleven?", 0)


# Arithmetic --------------------------------------------------------------------


def _divided(x: float, y: float) -> float:
    if y != 0:
        return x / y
    if x == 0 or math.isnan(x):
        return math.nan
    return math.copysign(math.inf, x) * math.copysign(1.0, y)


def _larger(x: float, y: float) -> float:
    """C's fmax: a NaN yields to a number, though not to another NaN."""
    return x if math.isnan(y) or x > y else y


def _smaller(x: float, y: float) -> float:
    return x if math.isnan(y) or x < y else y


def _register_many(name: str, of_none: float, operate: Callable[[float, float], float]) -> None:
    def found(*numbers: Value) -> Value:
        # Not from `of_none` on: of one -0.0 or NaN the sum or maximum is that one.
        return reduce(operate, [_flonum(name, x) for x in numbers]) if numbers else of_none

    pure(name)(found)


_register_many("fl+", 0.0, operator.add)
_register_many("fl*", 1.0, operator.mul)
_register_many("flmax", -math.inf, _larger)
_register_many("flmin", math.inf, _smaller)


@pure("fl-")
def difference(x: Value, *others: Value) -> Value:
    first, *rest = [_flonum("fl-", each) for each in (x, *others)]
    return reduce(operator.sub, rest, first) if rest else -first


@pure("fl/")
def ratio(x: Value, *others: Value) -> Value:
    first, *rest = [_flonum("fl/", each) for each in (x, *others)]
    return reduce(_divided, rest, first) if rest else _divided(1.0, first)


@pure("fl+*")
def multiply_add(x: Value, y: Value, z: Value) -> Value:
    """x times y plus z, rounded once."""
    x, y, z = _flonum("fl+*", x), _flonum("fl+*", y), _flonum("fl+*", z)
    if not (math.isfinite(x) and math.isfinite(y)):
        return x * y + z
    if not math.isfinite(z):
        return z  # the exact product is finite, also where the flonum is not
    exact = Fraction(x) * Fraction(y) + Fraction(z)
    if exact == 0:
        return x * y + z
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


# Functions of one flonum ---------------------------------------------------------


def _register_function(
    name: str, function: Callable[[float], float], *, odd: bool = False, **poles: float
) -> None:
    """`function`, with a NaN outside its domain and an infinity where it overflows.

    `poles` are its values at zero, one and minus_one where it has none in Python.
    """
    at = {float({"zero": 0, "one": 1, "minus_one": -1}[where]): x for where, x in poles.items()}

    def value(x: Value) -> Value:
        try:
            return function(_flonum(name, x))
        except ValueError:
            return at.get(x, math.nan)
        except OverflowError:
            return math.copysign(math.inf, x) if odd else math.inf

    pure(name)(value)


def _whole(rounded: Callable[[float], int]) -> Callable[[float], float]:
    def found(x: float) -> float:
        return math.copysign(float(rounded(x)), x) if math.isfinite(x) else x

    return found


def _gamma(x: float) -> float:
    return math.copysign(math.inf, x) if x == 0 else math.gamma(x)


def _cube_root(x: float) -> float:
    root = math.cbrt(x)
    near = float(round(root)) if math.isfinite(root) and root else root
    return near if near**2 * near == x else root  # not every C library finds whole roots


def _numerator(x: float) -> float:
    return float(x.as_integer_ratio()[0]) if math.isfinite(x) and x != 0 else x


def _denominator(x: float) -> float:
    if math.isnan(x):
        return x
    if math.isinf(x):
        return 1.0
    try:
        return float(x.as_integer_ratio()[1])
    except OverflowError:
        return math.inf


_register_function("flabs", abs)
_register_function("flsgn", lambda x: math.copysign(1.0, x))
_register_function("flsquare", lambda x: x * x)
_register_function("flnumerator", _numerator)
_register_function("fldenominator", _denominator)
_register_function("flfloor", _whole(math.floor))
_register_function("flceiling", _whole(math.ceil))
_register_function("flround", _whole(round))
_register_function("fltruncate", _whole(math.trunc))
_register_function("flexp", math.exp)
_register_function("flexp2", math.exp2)
_register_function("flexp-1", math.expm1)
_register_function("flsqrt", math.sqrt)
_register_function("flcbrt", _cube_root)
_register_function("fllog", math.log, zero=-math.inf)
_register_function("fllog1+", math.log1p, minus_one=-math.inf)
_register_function("fllog2", math.log2, zero=-math.inf)
_register_function("fllog10", math.log10, zero=-math.inf)
_register_function("flsin", math.sin)
_register_function("flcos", math.cos)
_register_function("fltan", math.tan)
_register_function("flasin", math.asin)
_register_function("flacos", math.acos)
_register_function("flsinh", math.sinh, odd=True)
_register_function("flcosh", math.cosh)
_register_function("fltanh", math.tanh)
_register_function("flasinh", math.asinh)
_register_function("flacosh", math.acosh)
_register_function("flatanh", math.atanh, one=math.inf, minus_one=-math.inf)
_register_function("flgamma", _gamma)
_register_function("flerf", math.erf)
_register_function("flerfc", math.erfc)


@pure("flloggamma")
def log_gamma(x: Value) -> Value:
    """The logarithm of the gamma function's size, and its sign."""
    x = _flonum("flloggamma", x)
    try:
        found = math.lgamma(x)
    except (ValueError, OverflowError):  # a pole; at -0.0 it goes down
        return Values((math.inf, math.copysign(1.0, x) if x == 0 else 1.0))
    is_below = x < 0 and math.isfinite(x) and math.floor(x) % 2 == 1
    return Values((found, -1.0 if is_below else 1.0))


# Functions of two --------------------------------------------------------------


def _power(x: float, y: float) -> float:
    is_odd = math.isfinite(y) and y.is_integer() and int(y) % 2 == 1
    try:
        return math.pow(x, y)
    except ValueError:
        if x != 0:
            return math.nan
        return math.copysign(math.inf, x) if is_odd else math.inf
    except OverflowError:
        return -math.inf if x < 0 and is_odd else math.inf


def _remainder(x: float, y: float) -> float:
    try:
        return math.fmod(x, y)
    except ValueError:
        return math.nan


def _quotient(x: float, y: float) -> float:
    if y == 0 or not (math.isfinite(x) and math.isfinite(y)):
        found = _divided(x, y)
        return math.copysign(0.0, found) if math.isfinite(found) else found
    exact = Fraction(x) / Fraction(y)
    try:
        return math.copysign(float(math.trunc(exact)), x) * math.copysign(1.0, y)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def _register_two(name: str, function: Callable[[float, float], float]) -> None:
    pure(name)(lambda x, y: function(_flonum(name, x), _flonum(name, y)))


_register_two("fladjacent", lambda x, y: x if x == y else math.nextafter(x, y))
_register_two("flcopysign", math.copysign)
_register_two("flabsdiff", lambda x, y: abs(x - y))
_register_two("flposdiff", lambda x, y: 0.0 if x <= y else x - y)
_register_two("flhypot", math.hypot)
_register_two("flexpt", _power)
_register_two("flquotient", _quotient)
_register_two("flremainder", _remainder)


@pure("flatan")
def arc_tangent(y: Value, x: Value = DEFAULT) -> Value:
    y = _flonum("flatan", y)
    return math.atan(y) if x is DEFAULT else math.atan2(y, _flonum("flatan", x))


@pure("flremquo")
def remainder_quotient(x: Value, y: Value) -> Value:
    """The rounded remainder, and the lowest 31 bits of the rounded quotient."""
    x, y = _flonum("flremquo", x), _flonum("flremquo", y)
    try:
        found = math.remainder(x, y)
    except ValueError:
        return Values((math.nan, 0))
    if math.isinf(y) or math.isnan(found):
        return Values((found, 0))
    quotient = round(Fraction(x) / Fraction(y))
    bits = abs(quotient) & 0x7FFFFFFF
    return Values((found, -bits if quotient < 0 else bits))


@pure("flfirst-bessel")
def first_bessel(n: Value, x: Value) -> Value:
    return bessel_j(_integer("flfirst-bessel", n), _flonum("flfirst-bessel", x))


@pure("flsecond-bessel")
def second_bessel(n: Value, x: Value) -> Value:
    return bessel_y(_integer("flsecond-bessel", n), _flonum("flsecond-bessel", x))
