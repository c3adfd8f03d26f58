"""A thousand tasks that sleep, gathered."""

import asyncio


async def sleeper(number):
    await asyncio.sleep(number % 7)
    return number


async def main():
    print(sum(await asyncio.gather(*(sleeper(n) for n in range(1000)))))


asyncio.run(main())
