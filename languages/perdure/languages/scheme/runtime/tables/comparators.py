"""The order and the hash of SRFI 128's default comparator.

The standard kinds come in one order: (), pairs, booleans, characters, strings, symbols,
numbers, vectors, bytevectors, texts, vectors of numbers, and then everything else, of
which (perdure comparators) asks the comparators that a program has registered.

Neighbours: perdure.vm.objects.hashing (the index key "default=?", which agrees).
"""

from __future__ import annotations

from typing import Any, Final

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.atoms import Char, Symbol
from perdure.vm.objects.data import Bytevector, Pair, String, Value, Vector
from perdure.vm.objects.equality import is_eqv
from perdure.vm.objects.hashing import hash_by_default
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.singletons import DEFAULT, FALSE, NIL, TRUE

_RANKS: Final[dict[type, int]] = {
    Pair: 1,
    Char: 3,
    String: 4,
    Symbol: 5,
    int: 6,
    Ratio: 6,
    float: 6,
    complex: 6,
    ExactComplex: 6,
    Vector: 7,
    Bytevector: 8,
    Text: 9,
    NumericVector: 10,
}
_OTHER: Final = 11


def _rank(x: Value) -> int:
    if x is NIL:
        return 0
    if x is TRUE or x is FALSE:
        return 2
    return _RANKS.get(type(x), _OTHER)


def _sign(a: Any, b: Any) -> int:
    return (a > b) - (a < b)


def _compare_numbers(a: Any, b: Any) -> int:
    if {type(a), type(b)} & {complex, ExactComplex}:
        return _sign(a.real, b.real) or _sign(a.imag, b.imag)
    return _sign(a, b)


def _compare_leaves(rank: int, a: Any, b: Any) -> int | None:
    """Two objects of one rank that have no parts; None for any that are not the same."""
    if a is b:
        return 0
    match rank:
        case 2:
            return 1 if a is TRUE else -1
        case 3:
            return _sign(a.letter, b.letter)
        case 4:
            return _sign(a.text, b.text)
        case 5:
            return _sign(a.name, b.name)
        case 6:
            return _compare_numbers(a, b)
        case 8:
            return _sign(len(a.data), len(b.data)) or _sign(bytes(a.data), bytes(b.data))
        case 9:
            return _sign(a.letters, b.letters)
        case 10:
            return _compare_numeric_vectors(a, b)
    return 0 if is_eqv(a, b) else None


def _compare_numeric_vectors(a: NumericVector, b: NumericVector) -> int:
    order = _sign(a.kind, b.kind) or _sign(len(a), len(b))
    for one, other in zip(a, b, strict=False):
        order = order or _compare_numbers(one, other)
    return order


@pure("%default-compare")
def default_compare(a: Value, b: Value) -> Value:
    """-1, 0 or 1; DEFAULT where two objects of no standard kind decide."""
    found = _compare(a, b)
    return DEFAULT if found is None else found


def _compare(a: Value, b: Value) -> int | None:
    stack: list[tuple[Value, Value]] = [(a, b)]
    while stack:
        a, b = stack.pop()
        rank = _rank(a)
        order: int | None = _sign(rank, _rank(b))
        if order == 0:
            if rank == 1:
                stack += ((a.cdr, b.cdr), (a.car, b.car))
            elif rank == 7:
                order = _sign(len(a.items), len(b.items))
                stack += reversed(list(zip(a.items, b.items, strict=False)))
            else:
                order = _compare_leaves(rank, a, b)
        if order != 0:
            return order
    return 0


@predicate("default=?")
def is_default_equal(a: Value, b: Value) -> bool:
    """Whether the default comparator takes them for equal; nothing registered counts."""
    return _compare(a, b) == 0


@pure("%default-hash")
def default_hash(x: Value, *ignored: Value) -> Value:
    return hash_by_default(x)
