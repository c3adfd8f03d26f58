"""A client of a library's, which belongs to the loop that it was made on."""

import asyncio

import serving


async def lines(client, number):
    async with client.stream(number) as answer:
        for i in range(2):
            yield i, await answer.read()


async def main():
    async with serving.Client() as client:
        print(await client.get(1), await asyncio.gather(client.get(2), client.get(3)))
        async with client.stream(5) as answer:
            print(await answer.read())
        print([x async for x in client.items()])
        print([x async for x in lines(client, 7)])
    async with serving.section("s") as name:
        print(name)
    try:
        await asyncio.wait_for(serving.slow(), 0.05)
    except TimeoutError:
        print("timed out", serving.cancelled)
    try:
        await serving.failing()
    except LookupError as error:
        print("failed", error)
    first, rest = await asyncio.wait(
        [asyncio.create_task(serving.slow()), asyncio.create_task(client.get(9))],
        return_when=asyncio.FIRST_COMPLETED,
    )
    print([task.result() for task in first], len(rest))


asyncio.run(main())
