"""Queues, events, locks, semaphores, conditions, futures: tasks that wait go on in order."""

import asyncio

from stopping import stop


async def producer(queue, items):
    for item in items:
        await queue.put(item)
        stop()
        print("put", item, end="; ")
    await queue.put(None)


async def consumer(queue):
    got = []
    while (item := await queue.get()) is not None:
        stop()
        got.append(item)
        queue.task_done()
    return got


async def queues():
    queue = asyncio.Queue(maxsize=2)
    _, got = await asyncio.gather(producer(queue, range(5)), consumer(queue))
    print(got, queue.empty(), queue.qsize())
    ranked = asyncio.PriorityQueue()
    for n in (3, 1, 2):
        ranked.put_nowait((n, stop(f"job{n}")))
    print([ranked.get_nowait()[1] for _ in range(3)], (await stack())[::-1])
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty:
        print("empty")
    work = asyncio.Queue()
    for n in range(6):
        work.put_nowait(n)
    done = []

    async def worker(name):
        while True:
            n = await work.get()
            await asyncio.sleep(0)
            done.append((name, n))
            work.task_done()

    workers = [asyncio.create_task(worker(name)) for name in "ab"]
    await work.join()
    for task in workers:
        task.cancel()
    print(done)


async def stack():
    stacked = asyncio.LifoQueue()
    for n in range(3):
        await stacked.put(n)
    return [await stacked.get() for _ in range(3)]


async def locks():
    lock, log = asyncio.Lock(), []

    async def critical(name):
        async with lock:
            log.append(f"{name}+")
            await asyncio.sleep(0)
            stop()
            log.append(f"{name}-")

    await asyncio.gather(*(critical(n) for n in "abc"))
    print(log, lock.locked())
    semaphore, running, most = asyncio.Semaphore(2), 0, 0

    async def limited():
        nonlocal running, most
        async with semaphore:
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(limited() for _ in range(5)))
    print(most, running)


async def events():
    event, log = asyncio.Event(), []

    async def waiter(n):
        await event.wait()
        stop()
        log.append(n)

    tasks = [asyncio.create_task(waiter(n)) for n in range(3)]
    await asyncio.sleep(0)
    print(log, event.is_set())
    event.set()
    await asyncio.gather(*tasks)
    print(log)
    condition = asyncio.Condition()
    ready = []

    async def waits_for_two():
        async with condition:
            await condition.wait_for(lambda: len(ready) >= 2)
            return list(ready)

    task = asyncio.create_task(waits_for_two())
    for n in range(2):
        await asyncio.sleep(0)
        async with condition:
            ready.append(stop(n))
            condition.notify_all()
    print(await task)
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(future.set_result, "from call_soon")
    print(await future, future.done())


for main in (queues, locks, events):
    asyncio.run(main())
