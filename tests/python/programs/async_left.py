"""Asynchronous generators that a loop leaves: a task of the event loop ends them."""

import asyncio
from stopping import stop

log = []


async def numbers(name, fail=False):
    try:
        for i in range(3):
            await asyncio.sleep(0)
            yield i
    except GeneratorExit:
        log.append(f"{name} is told")
        raise
    finally:
        await asyncio.sleep(0)
        log.append(f"{name} closed")
        stop()


async def plain(name):
    try:
        yield 1
        yield 2
    finally:
        log.append(f"{name} closed")


async def broken():
    async for x in numbers("broken"):
        if x == 1:
            break
    else:
        log.append("else")
    log.append("after")


async def returned():
    async for x in numbers("returned"):
        return x


async def raised():
    try:
        async for x in plain("raised"):
            raise ValueError(x)
    except ValueError as error:
        log.append(str(error))


async def nested():
    async for x in numbers("outer"):
        async for y in numbers("inner"):
            if y:
                break
        if x:
            break


async def held():
    source = numbers("held")
    async for x in source:
        break
    log.append(f"goes on with {[x async for x in source]}")


async def to_the_end():
    async for x in numbers("whole"):
        pass


async def continued():
    for i in range(2):
        async for x in plain(f"round {i}"):
            break
        await asyncio.sleep(0.001)


async def main():
    for function in (broken, returned, raised, nested, held, to_the_end, continued):
        log.append("-- " + function.__name__)
        log.append(await function())
        await asyncio.sleep(0.01)
        stop()
    async for x in plain("last"):
        break


asyncio.run(main())
print(*log, sep="\n")
