"""Pairs that cannot be changed (SRFI 116): they are made as the pairs of a literal are.

So what takes pairs takes them too, a quotation is made of them, and what would change one
refuses it.

Neighbours: perdure.vm.primitives.pairs.
"""

from __future__ import annotations

from perdure.languages.scheme.runtime.decorators import predicate, pure
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Pair, Value, literal_cons, loaded_now
from perdure.vm.objects.singletons import NIL
from perdure.vm.primitives.checks import ENDLESS, UNGUARDED, is_circular, items_of, list_from


@pure("ipair")
def ipair(car: Value, cdr: Value) -> Value:
    return literal_cons(car, cdr)


@predicate("ipair?")
def is_ipair(x: Value) -> bool:
    return type(x) is Pair and x.literal


@predicate("ilist?")
def is_ilist(x: Value) -> bool:
    """Whether it is a list all of whose pairs are so."""
    count = 0
    rest = x
    while type(rest) is Pair and rest.literal:
        rest = rest.raw_cdr
        count += 1
        if count == 0xFFFF and is_circular(rest):
            return False
    return rest is NIL


@pure("list->ilist")
def ilist_from_list(x: Value) -> Value:
    items, tail = _spine("list->ilist", x)
    return _onto(items, tail)


@pure("ilist->list")
def list_from_ilist(x: Value) -> Value:
    return list_from(*_spine("ilist->list", x))


@pure("%ilist-onto")
def ilist_onto(items: Value, tail: Value) -> Value:
    """The elements of a list as an ilist that ends in `tail`."""
    return _onto(items_of("iappend", items), tail)


@pure("%tree-that-ends")
def tree_that_ends(who: Value, tree: Value, kind: Value) -> Value:
    """The tree of pairs, or of those of a kind: `any`, `mutable` or `immutable`.

    A fault where a pair is within itself.
    """
    around: dict[int, Value] = {}  # the pairs that the present one is within, by id
    done: dict[int, Value] = {}
    waiting = [(tree, False)]
    while waiting:
        x, is_left = waiting.pop()
        if type(x) is not Pair:
            continue
        if is_left:
            done[id(x)] = around.pop(id(x))
        elif id(x) in around:
            raise wrong_type(who.name, "a tree that ends", tree)
        elif id(x) not in done and kind.name in ("any", "immutable" if x.literal else "mutable"):
            around[id(x)] = x
            waiting += [(x, True), (x.cdr, False), (x.car, False)]
    return tree


def _onto(items: list[Value], tail: Value) -> Value:
    made = tail
    for item in reversed(items):
        made = ipair(item, made)
    return made


def _spine(who: str, x: Value) -> tuple[list[Value], Value]:
    """The elements of a list, and what it ends in."""
    items: list[Value] = []
    rest = x
    most = UNGUARDED
    while True:
        try:
            for _ in range(most):
                if type(rest) is not Pair:
                    return items, rest
                items.append(rest.raw_car)
                rest = rest.raw_cdr
            if is_circular(rest):
                break
            most = ENDLESS
        except AttributeError as error:
            if not loaded_now(error):
                raise
    raise wrong_type(who, "a list that ends", x)
