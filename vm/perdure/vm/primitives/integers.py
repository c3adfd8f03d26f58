"""Integer division, common divisors and bits.

Integers here are exact ones and floats that are whole; one float makes the result
a float. Large floats are divided as exact integers, so nothing is lost.

Neighbours: numbers.py (checks and comparison).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Values
from perdure.vm.objects.numbers import Ratio
from perdure.vm.objects.primitive import Short, Written
from perdure.vm.objects.types import ANYTHING, INTEGER, NATURAL, POSITIVE, REAL
from perdure.vm.primitives.numbers import LARGEST_INTEGER, check_real, division_by_zero, inexact_of
from perdure.vm.primitives.registry import pure


def _integer(who: str, x: Value) -> int:
    if type(x) is int:
        return x
    if type(x) is float and x.is_integer():
        return int(x)
    raise wrong_type(who, "an integer", x)


#: (numerator, denominator) -> (q, r) with n = dq + r and |r| < |d|
Division = Callable[[int, int], tuple[int, int]]


def _truncate_divided(n: int, d: int) -> tuple[int, int]:
    q, r = divmod(n, d)
    if r and (n < 0) != (d < 0):
        return q + 1, r - d
    return q, r


def _ceiling_divided(n: int, d: int) -> tuple[int, int]:
    q = -(-n // d)
    return q, n - d * q


def _round_divided(n: int, d: int) -> tuple[int, int]:
    q, r = divmod(n, d)
    over = abs(2 * r) - abs(d)
    if over > 0 or (over == 0 and q & 1):
        return q + 1, r - d
    return q, r


def _euclidean_divided(n: int, d: int) -> tuple[int, int]:
    r = n % abs(d)
    return (n - r) // d, r


def _balanced_divided(n: int, d: int) -> tuple[int, int]:
    r = n % abs(d)
    if 2 * r >= abs(d):
        r -= abs(d)
    return (n - r) // d, r


#: Each is a family of three procedures (SRFI 141): floor/, floor-quotient, floor-remainder.
DIVISIONS: dict[str, Division] = {
    "floor": divmod,
    "ceiling": _ceiling_divided,
    "truncate": _truncate_divided,
    "round": _round_divided,
    "euclidean": _euclidean_divided,
    "balanced": _balanced_divided,
}


def _divided(who: str, division: Division, a: Value, b: Value) -> tuple[Value, Value]:
    x, y = _integer(who, a), _integer(who, b)
    if y == 0:
        raise division_by_zero(who)
    quotient, rest = division(x, y)
    if type(a) is float or type(b) is float:
        return inexact_of(quotient), inexact_of(rest)
    return quotient, rest


def _register_part(
    name: str, division: Division, which: int, short: tuple[Short, ...] = ()
) -> None:
    def divided(a: Value, b: Value) -> Value:
        return _divided(name, division, a, b)[which]

    natural: dict[str, Any] = {"keeps": NATURAL, "short": short} if short else {}
    pure(name, takes=(INTEGER, INTEGER), gives=REAL, allocates=False, folds=True, **natural)(
        divided
    )


def _rounding_down(operation: str) -> tuple[Short, ...]:
    """The short forms of what Python's operator does for two natural numbers only."""
    return (
        Short(f"a {operation} b", NATURAL, NATURAL),
        Short(
            f"a {operation} b if type(a) is int and a >= 0 else checked(a, b)",
            *(ANYTHING, Written(POSITIVE)),
        ),
        Short(
            f"a {operation} b"
            " if type(a) is int and a >= 0 and type(b) is int and b > 0 else checked(a, b)"
        ),
    )


#: The short forms, where Python has an operator for it: it rounds down, as `floor` does.
_SHORTS: dict[str, tuple[Short, ...]] = {
    "quotient": _rounding_down("//"),
    "remainder": _rounding_down("%"),
    "modulo": (
        Short("a % b", NATURAL, NATURAL),
        Short("a % b if type(a) is int else checked(a, b)", ANYTHING, Written(INTEGER)),
        Short("a % b if type(a) is int and type(b) is int else checked(a, b)"),
    ),
}
_SHORTS["truncate-quotient"] = _SHORTS["quotient"]
_SHORTS["truncate-remainder"] = _SHORTS["remainder"]
_SHORTS["floor-remainder"] = _SHORTS["modulo"]


def _register_both(name: str, division: Division) -> None:
    def divided(a: Value, b: Value) -> Value:
        return Values(_divided(name, division, a, b))

    pure(name)(divided)


for _name, _division in DIVISIONS.items():
    _register_both(f"{_name}/", _division)
    for _which, _part in enumerate((f"{_name}-quotient", f"{_name}-remainder")):
        _register_part(_part, _division, _which, _SHORTS.get(_part, ()))

_register_part("quotient", _truncate_divided, 0, _SHORTS["quotient"])
_register_part("remainder", _truncate_divided, 1, _SHORTS["remainder"])
_register_part("modulo", divmod, 1, _SHORTS["modulo"])


def _folded(
    who: str, function: Callable[[int, int], int], start: int, numbers: tuple[Value, ...]
) -> Value:
    found = start
    is_inexact = False
    for x in numbers:
        found = function(found, _integer(who, x))
        is_inexact = is_inexact or type(x) is float
    return inexact_of(found) if is_inexact else found


@pure("gcd")
def gcd(*numbers: Value) -> Value:
    return _folded("gcd", math.gcd, 0, numbers)


@pure("lcm")
def lcm(*numbers: Value) -> Value:
    return _folded("lcm", math.lcm, 1, numbers)


def _fraction_of(who: str, x: Value) -> tuple[int, int]:
    check_real(who, x)
    if type(x) is float and not math.isfinite(x):
        raise wrong_type(who, "a rational number", x)
    numerator, denominator = x.as_integer_ratio()
    return numerator, denominator


@pure("numerator")
def numerator(x: Value) -> Value:
    found = _fraction_of("numerator", x)[0]
    return inexact_of(found) if type(x) is float else found


@pure("denominator")
def denominator(x: Value) -> Value:
    found = _fraction_of("denominator", x)[1]
    return inexact_of(found) if type(x) is float else found


def _register_rounding(name: str, function: Callable[[float | Ratio], int]) -> None:
    def rounded(x: Value) -> Value:
        kind = type(x)
        if kind is int:
            return x
        if kind is float:
            # math.floor and its like refuse infinities and lose the sign of -0.0.
            return math.copysign(float(function(x)), x) if math.isfinite(x) else x
        if kind is Ratio:
            return function(x)
        raise wrong_type(name, "a real number", x)

    pure(name)(rounded)


_register_rounding("floor", math.floor)
_register_rounding("ceiling", math.ceil)
_register_rounding("truncate", math.trunc)
_register_rounding("round", round)


@pure("exact-integer-sqrt")
def exact_integer_sqrt(x: Value) -> Value:
    if type(x) is not int or x < 0:
        raise wrong_type("exact-integer-sqrt", "an exact integer from 0", x)
    root = math.isqrt(x)
    return Values((root, x - root * root))


def _exact(who: str, x: Value) -> int:
    if type(x) is not int:
        raise wrong_type(who, "an exact integer", x)
    return x


@pure("bitwise-and")
def bitwise_and(*numbers: Value) -> Value:
    found = -1
    for x in numbers:
        found &= _exact("bitwise-and", x)
    return found


@pure("bitwise-or")
def bitwise_or(*numbers: Value) -> Value:
    found = 0
    for x in numbers:
        found |= _exact("bitwise-or", x)
    return found


@pure("bitwise-xor")
def bitwise_xor(*numbers: Value) -> Value:
    found = 0
    for x in numbers:
        found ^= _exact("bitwise-xor", x)
    return found


@pure("bitwise-not")
def bitwise_not(x: Value) -> Value:
    return ~_exact("bitwise-not", x)


@pure("arithmetic-shift")
def arithmetic_shift(x: Value, count: Value) -> Value:
    x, count = _exact("arithmetic-shift", x), _exact("arithmetic-shift", count)
    if count <= 0:
        return x >> -count
    if x and x.bit_length() + count > LARGEST_INTEGER:
        raise fault("arithmetic-shift", "the result would be too large", x, count, kind="range")
    return x << count if x else 0


@pure("bit-count")
def bit_count(x: Value) -> Value:
    x = _exact("bit-count", x)
    return x.bit_count() if x >= 0 else (~x).bit_count()
