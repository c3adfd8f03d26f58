import asyncio

import replies


async def reads():
    reply = replies.reply("kept")
    print(await asyncio.to_thread(reply.read))


async def another():
    await asyncio.to_thread(replies.step)
    await asyncio.sleep(0.001)
    await asyncio.to_thread(replies.step)
    await asyncio.to_thread(replies.kill_once)


async def main():
    await asyncio.gather(reads(), another())


asyncio.run(main())
