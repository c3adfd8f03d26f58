"""Random integer expressions, as Scheme text and as what they come to.

    Made ::= (text of the expression, function of the variables' values)

The operators are such that Python and Scheme agree about them, also for numbers
below zero, and that no number grows large.

Read by: benchmarks.compiling.kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

Values = dict[str, int]
Made = tuple[str, Callable[[Values], int]]

LARGE = 9973  #: results are kept below this


def expression(random: Random, names: Sequence[str], depth: int) -> Made:
    """An expression over the variables, at most `depth` operators deep."""
    if depth == 0 or random.random() < 0.15:
        return _leaf(random, names)
    return random.choice(_OPERATORS)(random, names, depth - 1)


def _leaf(random: Random, names: Sequence[str]) -> Made:
    if random.random() < 0.7:
        name = random.choice(names)
        return name, lambda values: values[name]
    number = random.randrange(1, 100)
    return str(number), lambda values: number


def _sum(random: Random, names: Sequence[str], depth: int) -> Made:
    (a, of_a), (b, of_b) = (expression(random, names, depth) for _ in range(2))
    if random.random() < 0.5:
        return f"(+ {a} {b})", lambda values: of_a(values) + of_b(values)
    return f"(- {a} {b})", lambda values: of_a(values) - of_b(values)


def _product(random: Random, names: Sequence[str], depth: int) -> Made:
    (a, of_a), (b, of_b) = (expression(random, names, depth) for _ in range(2))
    return (
        f"(modulo (* {a} {b}) {LARGE})",
        lambda values: of_a(values) * of_b(values) % LARGE,
    )


def _quotient(random: Random, names: Sequence[str], depth: int) -> Made:
    a, of_a = expression(random, names, depth)
    by = random.randrange(2, 20)
    return f"(floor-quotient {a} {by})", lambda values: of_a(values) // by


def _least(random: Random, names: Sequence[str], depth: int) -> Made:
    (a, of_a), (b, of_b) = (expression(random, names, depth) for _ in range(2))
    return f"(min (abs {a}) {b})", lambda values: min(abs(of_a(values)), of_b(values))


def _choice(random: Random, names: Sequence[str], depth: int) -> Made:
    a, of_a = _leaf(random, names)
    (b, of_b), (c, of_c) = (expression(random, names, depth) for _ in range(2))
    return (
        f"(if (even? {a}) {b} {c})",
        lambda values: of_b(values) if of_a(values) % 2 == 0 else of_c(values),
    )


def _local(random: Random, names: Sequence[str], depth: int) -> Made:
    name = f"t{len(names)}"
    a, of_a = expression(random, names, depth)
    b, of_b = expression(random, [*names, name], depth)
    return (
        f"(let (({name} {a})) {b})",
        lambda values: of_b({**values, name: of_a(values)}),
    )


def _several(random: Random, names: Sequence[str], depth: int) -> Made:
    a, of_a = _leaf(random, names)
    (b, of_b), (c, of_c) = (expression(random, names, depth) for _ in range(2))
    below = random.randrange(50)
    return (
        f"(cond ((< {a} {below}) {b}) ((odd? {a}) {c}) (else {a}))",
        lambda values: (
            of_b(values)
            if of_a(values) < below
            else (of_c(values) if of_a(values) % 2 else of_a(values))
        ),
    )


_OPERATORS = (_sum, _sum, _product, _quotient, _least, _choice, _local, _several)
