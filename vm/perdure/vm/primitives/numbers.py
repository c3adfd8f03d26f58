"""Arithmetic and comparison: what generated code open-codes, in its checked form.

Generated code says `a + b` for two numbers; where Python objects (a TypeError, an
OverflowError) it calls the function here again, which gives the answer Scheme
wants or the precise error.

Exact numbers are `int`, `Ratio` and `ExactComplex`; inexact ones `float` and
`complex`. A `complex` is never real, even where its imaginary part is 0.0.

Neighbours: integers.py (division, gcd), functions.py (exp, sqrt, conversion).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any, Final

from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.numbers import NUMBERS, ExactComplex, Ratio, rational
from perdure.vm.objects.primitive import Short, Written
from perdure.vm.objects.types import ANYTHING, INTEGER, NATURAL, NUMBER, REAL, ZERO_OR_ONE
from perdure.vm.primitives.registry import predicate, pure

REALS: Final = frozenset((int, float, Ratio))
EXACT_REALS: Final = frozenset((int, Ratio))
EXACTS: Final = frozenset((int, Ratio, ExactComplex))
COMPLEXES: Final = frozenset((complex, ExactComplex))
LARGEST_INTEGER: Final = 1 << 28  #: bits of an exact power or shift; more is an error


def check_number(who: str, x: Value) -> None:
    if type(x) not in NUMBERS:
        raise wrong_type(who, "a number", x)


def check_real(who: str, x: Value) -> None:
    if type(x) not in REALS:
        raise wrong_type(who, "a real number", x)


def division_by_zero(who: str) -> Fault:
    return fault(who, "division by zero", kind="range")


def inexact_of(x: Any) -> Any:
    """A number as a float or a complex; too large a one is an infinity."""
    if type(x) in COMPLEXES:
        return complex(x)
    try:
        return float(x)
    except OverflowError:
        return math.inf if x > 0 else -math.inf


def _by_floats(who: str, function: Callable[[Any, Any], Any], a: Value, b: Value) -> Value:
    """The result by floats where Python refused: wrong kinds, or a mixture that overflows one."""
    check_number(who, a)
    check_number(who, b)
    try:
        return function(inexact_of(a), inexact_of(b))
    except OverflowError:
        return math.inf


def add2(a: Value, b: Value) -> Value:
    try:
        return a + b
    except (TypeError, OverflowError):
        return _by_floats("+", operator.add, a, b)


def subtract2(a: Value, b: Value) -> Value:
    try:
        return a - b
    except (TypeError, OverflowError):
        return _by_floats("-", operator.sub, a, b)


def multiply2(a: Value, b: Value) -> Value:
    try:
        return a * b
    except (TypeError, OverflowError):
        return _by_floats("*", operator.mul, a, b)


def divide2(a: Value, b: Value) -> Value:
    if type(a) is int and type(b) is int and b != 0:
        quotient, rest = divmod(a, b)
        return rational(a, b) if rest else quotient
    check_number("/", a)
    check_number("/", b)
    try:
        return a / b
    except OverflowError:
        return _by_floats("/", operator.truediv, a, b)
    except ZeroDivisionError:
        if type(b) in EXACTS:
            raise division_by_zero("/") from None
        if type(a) in COMPLEXES or type(b) in COMPLEXES:
            return complex(math.nan, math.nan)
        dividend = inexact_of(a)
        if dividend == 0 or math.isnan(dividend):
            return math.nan
        return math.copysign(math.inf, math.copysign(1.0, dividend) * math.copysign(1.0, b))


@pure(
    "+",
    takes=(NUMBER,),
    gives=NUMBER,
    keeps=NATURAL,
    allocates=False,
    may_fail=False,
    folds=True,
    short=Short("a + b", chained=True),
)
def add(*numbers: Value) -> Value:
    if len(numbers) == 2:
        a, b = numbers
        return a + b if type(a) is int and type(b) is int else add2(a, b)
    if not numbers:
        return 0
    # Not from 0 on, which would make 0.0 of -0.0.
    total = numbers[0]
    check_number("+", total)
    for x in numbers[1:]:
        total = add2(total, x)
    return total


@pure(
    "-",
    takes=(NUMBER,),
    gives=NUMBER,
    allocates=False,
    may_fail=False,
    folds=True,
    short=("-a", Short("a - b", chained=True)),
)
def subtract(first: Value, *others: Value) -> Value:
    if not others:
        check_number("-", first)
        return -first
    for x in others:
        first = subtract2(first, x)
    return first


@pure(
    "*",
    takes=(NUMBER,),
    gives=NUMBER,
    keeps=NATURAL,
    allocates=False,
    may_fail=False,
    folds=True,
    short=Short("a * b", chained=True),
)
def multiply(*numbers: Value) -> Value:
    if len(numbers) == 2:
        a, b = numbers
        return a * b if type(a) is int and type(b) is int else multiply2(a, b)
    product: Value = 1
    for x in numbers:
        product = multiply2(product, x)
    return product


@pure("/", takes=(NUMBER,), allocates=False, folds=True)
def divide(first: Value, *others: Value) -> Value:
    if not others:
        return divide2(1, first)
    for x in others:
        first = divide2(first, x)
    return first


@pure("1+", takes=(NUMBER,), allocates=False, may_fail=False, folds=True)
def increment(x: Value) -> Value:
    check_number("1+", x)
    return x + 1


@pure("-1+", "1-", takes=(NUMBER,), allocates=False, may_fail=False, folds=True)
def decrement(x: Value) -> Value:
    check_number("-1+", x)
    return x - 1


def _register_comparison(
    name: str,
    is_so: Callable[[Any, Any], bool],
    kinds: frozenset[type],
    short: tuple[Short, ...],
    reversed_: str = "",
) -> None:
    expected = "a number" if kinds is NUMBERS else "a real number"

    def compare(first: Value, *others: Value) -> bool:
        answer = True
        if type(first) not in kinds:
            raise wrong_type(name, expected, first)
        for x in others:
            if type(x) not in kinds:
                raise wrong_type(name, expected, x)
            if not is_so(first, x):
                answer = False
            first = x
        return answer

    compare.__name__ = name
    predicate(
        name,
        takes=(NUMBER if kinds is NUMBERS else REAL,),
        may_fail=False,
        folds=True,
        short=short,
        reversed=reversed_,
    )(compare)


# Python's == answers False for things that are no numbers; its orderings refuse them. The one
# more likely to be false comes first.
_EQUAL = (
    Short("a == b", NUMBER, NUMBER),
    Short("a <= b and a >= b", ANYTHING, Written(ZERO_OR_ONE)),
    Short("a >= b and a <= b"),
)


_register_comparison("=", operator.eq, NUMBERS, _EQUAL)
_register_comparison("<", operator.lt, REALS, (Short("a < b"),), ">")
_register_comparison(">", operator.gt, REALS, (Short("a > b"),), "<")
_register_comparison("<=", operator.le, REALS, (Short("a <= b"),))
_register_comparison(">=", operator.ge, REALS, (Short("a >= b"),))


def _choosing(sign: str) -> tuple[Short, ...]:
    """The short forms of `max` and `min`: floats among the operands make the result one."""
    chosen = f"a if a {sign} b else b"
    are_integers = "type(a) is int and type(b) is int"
    return (
        Short(chosen, NATURAL, NATURAL),
        Short(f"({chosen}) if {are_integers} else checked(a, b)"),
    )


_EXTREME: Final[dict[str, Any]] = {
    "takes": (REAL,),
    "gives": NUMBER,
    "keeps": NATURAL,
    "allocates": False,
    "may_fail": False,
    "folds": True,
}


@pure("max", **_EXTREME, short=_choosing(">="))
def maximum(first: Value, *others: Value) -> Value:
    if len(others) == 1 and type(first) is int and type(others[0]) is int:
        return first if first > others[0] else others[0]
    return _extreme("max", operator.gt, first, others)


@pure("min", **_EXTREME, short=_choosing("<="))
def minimum(first: Value, *others: Value) -> Value:
    if len(others) == 1 and type(first) is int and type(others[0]) is int:
        return first if first < others[0] else others[0]
    return _extreme("min", operator.lt, first, others)


def _extreme(
    who: str, is_better: Callable[[Any, Any], bool], best: Value, others: tuple[Value, ...]
) -> Value:
    check_real(who, best)
    is_inexact = type(best) is float
    for x in others:
        check_real(who, x)
        is_inexact = is_inexact or type(x) is float
        if x != x or is_better(x, best):  # a NaN wins
            best = x
    return inexact_of(best) if is_inexact else best


# Kinds ---------------------------------------------------------------------


@predicate("number?", "complex?", may_fail=False, folds=True, short="type(a) in NUMBERS")
def is_number(x: Value) -> bool:
    return type(x) in NUMBERS


@predicate("real?", may_fail=False, folds=True)
def is_real(x: Value) -> bool:
    return type(x) in REALS


@predicate("rational?", may_fail=False, folds=True)
def is_rational(x: Value) -> bool:
    return type(x) in EXACT_REALS or (type(x) is float and math.isfinite(x))


@predicate("integer?", may_fail=False, folds=True)
def is_integer(x: Value) -> bool:
    return type(x) is int or (type(x) is float and x.is_integer())


@predicate("exact?", takes=(NUMBER,), may_fail=False, folds=True)
def is_exact(x: Value) -> bool:
    check_number("exact?", x)
    return type(x) in EXACTS


@predicate("inexact?", takes=(NUMBER,), may_fail=False, folds=True)
def is_inexact(x: Value) -> bool:
    check_number("inexact?", x)
    return type(x) not in EXACTS


@predicate("exact-integer?", may_fail=False, folds=True, short="type(a) is int")
def is_exact_integer(x: Value) -> bool:
    return type(x) is int


@predicate("exact-rational?", may_fail=False, folds=True)
def is_exact_rational(x: Value) -> bool:
    return type(x) in EXACT_REALS


@predicate("exact-nonnegative-integer?", may_fail=False, folds=True)
def is_exact_nonnegative_integer(x: Value) -> bool:
    return type(x) is int and x >= 0


@predicate("nan?", takes=(NUMBER,), may_fail=False, folds=True)
def is_nan(x: Value) -> bool:
    check_number("nan?", x)
    return bool(x != x)


@predicate("finite?", takes=(NUMBER,), may_fail=False, folds=True)
def is_finite(x: Value) -> bool:
    check_number("finite?", x)
    if type(x) is complex:
        return math.isfinite(x.real) and math.isfinite(x.imag)
    return type(x) is not float or math.isfinite(x)


@predicate("infinite?", takes=(NUMBER,), may_fail=False, folds=True)
def is_infinite(x: Value) -> bool:
    check_number("infinite?", x)
    if type(x) is complex:
        return math.isinf(x.real) or math.isinf(x.imag)
    return type(x) is float and math.isinf(x)


@predicate(
    "zero?",
    takes=(NUMBER,),
    may_fail=False,
    folds=True,
    short=(Short("a == 0", NUMBER), Short("a <= 0 and a >= 0")),
)
def is_zero(x: Value) -> bool:
    check_number("zero?", x)
    return bool(x == 0)


@predicate("positive?", takes=(REAL,), may_fail=False, folds=True, short="a > 0")
def is_positive(x: Value) -> bool:
    check_real("positive?", x)
    return bool(x > 0)


@predicate("negative?", takes=(REAL,), may_fail=False, folds=True, short="a < 0")
def is_negative(x: Value) -> bool:
    check_real("negative?", x)
    return bool(x < 0)


def _parity(who: str, x: Value) -> int:
    if type(x) is float and x.is_integer():
        return int(x) & 1
    raise wrong_type(who, "an integer", x)


@predicate("odd?", takes=(INTEGER,), may_fail=False, folds=True, short="a & 1")
def is_odd(x: Value) -> bool:
    return (x & 1 if type(x) is int else _parity("odd?", x)) == 1


@predicate("even?", takes=(INTEGER,), may_fail=False, folds=True, short="not a & 1")
def is_even(x: Value) -> bool:
    return (x & 1 if type(x) is int else _parity("even?", x)) == 0
