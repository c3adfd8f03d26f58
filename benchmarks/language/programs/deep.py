"""Recursion as deep as the list is long, with Python's limit raised for as long."""

from __future__ import annotations

import sys
from typing import TypeAlias

SIZE = 80_000

Linked: TypeAlias = "tuple[int, Linked] | None"


def count_down(n: int) -> Linked:
    return None if n == 0 else (n, count_down(n - 1))


def total(numbers: Linked) -> int:
    return 0 if numbers is None else numbers[0] + total(numbers[1])


def main(n: int) -> int:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(n + 1000)
    try:
        return total(count_down(n))
    finally:
        sys.setrecursionlimit(limit)
