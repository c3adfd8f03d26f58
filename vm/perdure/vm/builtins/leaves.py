"""Leaf procedures, which a builtin may call itself: `(map (lambda (x) (* x x)) items)`.

Only the machine can call a procedure that may wait, be pre-empted or leave a frame
behind. A *leaf* can do none of that: it is a pure builtin, or a closure whose code
is nothing but pure expressions, choices between them, and a return. So the
procedures of (perdure lists) and (perdure sorting) first offer their work to a
builtin here, which does it with Python's loops, and do it themselves where it says
#f: the procedure is no leaf, the list is long, or something went wrong. To begin
anew after an error does no harm, since leaves have no effect, and the error then
arises where it belongs, in a frame.

Neighbours: sorting.py (orders that Python knows).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from perdure.vm.builtins.checks import list_from
from perdure.vm.builtins.registry import effectful, pure
from perdure.vm.surroundings import machine
from perdure.vm.values.data import Pair, Value, Vector
from perdure.vm.values.hash_tables import HashTable, find_entry, put_entry
from perdure.vm.values.procedures import Builtin, Closure, Entry
from perdure.vm.values.singletons import DEFAULT, FALSE, NIL, TRUE

MOST: Final = 50_000  #: elements that are worked off without a look at the clock

_leaves: dict[bytes, bool] = {}  #: digest of a Code -> whether its closures are leaves


def find_leaf(procedure: Value) -> Entry | None:
    """The Python function `(procedure, depth, *arguments)` of a leaf; None for any other."""
    if type(procedure) is Builtin:
        return procedure._v_entry if procedure.is_pure else None
    if type(procedure) is not Closure:
        return None
    code = procedure.code
    is_leaf = _leaves.get(code.digest)
    if is_leaf is None:
        lowered = machine().linker.link(code).lowered
        is_leaf = _leaves[code.digest] = lowered.rest < 0 and _only_computes(lowered.body)
    if not is_leaf:
        return None
    entry: Entry = machine().linker.entry(code)
    return entry


def _only_computes(body: list[Any]) -> bool:
    """Whether lowered statements are bindings, choices and returns alone."""
    for statement in body:
        if statement[0] == "if":
            if not (_only_computes(statement[3]) and _only_computes(statement[4])):
                return False
        elif statement[0] not in ("=", "return"):
            return False
    return True


def find_items(items: Value) -> list[Value] | None:
    """The elements of a proper list that is not too long."""
    found: list[Value] = []
    for _ in range(MOST):
        if type(items) is not Pair:
            return found if items is NIL else None
        found.append(items.raw_car)
        items = items.raw_cdr
    return None


# What follows gives #f where the Scheme procedure has to do the work.


@pure("%map-leaf")
def map_leaf(f: Value, items: Value) -> Value:
    entry = find_leaf(f)
    if entry is None:
        return FALSE
    made: list[Value] = []
    try:
        for _ in range(MOST):
            if items is NIL:
                return list_from(made)
            made.append(entry(f, 1, items.raw_car))
            items = items.raw_cdr
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        pass
    return FALSE


@pure("%vector-map-leaf")
def vector_map_leaf(f: Value, items: Value) -> Value:
    entry = find_leaf(f)
    if entry is None or type(items) is not Vector or len(items.items) > MOST:
        return FALSE
    try:
        return Vector([entry(f, 1, x) for x in items.items])
    except Exception:  # noqa: BLE001
        return FALSE


@pure("%filter-leaf")
def filter_leaf(suits: Value, items: Value, wanted: Value) -> Value:
    """The elements that suit, where `wanted` is #t; those that do not, where it is #f."""
    entry = find_leaf(suits)
    elements = None if entry is None else find_items(items)
    if entry is None or elements is None:
        return FALSE
    try:
        if type(suits) is Builtin and suits.is_predicate:
            is_so, wants = suits.function, wanted is TRUE
            return list_from([x for x in elements if is_so(x) is wants])
        if wanted is TRUE:
            return list_from([x for x in elements if entry(suits, 1, x) is not FALSE])
        return list_from([x for x in elements if entry(suits, 1, x) is FALSE])
    except Exception:  # noqa: BLE001
        return FALSE


@pure("%fold-leaf")
def fold_leaf(f: Value, start: Value, items: Value, element_first: Value) -> Value:
    """`fold` or, where `element_first` is #f, `fold-left`; the default object for "no"."""
    entry = find_leaf(f)
    elements = None if entry is None else find_items(items)
    if entry is None or elements is None:
        return DEFAULT
    made = start
    try:
        if element_first is FALSE:
            for x in elements:
                made = entry(f, 1, made, x)
        elif type(f) is Builtin and not f.is_predicate:
            function = f.function
            for x in elements:
                made = function(x, made)
        else:
            for x in elements:
                made = entry(f, 1, x, made)
    except Exception:  # noqa: BLE001
        return DEFAULT
    return made


@pure("%sort-leaf")
def sort_leaf(order: Value, items: Value) -> Value:
    """A sorted copy of the list; stable."""
    entry = find_leaf(order)
    elements = None if entry is None else find_items(items)
    if entry is None or elements is None:
        return FALSE
    try:
        elements.sort(key=functools.cmp_to_key(_comparison(entry, order)))
    except Exception:  # noqa: BLE001
        return FALSE
    return list_from(elements)


def _comparison(entry: Entry, order: Value) -> Callable[[Value, Value], int]:
    """What Python's sort asks: below 0 where the first has to come first."""

    def compare(a: Value, b: Value) -> int:
        return 0 if entry(order, 1, a, b) is FALSE else -1

    return compare


@effectful("%hash-table-update-leaf!")
def hash_table_update_leaf(table: Value, key: Value, change: Value, default: Value) -> Value:
    """#t where the entry has been updated."""
    entry = find_leaf(change)
    if entry is None or type(table) is not HashTable or table.functions is not None:
        return FALSE
    try:
        found = find_entry(table, key)
        value = entry(change, 1, default if found is None else found[1])
    except Exception:  # noqa: BLE001
        return FALSE
    put_entry(table, key, value)
    return TRUE
