"""A library with an asynchronous client, which asks for the running loop when it is made."""

import asyncio
import contextlib
import threading

cancelled = []


async def slow():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        cancelled.append("slow")
        raise


async def failing():
    await asyncio.sleep(0)
    raise LookupError("not here")


@contextlib.asynccontextmanager
async def section(name):
    await asyncio.sleep(0.001)
    yield name
    await asyncio.sleep(0.001)


class Client:
    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self.lock = asyncio.Lock()
        self.cannot_be_stored = threading.Lock()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0)

    async def get(self, number):
        assert asyncio.get_running_loop() is self.loop
        async with self.lock:
            await asyncio.sleep(0.001)
        return number + 100

    def stream(self, number):
        return Answer(number)

    async def items(self):
        for i in range(3):
            await asyncio.sleep(0.001)
            yield i


class Answer:
    def __init__(self, number):
        self.number = number
        self.open = threading.Lock()
        self.loop = asyncio.get_running_loop()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        await asyncio.sleep(0)

    async def read(self):
        assert asyncio.get_running_loop() is self.loop
        await asyncio.sleep(0.001)
        return self.number
