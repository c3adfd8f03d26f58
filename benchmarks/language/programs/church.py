"""Church numerals: numbers as functions; nothing but closures and calls."""

from collections.abc import Callable

SIZE = 45

Step = Callable[[int], int]
Church = Callable[[Step], Step]


def zero(f: Step) -> Step:
    return lambda x: x


def successor(n: Church) -> Church:
    return lambda f: lambda x: f(n(f)(x))


def plus(m: Church, n: Church) -> Church:
    return lambda f: lambda x: m(f)(n(f)(x))


def times(m: Church, n: Church) -> Church:
    return lambda f: m(n(f))


def church(n: int) -> Church:
    return zero if n == 0 else successor(church(n - 1))


def number_of(n: Church) -> int:
    return n(lambda x: x + 1)(0)


def main(n: int) -> int:
    c = church(n)
    return number_of(plus(times(c, times(c, c)), times(c, c)))
