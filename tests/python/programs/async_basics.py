"""Coroutines: calls, results, exceptions, loops and `finally` around `await`, order of prints."""

import asyncio

from stopping import stop


async def leaf(x):
    await asyncio.sleep(0)
    stop()
    return x * 2


async def middle(x):
    total = 0
    for i in range(x):
        total += await leaf(i) + await leaf(i + 1)
    return total


async def fails(kind):
    try:
        await asyncio.sleep(0)
        raise kind("async")
    finally:
        stop()
        print("cleanup", await leaf(1))


async def handled():
    try:
        await fails(ValueError)
    except ValueError as error:
        await asyncio.sleep(0)
        stop()
        return f"handled {error}", await leaf(2)


async def expressions():
    values = [await leaf(i) for i in range(3)]
    table = {i: await leaf(i) for i in range(2) if await leaf(i) >= 0}
    chosen = await leaf(1) if await leaf(0) else await leaf(5)
    both = await leaf(1) and await leaf(0) or await leaf(9)
    return (
        values,
        table,
        chosen,
        both,
        f"{await leaf(3)}",
        (await leaf(1), [await leaf(2)]),
        -await leaf(4),
    )


async def returns_in_finally():
    for i in range(5):
        try:
            if i == 2:
                return i
            continue
        finally:
            await asyncio.sleep(0)
            print("f", i, end="; ")


async def main():
    print(await middle(3))
    print(await handled())
    print(await expressions())
    print(await returns_in_finally())
    coroutine = leaf(21)
    stop()
    print(asyncio.iscoroutine(coroutine), await coroutine)
    try:
        await coroutine
    except RuntimeError:
        print("awaited twice")
    try:
        await 5
    except TypeError:
        print("not awaitable")
    return "main is done"


print(asyncio.run(main()))
print(asyncio.run(leaf(stop(4))), asyncio.iscoroutinefunction(main))


class Service:
    def __init__(self):
        self.log = []

    async def call(self, x):
        self.log.append(x)
        return await leaf(x)

    @classmethod
    async def made(cls):
        await asyncio.sleep(0)
        return cls()

    @staticmethod
    async def static(x):
        return stop(x)

    def __await__(self):
        stop()
        return leaf(100).__await__()


async def methods():
    service = await Service.made()
    results = [
        await service.call(1),
        await Service.call(service, 2),
        await service.static(3),
        await service,
    ]
    return results, service.log


print(asyncio.run(methods()))
