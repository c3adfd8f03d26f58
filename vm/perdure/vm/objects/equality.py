"""`eqv?` and `equal?` as Python functions.

Integers, ratios and floats have no identity that survives a reload, so `eq?` and
`eqv?` are one and the same: equal numbers of one kind are the same value.

Neighbours: perdure.vm.primitives.equality (the procedures), perdure.vm.objects.hash_tables
(keys that agree with these).
"""

from __future__ import annotations

from typing import Final

from perdure.vm.objects.data import Bytevector, Pair, String, Value, Vector
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.numeric_vectors import NumericVector, is_same

_UNGUARDED: Final = 10_000  #: comparisons made before looking out for cycles


def is_eqv(a: Value, b: Value) -> bool:
    """Whether two values are the same: one object, or equal numbers of one kind."""
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b):
        return False
    if kind is int or kind is Ratio or kind is ExactComplex:
        return bool(a == b)
    if kind is float or kind is complex:
        # 0.0 and -0.0 differ and a NaN is itself, which `repr` tells.
        return repr(a) == repr(b)
    return False


def is_equal(a: Value, b: Value) -> bool:
    """Whether two values look the same; ends on cyclic ones too (R7RS 6.1)."""
    if type(a) not in _COMPOUND:
        return _is_equal_atom(a, b)
    stack: list[tuple[Value, Value]] = [(a, b)]
    # Pairs of objects taken to be equal, kept alive so that no `id` is used twice.
    met: dict[tuple[int, int], tuple[Value, Value]] = {}
    budget = _UNGUARDED
    while stack:
        a, b = stack.pop()
        if a is b:
            continue
        kind = type(a)
        if kind is not type(b):
            return False
        if kind is not Pair and kind is not Vector:
            if not _is_equal_atom(a, b):
                return False
            continue
        budget -= 1
        if budget < 0:
            key = (id(a), id(b))
            if key in met:
                continue
            met[key] = (a, b)
        if kind is Pair:
            stack.append((a.cdr, b.cdr))
            stack.append((a.car, b.car))
        else:
            if len(a.items) != len(b.items):
                return False
            stack.extend(zip(a.items, b.items, strict=True))
    return True


_COMPOUND: Final = frozenset((Pair, Vector))


def _is_equal_atom(a: Value, b: Value) -> bool:
    if a is b:
        return True
    kind = type(a)
    if kind is not type(b):
        return False
    if kind is String:
        return bool(a.text == b.text)
    if kind is Bytevector:
        return bool(a.data == b.data)
    if kind is Text:
        return bool(a.letters == b.letters)
    if kind is NumericVector:
        return is_same(a, b)
    return is_eqv(a, b)
