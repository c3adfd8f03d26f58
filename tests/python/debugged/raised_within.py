import asyncio
import functools
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

prices = {"ink": 4}
log = []


async def price(thing):
    await asyncio.sleep(0.1)
    return prices[thing]


async def priced(things):
    found = await asyncio.gather(*[price(each) for each in things], return_exceptions=True)
    task = asyncio.create_task(price("pad"))
    try:
        await task
    except KeyError as error:
        found.append(error)
    return [repr(each) for each in found]


def work(thing):
    try:
        log.append(prices[thing])
    except KeyError:
        log.append("no " + thing)


def numbers():
    for n in range(3):
        try:
            yield n // (n - 1)
        except ZeroDivisionError:
            yield "none"
        finally:
            log.append("left")


def first(numbers):
    for n in numbers:
        return n


def key(row):
    try:
        return row["n"]
    except KeyError:
        return 0


def reduced(one, other):
    return one + prices[other]


def called_by_c(things):
    try:
        return functools.reduce(reduced, things, 0)
    except KeyError:
        return "reduced"


def looked_up(match):
    try:
        return prices[match[0]]
    except KeyError:
        return "?"


def last(items):
    it = iter(items)
    found = None
    while True:
        try:
            found = next(it)
        except StopIteration:
            return found


def summed(things):
    try:
        return sum(prices[each] for each in things)
    except KeyError:
        return "summed"


def listed(things):
    try:
        return [prices[each] for each in things]
    except KeyError:
        return "listed"


def futures(thing):
    with ThreadPoolExecutor() as pool:
        future = pool.submit(prices.__getitem__, thing)
        try:
            return future.result()
        except KeyError:
            return "future"


def by_lambda(things):
    try:
        return sorted(things, key=lambda each: prices[each])
    except KeyError:
        return "lambda"


print(asyncio.run(priced(["pen", "ink"])))
other = threading.Thread(target=work, args=["nib"])
other.start()
other.join()
print(list(numbers()), first(numbers()), sorted([{"n": 2}, {}], key=key))
print(called_by_c(["ink", "mop"]), re.sub("pot", looked_up, "pot"), last([1, 2]))
print(summed(["ink", "sum"]), listed(["ink", "cup"]), futures("fig"), by_lambda(["lam"]))
print(log)
