"""Sorting by an order that need not be called by the machine: the short ways for `(sort items <)`.

`sort` is in Scheme, in (perdure sorting), since the order it is given is a procedure of
the program's in general. Where the order is a builtin whose meaning Python's own order
shares, and every element suits it, `%sort-by-builtin` sorts instead; where it is a leaf,
`%sort-leaf`. Stable either way. Each gives #f where (perdure sorting) has to do the work.

Neighbours: perdure.vm.machine.leaf_loops.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable
from typing import Any, Final, TypeVar

from perdure.languages.scheme.runtime.decorators import pure
from perdure.vm.machine.leaf_loops import run_fused_loop
from perdure.vm.objects.atoms import Char
from perdure.vm.objects.data import Pair, String, Value, load
from perdure.vm.objects.procedures import Builtin
from perdure.vm.objects.singletons import FALSE, NIL
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.numbers import REALS
from perdure.vm.python.fused_loops import MOST

T = TypeVar("T")

_text: Any = operator.attrgetter("text")
_letter: Any = operator.attrgetter("letter")

#: Order -> (kinds of elements it takes, key to sort by, whether from the largest).
_ORDERS: Final[dict[str, tuple[frozenset[type], Any, bool]]] = {
    "<": (REALS, None, False),
    ">": (REALS, None, True),
    "string<?": (frozenset((String,)), _text, False),
    "string>?": (frozenset((String,)), _text, True),
    "char<?": (frozenset((Char,)), _letter, False),
    "char>?": (frozenset((Char,)), _letter, True),
}


@pure("%sort-by-builtin")
def sort_by_builtin(order: Value, items: Value) -> Value:
    """A sorted copy of the list, or #f where the order must be called to know."""
    if type(order) is not Builtin or order.primitive.name not in _ORDERS:
        return FALSE
    elements = items_of("sort", items)
    in_order = in_builtin_order(order.primitive.name, elements, elements)
    return FALSE if in_order is None else list_from(in_order)


def in_builtin_order(
    name: str, keys: list[Value], elements: list[T], key_of: Callable[[T], Value] | None = None
) -> list[T] | None:
    """Elements sorted by keys, of which a builtin says the order; None where Python cannot.

    `keys` are those of all the elements; without `key_of` they are the elements.
    """
    kinds, field, reverse = _ORDERS[name]
    if not kinds.issuperset(map(type, keys)):
        return None
    # With a NaN in it the order is not one.
    if kinds is REALS and any(map(operator.ne, keys, keys)):
        return None
    if key_of is None or field is None:
        return sorted(elements, key=key_of or field, reverse=reverse)
    return sorted(elements, key=lambda element: field(key_of(element)), reverse=reverse)


@pure("%sort-leaf")
def sort_leaf(order: Value, items: Value) -> Value:
    """A sorted copy of the list; stable."""
    by_key = run_fused_loop("key", order)
    if by_key is None and run_fused_loop("order", order) is None:
        return FALSE
    try:
        in_order = _sorted(order, by_key, items)
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        return FALSE
    return FALSE if in_order is None else list_from(in_order)


def _sorted(order: Value, by_key: Any, items: Value) -> list[Value] | None:
    elements = _find_items(items)
    if elements is None:
        return None
    in_order = None
    if by_key is not None:
        compares, key_of = by_key
        in_order = _sorted_by_key(compares, key_of, elements)
    if in_order is None:
        in_order = sorted(elements, key=functools.cmp_to_key(run_fused_loop("order", order)))
    return in_order


def _sorted_by_key(
    compares: str, key_of: Callable[[Value], Value], elements: list[Value]
) -> list[Value] | None:
    """Sorted, where Python can sort by the keys that an order compares, as `(< (f a) (f b))`.

    A key is made but once then.
    """
    keys = [key_of(element) for element in elements]
    indices = in_builtin_order(compares, keys, list(range(len(keys))), keys.__getitem__)
    return None if indices is None else [elements[i] for i in indices]


def _find_items(items: Value) -> list[Value] | None:
    """The elements of a proper list that is not too long."""
    found: list[Value] = []
    while True:
        try:
            for _ in itertools.repeat(None, MOST - len(found)):
                if type(items) is not Pair:
                    return found if items is NIL else None
                found.append(items.raw_car)
                items = items.raw_cdr
            return None
        except AttributeError as error:
            load(error)
