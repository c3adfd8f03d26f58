"""gather, create_task, wait, as_completed: order of tasks, results, exceptions, first of several."""

import asyncio

from stopping import stop


async def worker(name, steps, log):
    for i in range(steps):
        log.append(f"{name}{i}")
        stop()
        await asyncio.sleep(0)
    if steps == 2:
        raise ValueError(name)
    return name, steps


async def gathering():
    log = []
    print(await asyncio.gather(worker("a", 1, log), worker("b", 3, log)))
    print(log)
    results = await asyncio.gather(worker("c", 2, []), worker("d", 1, []), return_exceptions=True)
    print([repr(r) for r in results])
    try:
        await asyncio.gather(worker("e", 2, []), worker("f", 5, log))
    except ValueError as error:
        print("gather raised", error)
    print(await asyncio.gather())


async def tasks():
    log = []
    one = asyncio.create_task(worker("t", 3, log), name="one")
    two = asyncio.create_task(worker("u", 1, log))
    print("made", log, one.get_name(), one.done())
    await asyncio.sleep(0)
    print("ran once", log)
    print(await two, await one, one.done(), one.result(), one.exception())
    failed = asyncio.create_task(worker("v", 2, log))
    done, pending = await asyncio.wait([failed])
    print(len(done), len(pending), repr(failed.exception()))
    called = []
    three = asyncio.create_task(worker("w", 1, log))
    three.add_done_callback(lambda t: called.append(t.result()))
    await three
    await asyncio.sleep(0)
    print(called)


async def first():
    fast = asyncio.create_task(worker("fast", 1, []))
    slow = asyncio.create_task(worker("slow", 9, []))
    done, pending = await asyncio.wait({fast, slow}, return_when=asyncio.FIRST_COMPLETED)
    print([t.result() for t in done], len(pending))
    for task in pending:
        task.cancel()
    print([type(r).__name__ for r in await asyncio.gather(*pending, return_exceptions=True)])
    order = []
    for next_done in asyncio.as_completed(
        [worker("x", 5, []), worker("y", 1, []), worker("z", 3, [])]
    ):
        order.append((await next_done)[0])
    print(order)


async def many():
    async def square(n):
        await asyncio.sleep(0)
        return stop(n) ** 2

    print(sum(await asyncio.gather(*(square(n) for n in range(50)))))


for main in (gathering, tasks, first, many):
    asyncio.run(main())
