import asyncio
import threading
import time

prices = {"ink": 4}
seen = []


async def price_of(thing):
    await asyncio.sleep(0.1)
    return prices[thing]


async def priced(things):
    found = await asyncio.gather(*[price_of(thing) for thing in things])
    return sum(found)


def total(things, rate=2):
    return asyncio.run(priced(things)) * rate


other = threading.Thread(target=seen.append, args=["other"])
other.start()
other.join()
time.sleep(0.1)
print(total(["ink", "pen"]), seen)
