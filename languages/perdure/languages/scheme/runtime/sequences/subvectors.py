"""Parts of vectors, vectors turned round (SRFI 133), and the short way of `vector-map`.

Neighbours: perdure.vm.primitives.vectors; what calls procedures is in Scheme, in (srfi 133).
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import effectful, predicate, pure
from perdure.vm.machine.leaf_loops import run_fused_loop
from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Values, Vector, new_vector
from perdure.vm.objects.singletons import DEFAULT, FALSE, UNSPECIFIED
from perdure.vm.primitives.checks import bounds_of, items_of, list_from
from perdure.vm.primitives.vectors import changeable, vector_append, vector_copy_into
from perdure.vm.python.fused_loops import MOST


def _part(who: str, v: Value, start: Value, end: Value) -> list[Value]:
    if type(v) is not Vector:
        raise wrong_type(who, "a vector", v)
    first, last = bounds_of(who, len(v.items), start, end)
    return list(v.items[first:last])


@pure("%vector-limits")
def vector_limits(who: Value, v: Value, start: Value, end: Value) -> Value:
    """The start and the end of a part of a vector, checked."""
    if type(v) is not Vector:
        raise wrong_type(who.name, "a vector", v)
    return Values(bounds_of(who.name, len(v.items), start, end))


@predicate("vector-empty?")
def is_empty(v: Value) -> bool:
    return not _part("vector-empty?", v, DEFAULT, DEFAULT)


@pure("vector-reverse-copy")
def vector_reverse_copy(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return new_vector(_part("vector-reverse-copy", v, start, end)[::-1])


@pure("vector-concatenate")
def vector_concatenate(vectors: Value) -> Value:
    return vector_append(*items_of("vector-concatenate", vectors))


@pure("vector-append-subvectors")
def vector_append_subvectors(*parts: Value) -> Value:
    """`(vector-append-subvectors v start end w start end ...)`."""
    who = "vector-append-subvectors"
    if len(parts) % 3:
        raise fault(who, "expected a vector, a start and an end, again and again", kind="arity")
    items: list[Value] = []
    for at in range(0, len(parts), 3):
        items += _part(who, *parts[at : at + 3])
    return new_vector(items)


@pure("reverse-vector->list")
def reverse_vector_to_list(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return list_from(_part("reverse-vector->list", v, start, end)[::-1])


@effectful("vector-reverse!")
def vector_reverse(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    items = changeable("vector-reverse!", v)
    first, last = bounds_of("vector-reverse!", len(items), start, end)
    items[first:last] = items[first:last][::-1]
    v._p_changed = True
    return UNSPECIFIED


@effectful("vector-reverse-copy!")
def vector_reverse_copy_into(
    to: Value, at: Value, source: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    part = _part("vector-reverse-copy!", source, start, end)
    return vector_copy_into(to, at, new_vector(part[::-1]))


@pure("%vector-map-leaf")
def vector_map_leaf(f: Value, items: Value) -> Value:
    """A vector of what the leaf gives for each; #f where it has to be called by the machine."""
    if type(items) is not Vector or len(items.items) > MOST:
        return FALSE
    made = run_fused_loop("vector-map", f, items.items)
    return FALSE if made is None else new_vector(made)
