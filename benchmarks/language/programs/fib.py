"""Doubly recursive Fibonacci: procedure calls and small integers."""

SIZE = 27


def fib(n: int) -> int:
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def main(n: int) -> int:
    return fib(n)
