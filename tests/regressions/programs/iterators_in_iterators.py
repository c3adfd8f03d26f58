# mypy: ignore-errors
"""An asynchronous generator that goes through another, and waits within."""

import asyncio


class Ticks:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        await asyncio.sleep(0)
        self.n -= 1
        if self.n < 0:
            raise StopAsyncIteration
        return self.n


async def collected():
    return [x async for x in (i async for i in Ticks(4))]


print(asyncio.run(collected()))
