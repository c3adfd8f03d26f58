"""Functions of which some do what must not be done where they are only tried."""

import os
import time
from functools import reduce

rate = 2
prices = {"ink": 4}
seen = []


def add(a, b):
    return reduce(lambda x, y: x + y, [a, b])


def doubled(things):
    return sum(things) * rate


def cost(thing, count):
    return prices[thing] * count


def pick(a, b):
    return len([x for x in range(10) if x < a + b])


def power(a, b):
    return a**b


class Point:
    def __init__(self, x):
        self.x = x

    def __eq__(self, other):
        return self.x == other.x


def point(x):
    return Point(x)


def counted(a, b):
    global rate
    rate = rate + 1
    return 7


def noted(a, b):
    seen.append(a)
    return 7


def shown(a, b):
    print(a)
    return 7


def forever(a, b):
    while True:
        a = a + 1


def stubborn(a, b):
    while True:
        try:
            a = a + 1
        except BaseException:
            pass


def late(a, b):
    time.sleep(9)
    return 7


def left(a, b):
    raise SystemExit(7)


def wiped(a, b):
    os.remove("KEPT")
    return 7


def wiped_by_another(a, b):
    list(map(os.remove, ["KEPT"]))
    return 7


def written(a, b):
    with open("MADE", "w") as file:
        file.write("7")
    return 7


def listed(a, b):
    yield 7


async def awaited(a, b):
    return 7


time.sleep(0.01)
