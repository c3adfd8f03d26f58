"""Waits in every kind of block, each printed."""

import asyncio
import time
from contextlib import contextmanager


def told(*what):
    time.sleep(60)
    print(*what)
    return what[0]


@contextmanager
def room(name):
    print("into", name)
    try:
        yield told(name)
    finally:
        told("out of", name)


class Shop:
    rate = 2

    def price(self, thing):
        return self.rate * told(len(thing))


def doubled(numbers):
    for number in numbers:
        yield told(number) * 2


def counter():
    count = 0

    def more(by):
        nonlocal count
        count += told(by)
        return count

    return more


def whole(shop):
    total = 0
    for thing in ("tea", "ink"):
        if thing == "tea":
            total += shop.price(thing) + told(1)
        else:
            with room("store") as where:
                total += len(where) + shop.price(thing)
    try:
        told("try")
        raise KeyError("k")
    except KeyError as error:
        told("caught", error)
    finally:
        total += told(10)
    more = counter()
    while more(3) < 7:
        total += more(1)
    return total, [told(number) for number in doubled([1, 2])]


async def task(name):
    await asyncio.sleep(60)
    print(name)
    return name


async def main():
    return await asyncio.gather(task("a"), task("b"))


print(whole(Shop()))
print(asyncio.run(main()))
print({told(1): told(2)}, told(3) + told(4))
