"""Continuation-passing style; short runs of it, since Python keeps every caller."""

from collections.abc import Callable

SIZE = 600


def fib(n: int, k: Callable[[int], int]) -> int:
    if n < 2:
        return k(n)
    return fib(n - 1, lambda a: fib(n - 2, lambda b: k(a + b)))


def main(n: int) -> int:
    total = 0
    for _ in range(n):
        total += fib(10, lambda x: x)
    return total
