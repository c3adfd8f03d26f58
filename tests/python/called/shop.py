# mypy: ignore-errors
"""A program whose functions are called."""

import re
import sys
import time
from dataclasses import dataclass
from enum import IntEnum

import counted

print("loading", __name__)
seen = []
PRICES = {"tea": 3}


class State(IntEnum):
    NEW = 1


@dataclass
class Order:
    number: int
    state: State = State.NEW


def price(name, count=1):
    return PRICES[name] * count


def sees(what):
    seen.append(what)
    counted.times += 1
    return list(seen), counted.times


def remembers(order, days):
    seen.append(order)
    for day in range(days):
        time.sleep(86400)
    return order is seen[0], [each.number for each in seen], order


def sleeps(number):
    time.sleep(86400)
    return number


async def later(number):
    return number + 1


class Job:
    def __init__(self, number):
        time.sleep(1)
        self.number = number

    @staticmethod
    def twice(number):
        return 2 * number


def gives(name):
    return {
        "order": Order(7),
        "state": State.NEW,
        "pair": (1, "x", None, [True]),
        "module": sys,
    }[name]


def fails():
    raise KeyError("no such thing")


def under_c(number):
    """It waits under a function of C's in the first slice."""

    def doubled(found):
        time.sleep(30)
        return str(2 * int(found.group()))

    return re.sub("[0-9]", doubled, str(number))
