"""Symbolic derivatives: nested tuples taken apart and put together."""

from __future__ import annotations

from typing import TypeAlias

SIZE = 4_000

Formula: TypeAlias = "int | str | tuple[str, Formula, Formula]"


def derivative(e: Formula) -> Formula:
    if isinstance(e, int):
        return 0
    if isinstance(e, str):
        return 1 if e == "x" else 0
    operator, a, b = e
    if operator == "+":
        return total(derivative(a), derivative(b))
    if operator == "-":
        return difference(derivative(a), derivative(b))
    if operator == "*":
        return total(product(a, derivative(b)), product(derivative(a), b))
    raise ValueError(f"an unknown operator {operator!r}")


def total(a: Formula, b: Formula) -> Formula:
    if a == 0:
        return b
    if b == 0:
        return a
    return ("+", a, b)


def difference(a: Formula, b: Formula) -> Formula:
    return a if b == 0 else ("-", a, b)


def product(a: Formula, b: Formula) -> Formula:
    if a == 0 or b == 0:
        return 0
    if a == 1:
        return b
    if b == 1:
        return a
    return ("*", a, b)


def size(e: Formula) -> int:
    return 1 + size(e[1]) + size(e[2]) if isinstance(e, tuple) else 1


FORMULA: Formula = (
    "+",
    ("*", 3, ("*", "x", "x")),
    ("-", ("*", "a", ("*", "x", "y")), ("*", ("+", "x", 1), ("*", "x", ("-", "x", "b")))),
)


def main(n: int) -> int:
    found = 0
    for _ in range(n):
        found += size(derivative(derivative(FORMULA)))
    return found
