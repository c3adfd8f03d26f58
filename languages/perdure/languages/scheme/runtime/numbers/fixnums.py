"""Fixnums (SRFI 143): exact integers of 62 bits, checked.

Every integer here is a Python `int`, so fixnums gain no speed; what they give is that
an operand or a result out of range is an error.

Neighbours: bits.py, perdure.vm.primitives.integers.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.languages.scheme.runtime.numbers.bits import (
    field,
    first_set_bit,
    integer_length,
    reversed_field,
    rotated,
)
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Values
from perdure.vm.primitives.checks import boolean_of
from perdure.vm.primitives.numbers import division_by_zero

WIDTH: Final = 62
GREATEST: Final = (1 << (WIDTH - 1)) - 1
LEAST: Final = -(1 << (WIDTH - 1))


def _fixnum(who: str, x: Value) -> int:
    if type(x) is not int or not LEAST <= x <= GREATEST:
        raise wrong_type(who, f"a fixnum (an exact integer of {WIDTH} bits)", x)
    return x


def _result(who: str, found: int) -> int:
    if not LEAST <= found <= GREATEST:
        raise fault(who, "the result is no fixnum:", found, kind="range")
    return found


@pure("%fixnum-limits")
def fixnum_limits() -> Value:
    """The width, the greatest and the least."""
    return Values((WIDTH, GREATEST, LEAST))


@predicate("fixnum?")
def is_fixnum(x: Value) -> bool:
    return type(x) is int and LEAST <= x <= GREATEST


def _register_comparison(name: str, is_so: Callable[[int, int], bool]) -> None:
    def compare(*numbers: Value) -> bool:
        checked = [_fixnum(name, x) for x in numbers]
        return all(is_so(a, b) for a, b in pairwise(checked))

    predicate(name)(compare)


def _register_test(name: str, is_so: Callable[[int], bool]) -> None:
    predicate(name)(lambda x: is_so(_fixnum(name, x)))


def _register_one(name: str, operate: Callable[[int], int]) -> None:
    pure(name)(lambda x: _result(name, operate(_fixnum(name, x))))


def _register_two(name: str, operate: Callable[[int, int], int]) -> None:
    pure(name)(lambda a, b: _result(name, operate(_fixnum(name, a), _fixnum(name, b))))


def _quotient(a: int, b: int, who: str = "fxquotient") -> int:
    if b == 0:
        raise division_by_zero(who)
    found = abs(a) // abs(b)
    return found if (a < 0) == (b < 0) else -found


def _register_many(name: str, start: int, operate: Callable[[int, int], int]) -> None:
    def found(*numbers: Value) -> Value:
        made = start
        for x in numbers:
            made = operate(made, _fixnum(name, x))
        return made

    pure(name)(found)


def _register_extreme(name: str, choose: Callable[[list[int]], int]) -> None:
    def found(first: Value, *others: Value) -> Value:
        return choose([_fixnum(name, x) for x in (first, *others)])

    pure(name)(found)


_register_comparison("fx=?", operator.eq)
_register_comparison("fx<?", operator.lt)
_register_comparison("fx>?", operator.gt)
_register_comparison("fx<=?", operator.le)
_register_comparison("fx>=?", operator.ge)
_register_test("fxzero?", lambda x: x == 0)
_register_test("fxpositive?", lambda x: x > 0)
_register_test("fxnegative?", lambda x: x < 0)
_register_test("fxodd?", lambda x: x % 2 == 1)
_register_test("fxeven?", lambda x: x % 2 == 0)
_register_extreme("fxmax", max)
_register_extreme("fxmin", min)
_register_two("fx+", operator.add)
_register_two("fx-", operator.sub)
_register_two("fx*", operator.mul)
_register_two("fxquotient", _quotient)
_register_two("fxremainder", lambda a, b: a - b * _quotient(a, b, "fxremainder"))
_register_one("fxneg", operator.neg)
_register_one("fxabs", abs)
_register_one("fxsquare", lambda x: x * x)
_register_one("fxnot", operator.invert)
_register_many("fxand", -1, operator.and_)
_register_many("fxior", 0, operator.or_)
_register_many("fxxor", 0, operator.xor)
_register_one("fxbit-count", lambda x: (x if x >= 0 else ~x).bit_count())
_register_one("fxlength", integer_length)
_register_one("fxfirst-set-bit", first_set_bit)


@pure("fxsqrt")
def fxsqrt(x: Value) -> Value:
    if type(x) is not int or not 0 <= x <= GREATEST:
        raise wrong_type("fxsqrt", "a fixnum from 0", x)
    root = math.isqrt(x)
    return Values((root, x - root * root))


# With carry: what does not fit into a fixnum goes into the next one -----------------


def _register_carry(name: str, operate: Callable[[int, int, int], int]) -> None:
    def carried(i: Value, j: Value, k: Value) -> Value:
        whole = operate(_fixnum(name, i), _fixnum(name, j), _fixnum(name, k))
        carry = (whole - LEAST) >> WIDTH
        return Values((carry, whole - (carry << WIDTH)))

    pure(name)(carried)


_register_carry("fx+/carry", lambda i, j, k: i + j + k)
_register_carry("fx-/carry", lambda i, j, k: i - j - k)
_register_carry("fx*/carry", lambda i, j, k: i * j + k)


# Bits ----------------------------------------------------------------------------


def _index(who: str, x: Value, most: int = WIDTH - 1) -> int:
    if type(x) is not int or not 0 <= x <= most:
        raise wrong_type(who, f"an exact integer from 0 to {most}", x)
    return x


@pure("fxarithmetic-shift")
def fxarithmetic_shift(x: Value, count: Value) -> Value:
    who = "fxarithmetic-shift"
    if type(count) is not int or not -WIDTH < count < WIDTH:
        raise wrong_type(who, f"an exact integer from {1 - WIDTH} to {WIDTH - 1}", count)
    x = _fixnum(who, x)
    return x >> -count if count < 0 else _result(who, x << count)


@pure("fxarithmetic-shift-left")
def fxarithmetic_shift_left(x: Value, count: Value) -> Value:
    who = "fxarithmetic-shift-left"
    return _result(who, _fixnum(who, x) << _index(who, count))


@pure("fxarithmetic-shift-right")
def fxarithmetic_shift_right(x: Value, count: Value) -> Value:
    who = "fxarithmetic-shift-right"
    return _fixnum(who, x) >> _index(who, count)


@pure("fxif")
def fxif(mask: Value, a: Value, b: Value) -> Value:
    mask = _fixnum("fxif", mask)
    return mask & _fixnum("fxif", a) | ~mask & _fixnum("fxif", b)


@predicate("fxbit-set?")
def is_bit_set(index: Value, x: Value) -> bool:
    who = "fxbit-set?"
    return bool(_fixnum(who, x) >> _index(who, index) & 1)


@pure("fxcopy-bit")
def fxcopy_bit(index: Value, x: Value, bit: Value) -> Value:
    """Bit 61 is the sign."""
    who = "fxcopy-bit"
    at, x = _index(who, index), _fixnum(who, x)
    mask = LEAST if at == WIDTH - 1 else 1 << at
    return x | mask if boolean_of(who, bit) else x & ~mask


def _field(who: str, start: Value, end: Value) -> tuple[int, int]:
    last = _index(who, end, WIDTH)
    first = _index(who, start, last)
    return first, last - first


def _signed(x: int) -> int:
    """The fixnum whose lowest bits are those of x."""
    x &= (1 << WIDTH) - 1
    return x - (1 << WIDTH) if x > GREATEST else x


@pure("fxbit-field")
def fxbit_field(x: Value, start: Value, end: Value) -> Value:
    who = "fxbit-field"
    return _result(who, field(_fixnum(who, x), *_field(who, start, end)))


@pure("fxbit-field-rotate")
def fxbit_field_rotate(x: Value, count: Value, start: Value, end: Value) -> Value:
    who = "fxbit-field-rotate"
    return _signed(rotated(_fixnum(who, x), _fixnum(who, count), *_field(who, start, end)))


@pure("fxbit-field-reverse")
def fxbit_field_reverse(x: Value, start: Value, end: Value) -> Value:
    who = "fxbit-field-reverse"
    return _signed(reversed_field(_fixnum(who, x), *_field(who, start, end)))
