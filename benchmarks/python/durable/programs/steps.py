"""Steps, one after the other, from a frame of their own."""

import sys

from benchmarks.python.durable.outside import step


def take(count: int) -> int:
    number = 0
    while number < count:
        number = step(number)
    return number


print(take(int(sys.argv[1])))
