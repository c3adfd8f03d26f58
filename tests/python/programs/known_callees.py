"""Callees that were called before by the same name, and are others now."""

import asyncio
import json
import math
from json import dumps

from stopping import stop


def double(x):
    stop()
    return 2 * x


def negative(x):
    return -stop(x)


def swapped(n):
    """A global that is bound again, between calls of it by the same line."""
    global change
    found = []
    for i in range(n):
        found.append(change(i))
        change = math.sqrt if change is double else double
    return found


change = double
print(swapped(5))


def pretty(x):
    return f"<{stop(x)}>"


def dumped(x):
    return json.dumps(x), dumps(x)


print(dumped(1))
original, json.dumps, dumps = json.dumps, pretty, negative
print(dumped(1))
json.dumps, dumps = original, original
print(dumped([1]))


def in_loops(f, n):
    g = f
    found = []
    for i in range(n):
        found.append(g(i))
        for g in (double, abs, negative):
            found.append(g(i))
        found.append(f(i))
    while n:
        n -= 1
        found.append(g(n))
        h = f
        found.append(h(n))
    return found


print(in_loops(abs, 2), in_loops(double, 2))


def around(f):
    def inner(x):
        return f(stop(x))

    def set_f(other):
        nonlocal f
        f = other

    return inner, set_f


def around_once(f, *others):
    return lambda x: [f(x), *(other(x) for other in others)]


inner, set_f = around(double)
print(inner(1))
set_f(len)
print(inner("abc"), around_once(abs, double, str)(-2), around_once(double)(3))


class Base:
    def __init__(self, x=1):
        self.x = stop(x)

    def value(self):
        return self.x

    def append(self, x):
        self.x += stop(x)


class Derived(Base):
    def __init__(self, x):
        super().__init__(x)

    def value(self):
        return super().value() * 10


class Listed(Derived, list):
    def value(self):
        super().append(3)
        return super().value() + len(self)


things = [Base(2), Derived(3), Listed(4), [], Derived(5)]
for thing in things:
    thing.append(2)
print([thing.value() for thing in things if not isinstance(thing, list)], len(things[3]))
print(things[2].value(), things[2].x)
things[0].value = lambda: "own"
print(things[0].value())
Base.value = lambda self: "changed"
print(things[1].value(), things[4].value())


class Refused(ValueError):
    pass


class Told(Refused):
    def __init__(self, text):
        super().__init__(stop(text))


def refuse(kind, cause=None):
    if cause:
        raise Told(kind) from cause
    raise Refused(kind, 2)


for cause in (None, KeyError("k")):
    try:
        refuse("why", cause)
    except ValueError as error:
        print(repr(error), repr(error.__cause__))


class Door:
    def __init__(self, name):
        self.name = name

    async def __aenter__(self):
        await asyncio.sleep(0)
        return stop(self.name)

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        print("left", self.name, kind and kind.__name__)
        return kind is KeyError

    async def call(self, x, *more, y=0):
        await asyncio.sleep(0)
        return self.name, stop(x), more, y

    def plain(self, x):
        return self.call(x)


class Other(Door):
    async def __aenter__(self):
        return "other " + await super().__aenter__()

    async def call(self, x):
        return "other", await super().call(x, y=2)


class Waiting:
    """An object that is entered, and called, with awaitables that are none of the program's coroutines."""

    def __aenter__(self):
        return asyncio.sleep(0, "waiting")

    def __aexit__(self, *error):
        return asyncio.sleep(0)

    def call(self, x):
        return asyncio.sleep(0, x)


async def called(things):
    return [await thing.call(7) for thing in things]


async def later(x):
    return "later", stop(x)


async def main():
    doors = [Door("a"), Other("b"), Waiting(), Door("c")]
    for door in doors:
        async with door as name:
            print(name, await door.call(1))
    try:
        async with doors[0]:
            async with doors[1]:
                raise KeyError(1)
            raise ValueError(2)
    except ValueError as error:
        print(repr(error))
    print(await doors[0].call(1, 2, *[3], **{"y": 4}), await doors[0].plain(5))
    print(await called(doors))
    doors[0].call = later
    print(await called(doors[:2]))
    del doors[0].call
    Door.call = lambda self, x: later(self.name)
    print(await called([doors[0], doors[3]]))


asyncio.run(main())
