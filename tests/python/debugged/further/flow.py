import asyncio, time
from concurrent.futures import ThreadPoolExecutor
import helper


def job(x):
    time.sleep(1)
    return helper.look(x)


async def child(x):
    await asyncio.sleep(1)
    return helper.look(x)


async def grouped():
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child("g"))
            g.create_task(asyncio.sleep(100))
    except* KeyError as e:
        group = "group"
    return group


async def timed():
    try:
        async with asyncio.timeout(1):
            await asyncio.sleep(50)
    except TimeoutError:
        return "timed"


def main(n):
    with ThreadPoolExecutor() as pool:
        f = pool.submit(job, "pool")
        try:
            f.result()
        except KeyError as e:
            found = [str(e)]
    found.append(asyncio.run(grouped()) or "g")
    found.append(asyncio.run(timed()))
    try:
        import broken
    except ZeroDivisionError:
        found.append("broken")
    try:
        exec("{}['text']")
    except KeyError:
        found.append("text")

    class Odd(Exception):
        def __str__(self):
            time.sleep(1)
            return "odd"

    try:
        raise Odd
    except Odd as e:
        found.append(str(e))
    return found
