"""Calls outside under functions of C's and libraries', by operators, properties and the like."""

import functools
import itertools
import json
import random
import re
import time
import uuid
from contextlib import ExitStack, contextmanager

import outside

print(re.sub("[0-9]", lambda found: str(outside.count(int(found.group()))), "a1 b2 c3"))


class Weighed:
    def __init__(self, number):
        self.number = number

    @property
    def weight(self):
        return outside.count(self.number) + outside.count(self.number + 100)

    def __eq__(self, other):
        return outside.count(self.number) == outside.count(other.number)

    def __hash__(self):
        return outside.count(self.number)

    def __lt__(self, other):
        print("compared", self.number, other.number)
        return outside.count(self.number) < outside.count(other.number)

    def __add__(self, other):
        return Weighed(outside.count(self.number) + other.number)

    def __format__(self, spec):
        return f"<{outside.count(self.number)}{spec}>"

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return outside.count(len(name))


one, other = Weighed(1), Weighed(2)
print(one.weight, one == other, {one: 1}[one], (one + other).number, f"{one:x}", one.colour)
print([each.number for each in sorted([Weighed(3), one, other])])
print(other in [one, other], max(one, other).number)
print(json.dumps({"a": one, "b": [other]}, default=lambda thing: outside.count(thing.number)))
print(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: outside.count(a) - outside.count(b))))
print(list(itertools.accumulate([1, 2, 3], lambda a, b: outside.count(a) + b)))


@contextmanager
def counted(number):
    got = outside.count(number)
    try:
        yield got
    finally:
        outside.count(number + 1)


with counted(4) as got, ExitStack() as stack:
    print(got, stack.enter_context(counted(6)))


@functools.cache
def fetched(number):
    return outside.count(number)


@functools.singledispatch
def shown(thing):
    return outside.count(0)


@shown.register
def _(thing: int):
    return outside.count(thing)


print(fetched(5), fetched(5), fetched(9), shown("text"), shown(3))
print(outside.raised_in("[0-9]", lambda found: outside.fail(found.group())))

numbers = []


def varied(found):
    """Each repetition has the same clock, the same chance."""
    number = (random.random(), time.time(), uuid.uuid4())
    numbers.append(number)
    outside.seen(str(number))
    return "."


re.sub("x", varied, "xxx")
print([str(number) for number in numbers] == outside.texts())
print(outside.called())
