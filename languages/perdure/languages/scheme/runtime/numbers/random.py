"""Random numbers (SRFI 27).

Neighbours: perdure.vm.objects.random; the generators made from a source are in
Scheme, in (srfi 27).
"""

from __future__ import annotations

import math
import os
from typing import Final

from perdure.languages.scheme.runtime.decorators import effectful, predicate
from perdure.vm.objects.atoms import symbol
from perdure.vm.objects.conditions import wrong_type
from perdure.vm.objects.data import Value
from perdure.vm.objects.numbers import Ratio, rational
from perdure.vm.objects.random import MASK, RandomSource, draw_below, seed
from perdure.vm.objects.singletons import DEFAULT, UNSPECIFIED
from perdure.vm.primitives.checks import items_of, list_from

_KIND: Final = symbol("pcg64")  #: begins the external representation of a state
_PRECISION: Final = 1 << 53


def _source(who: str, x: Value) -> RandomSource:
    if type(x) is not RandomSource:
        raise wrong_type(who, "a random source", x)
    return x


@effectful("make-random-source")
def make_random_source() -> Value:
    return RandomSource()


@predicate("random-source?", may_fail=False, folds=True)
def is_random_source(x: Value) -> bool:
    return type(x) is RandomSource


@effectful("random-source-state-ref")
def state_of(x: Value) -> Value:
    """The state as a list, which can be written and read."""
    source = _source("random-source-state-ref", x)
    return list_from([_KIND, source.state, source.increment])


@effectful("random-source-state-set!")
def set_state(x: Value, state: Value) -> Value:
    source = _source("random-source-state-set!", x)
    numbers = items_of("random-source-state-set!", state)
    if (
        len(numbers) != 3
        or numbers[0] is not _KIND
        or not all(type(k) is int and 0 <= k <= MASK for k in numbers[1:])
        or not numbers[2] & 1
    ):
        raise wrong_type("random-source-state-set!", "what random-source-state-ref gave", state)
    _, source.state, source.increment = numbers
    return UNSPECIFIED


@effectful("random-source-randomize!")
def randomize(x: Value) -> Value:
    """Go to a place that the operating system's random bits choose."""
    source = _source("random-source-randomize!", x)
    seed(source, int.from_bytes(os.urandom(16), "big"), int.from_bytes(os.urandom(15), "big"))
    return UNSPECIFIED


@effectful("random-source-pseudo-randomize!")
def pseudo_randomize(x: Value, i: Value, j: Value) -> Value:
    """Go to the beginning of stream (i, j)."""
    who = "random-source-pseudo-randomize!"
    source = _source(who, x)
    for index in (i, j):
        if type(index) is not int or index < 0:
            raise wrong_type(who, "an index (an exact integer from 0)", index)
    # Pairing, after Cantor: no two (i, j) choose the same stream.
    seed(source, i, (i + j) * (i + j + 1) // 2 + j)
    return UNSPECIFIED


@effectful("%random-integer")
def random_integer(x: Value, limit: Value) -> Value:
    source = _source("random-integer", x)
    if type(limit) is not int or limit < 1:
        raise wrong_type("random-integer", "an exact integer from 1", limit)
    return draw_below(source, limit)


@effectful("%random-real")
def random_real(x: Value, unit: Value = DEFAULT) -> Value:
    """A number above 0 and below 1, of the kind of `unit`; no further than it from the next."""
    source = _source("random-real", x)
    if unit is DEFAULT:
        return (draw_below(source, _PRECISION - 1) + 1) / _PRECISION
    if type(unit) not in (float, Ratio) or not 0 < unit < 1:
        raise wrong_type("random-source-make-reals", "a number between 0 and 1", unit)
    parts = max(2, math.ceil(1 / unit))
    drawn = draw_below(source, parts - 1) + 1
    if type(unit) is Ratio:
        return rational(drawn, parts)
    return min(max(drawn / parts, math.ulp(0.0)), math.nextafter(1.0, 0.0))
