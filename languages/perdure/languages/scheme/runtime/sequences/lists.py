"""`map`, `filter`, `fold`, `assoc` and their like: what (perdure lists) has of them in
Scheme is called where a procedure given is no leaf.

Neighbours: perdure.vm.machine.leaf_loops, searching.py.
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import control
from perdure.languages.scheme.runtime.leaving import leave_to
from perdure.languages.scheme.runtime.sequences.searching import find_association, find_member
from perdure.vm.machine.leaf_loops import run_fused_loop
from perdure.vm.objects.data import Value
from perdure.vm.objects.singletons import DEFAULT
from perdure.vm.primitives.checks import list_from

LISTS = "(perdure lists)"


@control("map")
def map_(f: Value, items: Value, *others: Value) -> Value:
    if not others:
        made = run_fused_loop("map", f, items)
        return leave_to(LISTS, "map-1", f, items) if made is None else made
    if len(others) == 1:
        return leave_to(LISTS, "map-2", f, items, others[0])
    return leave_to(LISTS, "map-n", f, list_from((items, *others)))


@control("for-each")
def for_each(f: Value, items: Value, *others: Value) -> Value:
    if not others:
        return leave_to(LISTS, "for-each-1", f, items)
    if len(others) == 1:
        return leave_to(LISTS, "for-each-2", f, items, others[0])
    return leave_to(LISTS, "for-each-n", f, list_from((items, *others)))


@control("filter")
def filter_(suits: Value, items: Value) -> Value:
    made = run_fused_loop("filter", suits, items)
    return leave_to(LISTS, "filter-by", suits, items) if made is None else made


@control("remove")
def remove(suits: Value, items: Value) -> Value:
    made = run_fused_loop("remove", suits, items)
    return leave_to(LISTS, "remove-by", suits, items) if made is None else made


@control("fold")
def fold(f: Value, start: Value, items: Value, *others: Value) -> Value:
    """With one list, `(f element made)` for each."""
    if others:
        return leave_to(LISTS, "fold-n", f, start, list_from((items, *others)))
    made = run_fused_loop("fold", f, start, items)
    return leave_to(LISTS, "fold-1", f, start, items) if made is None else made


@control("fold-left")
def fold_left(f: Value, start: Value, items: Value, *others: Value) -> Value:
    """With one list, `(f made element)` for each."""
    if others:
        return leave_to(LISTS, "fold-left-n", f, start, list_from((items, *others)))
    made = run_fused_loop("fold-left", f, start, items)
    return leave_to(LISTS, "fold-left-1", f, start, items) if made is None else made


@control("member")
def member(x: Value, items: Value, same: Value = DEFAULT) -> Value:
    if same is DEFAULT:
        return find_member("member", True, x, items)
    return leave_to(LISTS, "member-by", x, items, same)


@control("assoc")
def assoc(x: Value, entries: Value, same: Value = DEFAULT) -> Value:
    if same is DEFAULT:
        return find_association("assoc", True, x, entries)
    return leave_to(LISTS, "assoc-by", x, entries, same)
