"""Sorting by a builtin order: the short way for `(sort numbers <)`.

`sort` is in Scheme, since the order it is given is a procedure of the program's in
general. Where the order is a builtin whose meaning Python's own order shares, and
every element suits it, this sorts instead; stable either way.
"""

from __future__ import annotations

import operator
from typing import Any, Final

from perdure.vm.builtins.checks import items_of, list_from
from perdure.vm.builtins.numbers import REALS
from perdure.vm.builtins.registry import pure
from perdure.vm.values.atoms import Char
from perdure.vm.values.data import String, Value
from perdure.vm.values.procedures import Builtin
from perdure.vm.values.singletons import FALSE

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
    found = _ORDERS.get(order.name) if type(order) is Builtin else None
    if found is None:
        return FALSE
    kinds, key, reverse = found
    elements = items_of("sort", items)
    if not kinds.issuperset(map(type, elements)):
        return FALSE
    if any(x != x for x in elements):  # with a NaN in it the order is not one
        return FALSE
    elements.sort(key=key, reverse=reverse)
    return list_from(elements)
