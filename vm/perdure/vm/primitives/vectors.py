"""Vectors."""

from __future__ import annotations

from perdure.vm.objects.conditions import fault, wrong_type
from perdure.vm.objects.data import Value, Vector, new_vector
from perdure.vm.objects.primitive import PLAIN, Short
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.objects.types import ANYTHING, LIST, NATURAL, VECTOR
from perdure.vm.primitives.checks import bounds_of, index_fault, items_of, list_from, size_of
from perdure.vm.primitives.registry import effectful, predicate, pure


@predicate("vector?", may_fail=False, folds=True, short="type(a) is Vector")
def is_vector(x: Value) -> bool:
    return type(x) is Vector


@pure("make-vector", takes=(NATURAL, ANYTHING), gives=VECTOR)
def make_vector(k: Value, fill: Value = UNSPECIFIED) -> Value:
    return new_vector([fill] * size_of("make-vector", k))


@pure("vector", gives=VECTOR, may_fail=False, short="Vector(raw_items=[*operands])")
def vector(*items: Value) -> Value:
    return new_vector(list(items))


@pure(
    "vector-length",
    takes=(VECTOR,),
    gives=NATURAL,
    allocates=False,
    may_fail=False,
    short="len(a.raw_items)",
)
def vector_length(v: Value) -> Value:
    if type(v) is not Vector:
        raise wrong_type("vector-length", "a vector", v)
    return len(v.items)


@pure(
    "vector-ref",
    takes=(VECTOR, NATURAL),
    allocates=False,
    short="a.raw_items[natural(b)]",
)
def vector_ref(v: Value, k: Value) -> Value:
    if type(v) is not Vector:
        raise wrong_type("vector-ref", "a vector", v)
    if type(k) is int and 0 <= k < len(v.items):
        return v.items[k]
    raise index_fault("vector-ref", k, len(v.items), "vector")


def changeable(who: str, v: Value) -> list[Value]:
    """The elements of a vector that may be changed: not a literal.

    The caller that changes them says so to the vector, `v._p_changed = True`.
    """
    if type(v) is not Vector:
        raise wrong_type(who, "a vector", v)
    if type(v.items) is not list:
        raise fault(who, "a literal cannot be changed; change a vector-copy of it:", v)
    return v.items


@effectful(
    "vector-set!",
    takes=(VECTOR, NATURAL, ANYTHING),
    effect=Short("a.raw_items[natural(b)] = c; changed(a)", PLAIN, PLAIN, PLAIN),
)
def vector_set(v: Value, k: Value, value: Value) -> Value:
    items = changeable("vector-set!", v)
    if type(k) is not int or not 0 <= k < len(items):
        raise index_fault("vector-set!", k, len(items), "vector")
    items[k] = value
    v._p_changed = True
    return UNSPECIFIED


@pure("vector->list")
def vector_to_list(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return list_from(_part("vector->list", v, start, end))


def _part(who: str, v: Value, start: Value, end: Value) -> list[Value]:
    if type(v) is not Vector:
        raise wrong_type(who, "a vector", v)
    first, last = bounds_of(who, len(v.items), start, end)
    return list(v.items[first:last])


@pure("list->vector", takes=(LIST,), gives=VECTOR, fused={"reverse": "reverse-list->vector"})
def list_to_vector(items: Value) -> Value:
    return new_vector(items_of("list->vector", items))


@pure("reverse-list->vector")
def reverse_list_to_vector(items: Value) -> Value:
    return new_vector(items_of("reverse-list->vector", items)[::-1])


@pure("vector-copy", "subvector")
def vector_copy(v: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    return new_vector(_part("vector-copy", v, start, end))


@effectful("vector-copy!")
def vector_copy_into(
    to: Value, at: Value, source: Value, start: Value = DEFAULT, end: Value = DEFAULT
) -> Value:
    items = changeable("vector-copy!", to)
    part = _part("vector-copy!", source, start, end)
    size = len(items)
    if type(at) is not int or not 0 <= at <= size:
        raise index_fault("vector-copy!", at, size + 1, "vector")
    if at + len(part) > size:
        raise fault(
            "vector-copy!",
            f"{len(part)} elements do not fit at index {at} of a vector of {size}",
            kind="range",
        )
    items[at : at + len(part)] = part
    to._p_changed = True
    return UNSPECIFIED


@pure("vector-append")
def vector_append(*vectors: Value) -> Value:
    items: list[Value] = []
    for v in vectors:
        items += _part("vector-append", v, DEFAULT, DEFAULT)
    return new_vector(items)


@effectful("vector-fill!")
def vector_fill(v: Value, fill: Value, start: Value = DEFAULT, end: Value = DEFAULT) -> Value:
    items = changeable("vector-fill!", v)
    first, last = bounds_of("vector-fill!", len(items), start, end)
    items[first:last] = [fill] * (last - first)
    v._p_changed = True
    return UNSPECIFIED


@effectful("vector-swap!")
def vector_swap(v: Value, i: Value, j: Value) -> Value:
    items = changeable("vector-swap!", v)
    for k in (i, j):
        if type(k) is not int or not 0 <= k < len(items):
            raise index_fault("vector-swap!", k, len(items), "vector")
    items[i], items[j] = items[j], items[i]
    v._p_changed = True
    return UNSPECIFIED


@pure("vector-grow")
def vector_grow(v: Value, k: Value) -> Value:
    """A longer copy; the new elements are unspecified."""
    items = _part("vector-grow", v, DEFAULT, DEFAULT)
    if size_of("vector-grow", k) < len(items):
        raise fault("vector-grow", f"expected a size from {len(items)}, got {k}", kind="range")
    return new_vector(items + [UNSPECIFIED] * (k - len(items)))
