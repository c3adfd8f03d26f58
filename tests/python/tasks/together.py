"""Calls that end when ten of them are under way."""

import asyncio

import meeting


async def held(number):
    async with meeting.Held(number) as lock:
        return await lock.met()


async def main():
    print("awaited", sum(await asyncio.gather(*(meeting.met(n) for n in range(10)))))
    calls = [asyncio.to_thread(meeting.met_in_thread, n) for n in range(10)]
    print("in threads", sum(await asyncio.gather(*calls)))
    print("held", sum(await asyncio.gather(*(held(n) for n in range(10)))))


asyncio.run(main())
