"""Vectors of numbers of one machine type (SRFI 160): what of them calls no procedures.

There are twelve kinds, of which each has the same procedures under its own names: `@` in
a name here stands for the kind's. A function takes the kind and the procedure's name as
keywords, and is registered once for each kind with these as defaults.

The `%` procedures are for the procedures of each kind that are written in Scheme, from
one template, in srfi-160-@.scm.

Neighbours: perdure.vm.objects.numeric_vectors, perdure.vm.primitives.bytevectors.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import FunctionType
from typing import Any, TypeVar

from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.vm.objects.conditions import Fault, fault, wrong_type
from perdure.vm.objects.data import Bytevector, Value, Values, Vector, new_vector
from perdure.vm.objects.hashing import stable_hash
from perdure.vm.objects.numeric_vectors import (
    BYTES,
    KINDS,
    NumericVector,
    array_of,
    described,
    elements_of,
    is_element,
)
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.primitives.checks import bounds_of, index_fault, items_of, list_from, size_of

F = TypeVar("F", bound=Callable[..., Any])


def each(how: Callable[..., Any], *templates: str) -> Callable[[F], F]:
    """Register a function for each kind, as `pure` and its like do."""

    def register(function: F) -> F:
        plain: Any = function
        for kind in KINDS:
            for template in templates:
                name = template.replace("@", kind)
                made = FunctionType(
                    plain.__code__, plain.__globals__, plain.__name__, plain.__defaults__
                )
                made.__kwdefaults__ = {"kind": kind, "who": name.lstrip("%")}
                how(name)(made)
        return function

    return register


# Taking such vectors, and making them ------------------------------------------


def is_vector(kind: str, v: Value) -> bool:
    if kind == BYTES:
        return type(v) is Bytevector
    return type(v) is NumericVector and v.kind == kind


def numbers_of(kind: str, who: str, v: Value) -> Any:
    """The array of a vector, to read; of bytes, what a bytevector has."""
    if not is_vector(kind, v):
        raise wrong_type(who, _noun(kind), v)
    return v.data if kind == BYTES else v.numbers


def _noun(kind: str) -> str:
    return "a bytevector" if kind == BYTES else f"{'an' if kind[0] in 'fs' else 'a'} {kind}vector"


def changeable(kind: str, who: str, v: Value) -> Any:
    """The array of a vector that may be changed, which is about to be."""
    numbers = numbers_of(kind, who, v)
    if type(numbers) is bytes or (kind != BYTES and v.is_literal):
        raise fault(who, f"a literal cannot be changed; change a {kind}vector-copy of it:", v)
    v._p_changed = True
    return numbers


def made(kind: str, numbers: Any) -> Value:
    """A vector of an array that becomes its own."""
    return Bytevector(bytearray(numbers)) if kind == BYTES else NumericVector(kind, numbers)


def of_elements(kind: str, who: str, elements: Any) -> Value:
    """A vector of a list of elements, which are looked at."""
    for x in elements:
        checked(kind, who, x)
    return made(kind, array_of(kind, elements))


def checked(kind: str, who: str, x: Value) -> Value:
    if not is_element(kind, x):
        raise wrong_type(who, described(kind), x)
    return x


def width_of(kind: str) -> int:
    """Numbers an element."""
    return 2 if KINDS[kind].is_complex else 1


def length_of(kind: str, numbers: Any) -> int:
    return len(numbers) // width_of(kind)


def part_of(kind: str, who: str, v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Any:
    """A copy of a part of an array."""
    numbers = numbers_of(kind, who, v)
    width = width_of(kind)
    first, last = bounds_of(who, len(numbers) // width, start, end)
    return numbers[first * width : last * width]


def elements(kind: str, numbers: Any) -> list[Value]:
    return list(elements_of(kind, numbers))


def turned(kind: str, numbers: Any) -> Any:
    """The same elements from the last to the first."""
    return array_of(kind, elements(kind, numbers)[::-1])


@each(pure, "make-@vector")
def make_vector(size: Value, fill: Value = DEFAULT, *, kind: str, who: str) -> Value:
    zero = 0.0 if KINDS[kind].is_float or KINDS[kind].is_complex else 0
    unit = array_of(kind, [checked(kind, who, zero if fill is DEFAULT else fill)])
    return made(kind, unit * size_of(who, size))


@each(pure, "@vector")
def vector(*values: Value, kind: str, who: str) -> Value:
    return of_elements(kind, who, values)


@each(pure, "@vector-copy")
def vector_copy(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    return made(kind, part_of(kind, who, v, start, end))


@each(pure, "@vector-reverse-copy")
def vector_reverse_copy(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    return made(kind, turned(kind, part_of(kind, who, v, start, end)))


def _joined(kind: str, parts: list[Any]) -> Value:
    numbers = array_of(kind, [])
    for part in parts:
        numbers.frombytes(part if kind == BYTES else part.tobytes())
    return made(kind, numbers)


@each(pure, "@vector-append")
def vector_append(*vectors: Value, kind: str, who: str) -> Value:
    return _joined(kind, [numbers_of(kind, who, v) for v in vectors])


@each(pure, "@vector-concatenate")
def vector_concatenate(vectors: Value, *, kind: str, who: str) -> Value:
    return _joined(kind, [numbers_of(kind, who, v) for v in items_of(who, vectors)])


@each(pure, "@vector-append-subvectors")
def vector_append_subvectors(*parts: Value, kind: str, who: str) -> Value:
    """`(u8vector-append-subvectors v start end w start end ...)`."""
    if len(parts) % 3:
        raise fault(who, "expected a vector, a start and an end, again and again", kind="arity")
    found = [part_of(kind, who, *parts[at : at + 3]) for at in range(0, len(parts), 3)]
    return _joined(kind, found)


# Asking ------------------------------------------------------------------------


@each(predicate, "@?")
def is_valid(x: Value, *, kind: str, who: str) -> bool:
    return is_element(kind, x)


@each(predicate, "@vector?")
def is_of_kind(x: Value, *, kind: str, who: str) -> bool:
    return is_vector(kind, x)


@each(predicate, "@vector-empty?")
def is_empty(v: Value, *, kind: str, who: str) -> bool:
    return not numbers_of(kind, who, v)


@each(predicate, "@vector=")
def is_same(*vectors: Value, kind: str, who: str) -> bool:
    every = [numbers_of(kind, who, v) for v in vectors]
    return all(a == b for a, b in pairwise(every))


@each(predicate, "%@vector<?")
def is_before(a: Value, b: Value, *, kind: str, who: str) -> bool:
    """The order of the kind's comparator: a shorter one is before a longer one."""
    one, other = numbers_of(kind, who, a), numbers_of(kind, who, b)
    return len(one) < len(other) or (len(one) == len(other) and one < other)


@each(pure, "%@vector-hash")
def vector_hash(v: Value, *ignored: Value, kind: str, who: str) -> Value:
    """Equal ones, as the comparator has it, have the same."""
    return stable_hash(tuple(numbers_of(kind, who, v)))


@each(pure, "@vector-length")
def vector_length(v: Value, *, kind: str, who: str) -> Value:
    return length_of(kind, numbers_of(kind, who, v))


@each(pure, "@vector-ref")
def vector_ref(v: Value, k: Value, *, kind: str, who: str) -> Value:
    numbers = numbers_of(kind, who, v)
    size = length_of(kind, numbers)
    if type(k) is not int or not 0 <= k < size:
        raise _no_index(kind, who, k, size)
    return complex(*numbers[2 * k : 2 * k + 2]) if KINDS[kind].is_complex else numbers[k]


def _no_index(kind: str, who: str, k: Value, size: int) -> Fault:
    return index_fault(who, k, size, _noun(kind).split()[1])


# Parts -------------------------------------------------------------------------


def _count(kind: str, who: str, numbers: Any, k: Value) -> int:
    """How many numbers so many elements are."""
    count = size_of(who, k)
    if count > length_of(kind, numbers):
        most = length_of(kind, numbers)
        raise fault(who, f"expected a count up to {most}, got {k}", kind="range")
    return count * width_of(kind)


@each(pure, "@vector-take")
def vector_take(v: Value, k: Value, *, kind: str, who: str) -> Value:
    numbers = numbers_of(kind, who, v)
    return made(kind, numbers[: _count(kind, who, numbers, k)])


@each(pure, "@vector-drop")
def vector_drop(v: Value, k: Value, *, kind: str, who: str) -> Value:
    numbers = numbers_of(kind, who, v)
    return made(kind, numbers[_count(kind, who, numbers, k) :])


@each(pure, "@vector-take-right")
def vector_take_right(v: Value, k: Value, *, kind: str, who: str) -> Value:
    numbers = numbers_of(kind, who, v)
    return made(kind, numbers[len(numbers) - _count(kind, who, numbers, k) :])


@each(pure, "@vector-drop-right")
def vector_drop_right(v: Value, k: Value, *, kind: str, who: str) -> Value:
    numbers = numbers_of(kind, who, v)
    return made(kind, numbers[: len(numbers) - _count(kind, who, numbers, k)])


@each(pure, "@vector-segment")
def vector_segment(v: Value, k: Value, *, kind: str, who: str) -> Value:
    """The pieces of length k, one after the other; the last may be shorter."""
    numbers = numbers_of(kind, who, v)
    if type(k) is not int or k < 1:
        raise wrong_type(who, "a length (an exact integer from 1)", k)
    step = k * width_of(kind)
    return list_from([made(kind, numbers[at : at + step]) for at in range(0, len(numbers), step)])


# Changing ----------------------------------------------------------------------


@each(effectful, "@vector-set!")
def vector_set(v: Value, k: Value, value: Value, *, kind: str, who: str) -> Value:
    size = length_of(kind, numbers_of(kind, who, v))
    if type(k) is not int or not 0 <= k < size:
        raise _no_index(kind, who, k, size)
    _put(kind, changeable(kind, who, v), k, checked(kind, who, value))
    return UNSPECIFIED


def _put(kind: str, numbers: Any, k: int, value: Any) -> None:
    if KINDS[kind].is_complex:
        numbers[2 * k], numbers[2 * k + 1] = value.real, value.imag
    else:
        numbers[k] = value


@each(effectful, "@vector-swap!")
def vector_swap(v: Value, i: Value, j: Value, *, kind: str, who: str) -> Value:
    a = vector_ref(v, i, kind=kind, who=who)
    b = vector_ref(v, j, kind=kind, who=who)
    numbers = changeable(kind, who, v)
    _put(kind, numbers, i, b)
    _put(kind, numbers, j, a)
    return UNSPECIFIED


def _replace(kind: str, who: str, v: Value, first: int, part: Any) -> None:
    """Put the numbers of a part where an element is."""
    numbers = changeable(kind, who, v)
    at = first * width_of(kind)
    numbers[at : at + len(part)] = part


@each(effectful, "@vector-fill!")
def vector_fill(
    v: Value, fill: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    first, last = bounds_of(who, length_of(kind, numbers_of(kind, who, v)), start, end)
    unit = array_of(kind, [checked(kind, who, fill)])
    _replace(kind, who, v, first, unit * (last - first))
    return UNSPECIFIED


@each(effectful, "@vector-reverse!")
def vector_reverse(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    first, _ = bounds_of(who, length_of(kind, numbers_of(kind, who, v)), start, end)
    _replace(kind, who, v, first, turned(kind, part_of(kind, who, v, start, end)))
    return UNSPECIFIED


def _copy(kind: str, who: str, to: Value, at: Value, part: Any) -> Value:
    size = length_of(kind, numbers_of(kind, who, to))
    count = length_of(kind, part)
    if type(at) is not int or not 0 <= at <= size:
        raise _no_index(kind, who, at, size + 1)
    if at + count > size:
        raise fault(
            who,
            f"{count} elements do not fit at index {at} of {_noun(kind)} of {size}",
            kind="range",
        )
    _replace(kind, who, to, at, part)
    return UNSPECIFIED


@each(effectful, "@vector-copy!")
def vector_copy_into(
    to: Value,
    at: Value,
    source: Value,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
    *,
    kind: str,
    who: str,
) -> Value:
    return _copy(kind, who, to, at, part_of(kind, who, source, start, end))


@each(effectful, "@vector-reverse-copy!")
def vector_reverse_copy_into(
    to: Value,
    at: Value,
    source: Value,
    start: Value = DEFAULT,
    end: Value = DEFAULT,
    *,
    kind: str,
    who: str,
) -> Value:
    return _copy(kind, who, to, at, turned(kind, part_of(kind, who, source, start, end)))


# Lists and vectors -------------------------------------------------------------


@each(pure, "@vector->list")
def vector_to_list(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    return list_from(elements(kind, part_of(kind, who, v, start, end)))


@each(pure, "reverse-@vector->list")
def reverse_vector_to_list(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    return list_from(elements(kind, part_of(kind, who, v, start, end))[::-1])


@each(pure, "list->@vector")
def list_to_vector(items: Value, *, kind: str, who: str) -> Value:
    return of_elements(kind, who, items_of(who, items))


@each(pure, "reverse-list->@vector")
def reverse_list_to_vector(items: Value, *, kind: str, who: str) -> Value:
    return of_elements(kind, who, items_of(who, items)[::-1])


@each(pure, "@vector->vector")
def to_vector(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    return new_vector(elements(kind, part_of(kind, who, v, start, end)))


@each(pure, "vector->@vector")
def from_vector(
    v: Value, start: Value = DEFAULT, end: Value = DEFAULT, *, kind: str, who: str
) -> Value:
    if type(v) is not Vector:
        raise wrong_type(who, "a vector", v)
    first, last = bounds_of(who, len(v.items), start, end)
    return of_elements(kind, who, list(v.items[first:last]))


# For the procedures that are written in Scheme ---------------------------------


@pure("%numbers->list")
def numbers_to_list(who: Value, kind: Value, v: Value) -> Value:
    return list_from(elements(kind.name, numbers_of(kind.name, who.name, v)))


@pure("%list->numbers")
def list_to_numbers(who: Value, kind: Value, items: Value) -> Value:
    return of_elements(kind.name, who.name, items_of(who.name, items))


@pure("%numbers-limits")
def numbers_limits(who: Value, kind: Value, v: Value, start: Value, end: Value) -> Value:
    """The start and the end of a part, checked."""
    size = length_of(kind.name, numbers_of(kind.name, who.name, v))
    return Values(bounds_of(who.name, size, start, end))


@effectful("%numbers-copy!")
def numbers_copy(who: Value, kind: Value, to: Value, at: Value, items: Value) -> Value:
    """Put the elements of a list where an index is."""
    found = items_of(who.name, items)
    for x in found:
        checked(kind.name, who.name, x)
    return _copy(kind.name, who.name, to, at, array_of(kind.name, found))
