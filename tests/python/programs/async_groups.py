"""TaskGroup and timeouts: results, a failure that cancels the rest, groups in groups."""

import asyncio

from stopping import stop

log = []


async def step(name, rounds, fail=False):
    try:
        for _ in range(rounds):
            await asyncio.sleep(0)
            stop()
        if fail:
            raise ValueError(name)
        return name
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        raise
    finally:
        stop()
        log.append(f"{name} ends")


async def works():
    async with asyncio.TaskGroup() as group:
        one = group.create_task(step("one", 2))
        two = group.create_task(step("two", 1))
        stop()
        log.append("body ends")
    print(one.result(), two.result(), log)
    log.clear()


async def fails():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(step("bad", 1, fail=True))
            group.create_task(step("long", 50))
            await asyncio.sleep(0)
    except* ValueError as errors:
        print("group raised", [str(e) for e in errors.exceptions])
    print(log)
    log.clear()


async def nested():
    async def inner(n):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(step(f"{n}{i}", 1)) for i in range(2)]
        return [t.result() for t in tasks]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(inner(n)) for n in "ab"]
    print([t.result() for t in tasks])
    log.clear()


async def body_fails():
    try:
        async with asyncio.TaskGroup() as group:
            task = group.create_task(step("child", 50))
            await asyncio.sleep(0)
            raise KeyError("body")
    except* KeyError:
        print("body failed", task.cancelled(), log)
    log.clear()


async def timeouts():
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(10)
    except TimeoutError:
        print("timed out")
    async with asyncio.timeout(10) as limit:
        await asyncio.sleep(0)
    print("in time", limit.expired())
    try:
        await asyncio.wait_for(asyncio.sleep(10), timeout=0.01)
    except TimeoutError:
        print("wait_for timed out")
    print(await asyncio.wait_for(step("quick", 1), timeout=10))
    async with asyncio.timeout(None):
        stop()
    try:
        async with asyncio.timeout(10):
            async with asyncio.timeout(0.01):
                await asyncio.sleep(10)
    except TimeoutError:
        print("inner timed out")


for main in (works, fails, nested, body_fails, timeouts):
    asyncio.run(main())
