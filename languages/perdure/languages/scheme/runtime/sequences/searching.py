"""Searching lists: `memq`, `assoc` and their like, without a predicate of one's own.

Neighbours: perdure.vm.primitives.pairs; the procedures that take a predicate are in Scheme, in
(perdure lists).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Final

from perdure.languages.scheme.runtime.decorators import pure
from perdure.vm.objects.atoms import Symbol
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Bytevector, Pair, String, Value, Vector, loaded_now
from perdure.vm.objects.equality import is_equal, is_eqv
from perdure.vm.objects.immutable_texts import Text
from perdure.vm.objects.numbers import ExactComplex, Ratio
from perdure.vm.objects.numeric_vectors import NumericVector
from perdure.vm.objects.singletons import FALSE, NIL
from perdure.vm.primitives.checks import is_circular


def _comparer(x: Value, is_deep: bool) -> Callable[[Value, Value], bool] | None:
    """How to compare with x where being the same object is not the whole answer."""
    kind = type(x)
    if kind is Symbol:
        return None
    if kind in (Ratio, float, complex, ExactComplex):
        return is_eqv
    if is_deep and kind in (Pair, Vector, Bytevector, Text, NumericVector):
        return is_equal
    return None


# The searches have a loop for each of the commonest kinds of keys, because a call
# for each element would be most of what they cost. After so many steps that the list
# may be circular they look, once; then they go on with ENDLESS. Where an object is not in
# memory they load it and go on from there.

STEPS: Final = (None,) * 10_000
ENDLESS: Final = repeat(None)


def find_member(who: str, is_deep: bool, x: Value, items: Value) -> Value:
    steps: Iterable[None] = STEPS
    kind = type(x)
    rest = items
    while True:
        try:
            if kind is int:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    item = rest.raw_car
                    if item is x or (item == x and type(item) is int):
                        return rest
                    rest = rest.raw_cdr
            elif kind is String and is_deep:
                text = x.text
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    item = rest.raw_car
                    if type(item) is String and item.raw_text == text:
                        return rest
                    rest = rest.raw_cdr
            elif (is_same := _comparer(x, is_deep)) is None:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    if rest.raw_car is x:
                        return rest
                    rest = rest.raw_cdr
            else:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    item = rest.raw_car
                    if item is x or is_same(item, x):
                        return rest
                    rest = rest.raw_cdr
        except AttributeError as error:
            if loaded_now(error):
                continue
            raise wrong_type(who, "a list", items) from None
        if is_circular(rest):
            raise wrong_type(who, "a list", items)
        steps = ENDLESS


@pure("memq")
def memq(x: Value, items: Value) -> Value:
    return find_member("memq", False, x, items)


@pure("memv")
def memv(x: Value, items: Value) -> Value:
    return find_member("memv", False, x, items)


def find_association(who: str, is_deep: bool, x: Value, items: Value) -> Value:
    steps: Iterable[None] = STEPS
    kind = type(x)
    rest = items
    while True:
        try:
            if kind is int:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    entry = rest.raw_car
                    key = entry.raw_car
                    if key is x or (key == x and type(key) is int):
                        return entry
                    rest = rest.raw_cdr
            elif kind is String and is_deep:
                text = x.text
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    entry = rest.raw_car
                    key = entry.raw_car
                    if type(key) is String and key.raw_text == text:
                        return entry
                    rest = rest.raw_cdr
            elif (is_same := _comparer(x, is_deep)) is None:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    entry = rest.raw_car
                    if entry.raw_car is x:
                        return entry
                    rest = rest.raw_cdr
            else:
                for _ in steps:
                    if rest is NIL:
                        return FALSE
                    entry = rest.raw_car
                    key = entry.raw_car
                    if key is x or is_same(key, x):
                        return entry
                    rest = rest.raw_cdr
        except AttributeError as error:
            if loaded_now(error):
                continue
            expected = "a list of pairs" if type(rest) is Pair else "a list"
            raise wrong_type(who, expected, items) from None
        if is_circular(rest):
            raise wrong_type(who, "a list of pairs", items)
        steps = ENDLESS


@pure("assq")
def assq(x: Value, items: Value) -> Value:
    return find_association("assq", False, x, items)


@pure("assv")
def assv(x: Value, items: Value) -> Value:
    return find_association("assv", False, x, items)
