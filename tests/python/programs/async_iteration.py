"""Async generators, `async for`, `async with`, async comprehensions, their cleanup."""

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

from stopping import stop


async def numbers(n, log=None):
    try:
        for i in range(n):
            await asyncio.sleep(0)
            stop()
            yield i
    finally:
        if log is not None:
            await asyncio.sleep(0)
            log.append("closed")


class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await asyncio.sleep(0)
        print("enter", self.name)
        return stop(self)

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0)
        stop()
        print("exit", self.name, kind and kind.__name__)
        return self.swallow


class Ticks:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return stop(self.n)


@asynccontextmanager
async def section(name):
    print("begin", name)
    await asyncio.sleep(0)
    try:
        yield stop(name)
    except KeyError as error:
        print("section saw", error)
    finally:
        await asyncio.sleep(0)
        print("end", name)


async def talking():
    received = []
    while len(received) < 3:
        try:
            received.append((yield len(received)))
        except ValueError as error:
            received.append(f"thrown {error}")
    yield received


async def loops():
    async for x in numbers(3):
        if x == 1:
            continue
        print(x, end=" ")
    else:
        print("else")
    async for x in Ticks(5):
        async for y in numbers(2):
            if y:
                break
        if x == 3:
            break
    print(x, y)
    print(
        [x async for x in numbers(4) if x % 2],
        {x: y async for x in Ticks(2) async for y in numbers(2)},
    )
    print(
        [v + await asyncio.sleep(0, 1) async for v in Ticks(3)],
        sum([x async for x in (i async for i in Ticks(4))]),
    )
    log = []
    async with aclosing(numbers(9, log)) as source:
        async for x in source:
            if x == 2:
                break
    print(log)
    talk = talking()
    print(
        await anext(talk),
        await talk.asend("a"),
        await talk.athrow(ValueError("v")),
        await talk.asend("b"),
    )
    print(await anext(talk, "end"), await anext(numbers(0), "none"))


async def managers():
    async with Manager("a"), Manager("b", swallow=True) as b, section("c"):
        stop()
        print(b.name)
        raise ValueError
    async with section("d") as d:
        raise KeyError(d)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Manager("e"))
        stack.push_async_callback(asyncio.sleep, 0)
        print("in stack")

    async def returns():
        async with Manager("f"):
            for i in range(3):
                async with Manager(f"g{i}"):
                    if i == 1:
                        return await asyncio.sleep(0, i)

    print(await returns())


asyncio.run(loops())
asyncio.run(managers())
