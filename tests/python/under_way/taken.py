import asyncio

import replies

items = [1, 2, 3]


async def takes():
    print(await asyncio.to_thread(replies.take, items), items)


async def another():
    await asyncio.to_thread(replies.step)
    await asyncio.sleep(0.001)
    await asyncio.to_thread(replies.step)
    await asyncio.to_thread(replies.kill_once)


async def main():
    await asyncio.gather(takes(), another())


asyncio.run(main())
