"""Leaf procedures, whose loops run whole: `(map (lambda (x) (* x x)) items)`.

Only the machine can call a procedure that may wait, be pre-empted or leave a frame
behind. A *leaf* can do none of that: it is a pure builtin, or a closure whose code
is nothing but pure expressions, choices between them, and a return. So the
procedures of (perdure lists) and (perdure sorting) first offer their work to a
builtin here, which runs the leaf within a Python loop (a *kernel*,
perdure.vm.python.fused_loops), and do it themselves where it says #f: the procedure
is no leaf, the list is long, or something went wrong. To begin anew after an error
does no harm, since leaves have no effect, and the error then arises where it
belongs, in a frame. What is not in memory a kernel loads itself.

Neighbours: sorting.py (orders that Python knows).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

from perdure.vm.context import machine, running
from perdure.vm.objects.data import Pair, Value, Vector, load, new_vector
from perdure.vm.objects.hash_tables import HashTable, find_value, put_value
from perdure.vm.objects.procedures import Closure
from perdure.vm.objects.singletons import FALSE, NIL, TRUE
from perdure.vm.primitives.checks import list_from
from perdure.vm.primitives.registry import effectful, pure
from perdure.vm.primitives.sorting import in_builtin_order
from perdure.vm.python.fused_loops import MOST


def run_kernel(kind: str, leaf: Value, *arguments: Value) -> Any:
    """The result of the kernel; None where Scheme has to do it."""
    linker = running.machine.linker
    try:
        kernel = linker.kernels[kind][leaf.raw_code if type(leaf) is Closure else leaf]
    except (KeyError, TypeError):
        kernel = linker.kernel(kind, leaf)
    if kernel is None:
        return None
    try:
        return kernel(leaf, *arguments)
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        return None


# What follows gives #f where the Scheme procedure has to do the work.


@pure("%vector-map-leaf")
def vector_map_leaf(f: Value, items: Value) -> Value:
    if type(items) is not Vector or len(items.items) > MOST:
        return FALSE
    made = run_kernel("vector-map", f, items.items)
    return FALSE if made is None else new_vector(made)


def find_test(predicate: Value) -> Callable[[Value], bool] | None:
    """A leaf as a Python function that says whether it holds of a value."""
    found: Callable[[Value], bool] | None = run_kernel("test", predicate)
    return found


@pure("%sort-leaf")
def sort_leaf(order: Value, items: Value) -> Value:
    """A sorted copy of the list; stable."""
    by_key = run_kernel("key", order)
    if by_key is None and run_kernel("order", order) is None:
        return FALSE
    try:
        in_order = _sorted(order, by_key, items)
    except Exception:  # noqa: BLE001  (it arises again in Scheme)
        return FALSE
    return FALSE if in_order is None else list_from(in_order)


def _sorted(order: Value, by_key: Any, items: Value) -> list[Value] | None:
    elements = find_items(items)
    if elements is None:
        return None
    in_order = None
    if by_key is not None:
        compares, key_of = by_key
        in_order = _sorted_by_key(compares, key_of, elements)
    if in_order is None:
        in_order = sorted(elements, key=functools.cmp_to_key(run_kernel("order", order)))
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


def find_items(items: Value) -> list[Value] | None:
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


@effectful("%hash-table-update-leaf!")
def hash_table_update_leaf(table: Value, key: Value, change: Value, default: Value) -> Value:
    """#t where the entry has been updated."""
    kernel = machine().linker.kernel("value", change)
    if kernel is None or type(table) is not HashTable or table.functions is not None:
        return FALSE
    try:
        value = kernel(change, find_value(table, key, default))
    except Exception:  # noqa: BLE001
        return FALSE
    put_value(table, key, value)
    return TRUE
