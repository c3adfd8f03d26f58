"""Bits of exact integers (SRFI 151), beside those that perdure.vm.primitives.integers has.

An integer stands for its bits in two's complement without end. A field is the bits
from index `start` to the one before `end`.

Neighbours: perdure.vm.primitives.integers, fixnums.py; what calls procedures is in Scheme,
in (srfi 151).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Vector, new_vector
from perdure.vm.objects.singletons import DEFAULT, FALSE, boolean
from perdure.vm.primitives.checks import LARGEST_SIZE, boolean_of, items_of, list_from
from perdure.vm.primitives.numbers import LARGEST_INTEGER


def exact_of(who: str, x: Value) -> int:
    if type(x) is not int:
        raise wrong_type(who, "an exact integer", x)
    return x


def index_of(who: str, x: Value) -> int:
    """The index of a bit that may have to be made."""
    if type(x) is not int or x < 0:
        raise wrong_type(who, "the index of a bit (an exact integer from 0)", x)
    if x > LARGEST_INTEGER:
        raise fault(who, f"expected the index of a bit up to {LARGEST_INTEGER}, got {x}")
    return x


def field_of(who: str, start: Value, end: Value) -> tuple[int, int]:
    """The place and the size of a field."""
    first, last = index_of(who, start), index_of(who, end)
    if last < first:
        raise fault(who, f"expected a field that ends from {first} on, got {last}", kind="range")
    return first, last - first


# Bit by bit --------------------------------------------------------------------


def _register_many(name: str, start: int, operate: Callable[[int, int], int]) -> None:
    def found(*numbers: Value) -> Value:
        return reduce(operate, [exact_of(name, x) for x in numbers], start)

    pure(name)(found)


_register_many("bitwise-ior", 0, lambda a, b: a | b)
_register_many("bitwise-eqv", -1, lambda a, b: ~(a ^ b))


def _register_two(name: str, operate: Callable[[int, int], int]) -> None:
    def found(a: Value, b: Value) -> Value:
        return operate(exact_of(name, a), exact_of(name, b))

    pure(name)(found)


_register_two("bitwise-nand", lambda a, b: ~(a & b))
_register_two("bitwise-nor", lambda a, b: ~(a | b))
_register_two("bitwise-andc1", lambda a, b: ~a & b)
_register_two("bitwise-andc2", lambda a, b: a & ~b)
_register_two("bitwise-orc1", lambda a, b: ~a | b)
_register_two("bitwise-orc2", lambda a, b: a | ~b)


@pure("integer-length")
def integer_length(x: Value) -> Value:
    x = exact_of("integer-length", x)
    return (x if x >= 0 else ~x).bit_length()


@pure("bitwise-if")
def bitwise_if(mask: Value, a: Value, b: Value) -> Value:
    """The bits of a where the mask has a 1, those of b elsewhere."""
    who = "bitwise-if"
    mask = exact_of(who, mask)
    return mask & exact_of(who, a) | ~mask & exact_of(who, b)


# One bit -----------------------------------------------------------------------


@predicate("bit-set?")
def is_bit_set(index: Value, x: Value) -> bool:
    return bool(exact_of("bit-set?", x) >> index_of("bit-set?", index) & 1)


@pure("copy-bit")
def copy_bit(index: Value, x: Value, bit: Value) -> Value:
    who = "copy-bit"
    mask = 1 << index_of(who, index)
    return exact_of(who, x) | mask if boolean_of(who, bit) else exact_of(who, x) & ~mask


@pure("bit-swap")
def bit_swap(i: Value, j: Value, x: Value) -> Value:
    who = "bit-swap"
    x, i, j = exact_of(who, x), index_of(who, i), index_of(who, j)
    if (x >> i & 1) == (x >> j & 1):
        return x
    return x ^ (1 << i | 1 << j)


@predicate("any-bit-set?")
def is_any_set(bits: Value, x: Value) -> bool:
    return exact_of("any-bit-set?", bits) & exact_of("any-bit-set?", x) != 0


@predicate("every-bit-set?")
def is_every_set(bits: Value, x: Value) -> bool:
    bits = exact_of("every-bit-set?", bits)
    return bits & exact_of("every-bit-set?", x) == bits


@pure("first-set-bit")
def first_set_bit(x: Value) -> Value:
    """The index of the lowest 1, or -1."""
    x = exact_of("first-set-bit", x)
    return (x & -x).bit_length() - 1


# Fields ------------------------------------------------------------------------


def field(x: int, at: int, size: int) -> int:
    return x >> at & ((1 << size) - 1)


def with_field(x: int, at: int, size: int, bits: int) -> int:
    mask = (1 << size) - 1
    return x & ~(mask << at) | (bits & mask) << at


@pure("bit-field")
def bit_field(x: Value, start: Value, end: Value) -> Value:
    return field(exact_of("bit-field", x), *field_of("bit-field", start, end))


@predicate("bit-field-any?")
def is_any_in_field(x: Value, start: Value, end: Value) -> bool:
    who = "bit-field-any?"
    return field(exact_of(who, x), *field_of(who, start, end)) != 0


@predicate("bit-field-every?")
def is_every_in_field(x: Value, start: Value, end: Value) -> bool:
    who = "bit-field-every?"
    at, size = field_of(who, start, end)
    return field(exact_of(who, x), at, size) == (1 << size) - 1


@pure("bit-field-clear")
def bit_field_clear(x: Value, start: Value, end: Value) -> Value:
    who = "bit-field-clear"
    return with_field(exact_of(who, x), *field_of(who, start, end), 0)


@pure("bit-field-set")
def bit_field_set(x: Value, start: Value, end: Value) -> Value:
    who = "bit-field-set"
    return with_field(exact_of(who, x), *field_of(who, start, end), -1)


@pure("bit-field-replace")
def bit_field_replace(x: Value, source: Value, start: Value, end: Value) -> Value:
    """The lowest bits of the source go into the field."""
    who = "bit-field-replace"
    at, size = field_of(who, start, end)
    return with_field(exact_of(who, x), at, size, exact_of(who, source))


@pure("bit-field-replace-same")
def bit_field_replace_same(x: Value, source: Value, start: Value, end: Value) -> Value:
    """The same field of the source goes into the field."""
    who = "bit-field-replace-same"
    at, size = field_of(who, start, end)
    return with_field(exact_of(who, x), at, size, exact_of(who, source) >> at)


def rotated(x: int, count: int, at: int, size: int) -> int:
    if size == 0:
        return x
    turn = count % size
    bits = field(x, at, size)
    return with_field(x, at, size, bits << turn | bits >> (size - turn))


@pure("bit-field-rotate")
def bit_field_rotate(x: Value, count: Value, start: Value, end: Value) -> Value:
    """The field turned by `count` bits, upwards."""
    who = "bit-field-rotate"
    return rotated(exact_of(who, x), exact_of(who, count), *field_of(who, start, end))


def reversed_field(x: int, at: int, size: int) -> int:
    if size == 0:
        return x
    return with_field(x, at, size, int(f"{field(x, at, size):0{size}b}"[::-1], 2))


@pure("bit-field-reverse")
def bit_field_reverse(x: Value, start: Value, end: Value) -> Value:
    who = "bit-field-reverse"
    return reversed_field(exact_of(who, x), *field_of(who, start, end))


# Lists and vectors of booleans, the lowest bit first -------------------------------


def _bits(who: str, x: Value, size: Value) -> list[Value]:
    if type(x) is not int or x < 0:
        raise wrong_type(who, "an exact integer from 0", x)
    count = x.bit_length() if size is DEFAULT else size
    if type(count) is not int or not 0 <= count <= LARGEST_SIZE:
        raise wrong_type(who, "a size (an exact integer from 0)", size)
    return [boolean(bit == "1") for bit in f"{x:0{count or 1}b}"[::-1][:count]]


@pure("bits->list")
def bits_to_list(x: Value, size: Value = DEFAULT) -> Value:
    return list_from(_bits("bits->list", x, size))


@pure("bits->vector")
def bits_to_vector(x: Value, size: Value = DEFAULT) -> Value:
    return new_vector(_bits("bits->vector", x, size))


def _integer(who: str, bits: list[Value] | tuple[Value, ...]) -> int:
    digits = "".join(["1" if boolean_of(who, bit) else "0" for bit in bits])
    return int(digits[::-1] or "0", 2)


@pure("list->bits")
def list_to_bits(bits: Value) -> Value:
    return _integer("list->bits", items_of("list->bits", bits))


@pure("vector->bits")
def vector_to_bits(v: Value) -> Value:
    if type(v) is not Vector:
        raise wrong_type("vector->bits", "a vector", v)
    return _integer("vector->bits", v.items)


@pure("bits")
def bits_(*bits: Value) -> Value:
    return _integer("bits", bits)


@pure("%any-bits->integer")
def any_bits_to_integer(bits: Value) -> Value:
    """The integer that a list of any values makes, the last bit first: all but #f count as 1."""
    digits = ["0" if bit is FALSE else "1" for bit in items_of("bitwise-unfold", bits)]
    return int("".join(digits) or "0", 2)


@pure("%integer->any-bits")
def integer_to_any_bits(who: Value, x: Value) -> Value:
    """As many bits as `integer-length` says, of a negative integer too."""
    x = exact_of(who.name, x)
    size = integer_length(x)
    return list_from(_bits(who.name, field(x, 0, size), size))
