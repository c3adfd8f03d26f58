"""Calls: a function that does little but call itself."""

SIZE = 25
ANSWER = 75_025


def fib(n: int) -> int:
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


def main(n: int) -> int:
    return fib(n)
