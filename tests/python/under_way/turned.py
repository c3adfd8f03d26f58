import asyncio

import replies

items = [1, 2, 3]


async def turns():
    turned = await asyncio.to_thread(replies.turn, items)
    print(items, turned is items)


async def looks():
    print(await asyncio.to_thread(replies.counted, items), len(replies.asked_for()))


async def another():
    for _ in range(3):
        await asyncio.to_thread(replies.step)


async def main():
    await asyncio.gather(turns(), another())
    await asyncio.gather(looks(), another())


asyncio.run(main())
