import asyncio

import bank


async def pay(what):
    return await bank.charge_soon(what)


async def main():
    first = await pay("tea")
    return [first, *await asyncio.gather(pay("ink"), pay("pen"))]


print(asyncio.run(main()))
