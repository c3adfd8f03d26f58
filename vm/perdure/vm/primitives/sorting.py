"""Sorting by a builtin order: the short way for `(sort numbers <)`.

`sort` is in Scheme, since the order it is given is a procedure of the program's in
general. Where the order is a builtin whose meaning Python's own order shares, and
every element suits it, this sorts instead; stable either way.

Read by: leaf_loops.py, for orders that compare a key of each element with such a builtin.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final, TypeVar

from perdure.vm.objects.atoms import Char
from perdure.vm.objects.data import String, Value
from perdure.vm.objects.procedures import Builtin
from perdure.vm.objects.singletons import FALSE
from perdure.vm.primitives.checks import items_of, list_from
from perdure.vm.primitives.numbers import REALS
from perdure.vm.primitives.registry import pure

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
