"""Steps from the innermost of three frames, which hold a kilobyte."""

import sys

from benchmarks.python.durable.outside import step


def inner(count: int, text: str) -> int:
    number = 0
    while number < count:
        number = step(number)
    return number + len(text) * 0


def outer(count: int, text: str) -> int:
    kept = [text[:100]]
    taken = inner(count, text)
    return taken + len(kept) - 1


print(outer(int(sys.argv[1]), "x" * 900))
