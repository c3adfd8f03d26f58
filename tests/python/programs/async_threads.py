"""to_thread, run_in_executor and calls back into the loop; asyncio.Runner; nested functions."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from stopping import stop


def blocking(x):
    stop()
    return x * 10


def failing():
    raise LookupError("in thread")


async def threads():
    print(
        await asyncio.to_thread(blocking, 4),
        await asyncio.gather(*(asyncio.to_thread(blocking, n) for n in range(4))),
    )
    try:
        await asyncio.to_thread(failing)
    except LookupError as error:
        print(error)
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(2) as pool:
        futures = [loop.run_in_executor(pool, blocking, n) for n in range(3)]
        print(await asyncio.gather(*futures))
    print(await loop.run_in_executor(None, lambda: blocking(7)))


async def counted():
    count = 0

    async def increment(times):
        nonlocal count
        for _ in range(times):
            now = count
            await asyncio.sleep(0)
            count = now + 1

    await asyncio.gather(increment(3), increment(3))
    return count


async def tree(depth):
    if depth == 0:
        return stop(1)
    left, right = await asyncio.gather(tree(depth - 1), tree(depth - 1))
    return left + right


async def pipeline():
    async def stage(source, target, f):
        while (item := await source.get()) is not None:
            await target.put(f(item))
        await target.put(None)

    a, b, c = asyncio.Queue(), asyncio.Queue(), asyncio.Queue()
    stages = [
        asyncio.create_task(stage(a, b, lambda x: x + 1)),
        asyncio.create_task(stage(b, c, lambda x: stop(x) * 2)),
    ]
    for item in (1, 2, 3, None):
        await a.put(item)
    await asyncio.gather(*stages)
    results = []
    while (item := c.get_nowait()) is not None:
        results.append(item)
    return results


async def current():
    task = asyncio.current_task()
    stop()
    return task.get_name() != "", task is asyncio.current_task(), len(asyncio.all_tasks())


for main in (threads, counted, pipeline, current):
    print(main.__name__, asyncio.run(main()))
print(asyncio.run(tree(4)))
with asyncio.Runner() as runner:
    print(runner.run(counted()), runner.run(tree(2)))
try:
    asyncio.run(threads)
except ValueError as error:
    print("ValueError")
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print(error)
