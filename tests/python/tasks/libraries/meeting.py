"""A library whose calls wait until ten of them are there."""

import asyncio
import threading

_barrier = threading.Barrier(10)
_waiting = []


async def met(number):
    future = asyncio.get_running_loop().create_future()
    _waiting.append(future)
    if len(_waiting) == 10:
        for each in _waiting:
            each.set_result(None)
        _waiting.clear()
    await asyncio.wait_for(future, 20)
    return number


def met_in_thread(number):
    _barrier.wait(20)
    return number


class Held:
    """An object that cannot be stored, nor made again: it says what it has touched."""

    def __init__(self, number):
        self.number = number
        self.lock = threading.Lock()

    async def __aenter__(self):
        await met(self.number)
        return Opened(self)

    async def __aexit__(self, *error):
        await met(self.number)


class Opened:
    def __init__(self, held):
        self.held = held
        self.lock = threading.Lock()

    async def met(self):
        return await met(self.held.number)
