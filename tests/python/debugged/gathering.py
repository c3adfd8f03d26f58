import asyncio


async def one(n):
    await asyncio.sleep(50)
    return n


async def main():
    return await asyncio.gather(one(1), one(2))


def begun():
    found = 4
    return asyncio.run(main()) + [found]


print(begun())
