"""Cancellation: raised where a task waits, caught, ignored, cleaned up after, shielded from."""

import asyncio

from stopping import stop


async def sleeper(log, name="sleeper"):
    try:
        log.append(f"{name} begins")
        await asyncio.sleep(100)
    except asyncio.CancelledError as error:
        stop()
        log.append(f"{name} cancelled {error.args}")
        await asyncio.sleep(0)
        log.append("cleaned")
        raise
    finally:
        stop()
        log.append(f"{name} finally")


async def simple():
    log = []
    task = asyncio.create_task(sleeper(log))
    await asyncio.sleep(0)
    print(task.cancel("why"))
    try:
        await task
    except asyncio.CancelledError:
        print("awaiting it raised")
    print(task.cancelled(), task.done(), task.cancel(), log)
    unstarted = asyncio.create_task(sleeper(log, "unstarted"))
    unstarted.cancel()
    await asyncio.gather(unstarted, return_exceptions=True)
    print(unstarted.cancelled(), "unstarted begins" in log)


async def ignoring():
    async def stubborn():
        for attempt in range(3):
            try:
                await asyncio.sleep(100)
            except asyncio.CancelledError:
                stop()
                print("ignored", attempt, end="; ")
        return "survived"

    task = asyncio.create_task(stubborn())
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    print(await task, task.cancelled())


async def deep():
    log = []

    async def outer(n):
        try:
            await (outer(n - 1) if n else asyncio.sleep(100))
        finally:
            stop()
            log.append(n)

    task = asyncio.create_task(outer(3))
    await asyncio.sleep(0)
    task.cancel()
    print(await asyncio.gather(task, return_exceptions=True) != [], log)


async def shielded():
    async def important():
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        stop()
        return "kept"

    inner = asyncio.create_task(important())

    async def caller():
        try:
            return await asyncio.shield(inner)
        except asyncio.CancelledError:
            return "caller was cancelled"

    task = asyncio.create_task(caller())
    await asyncio.sleep(0)
    task.cancel()
    print(await task, inner.cancelled(), await inner)


async def together():
    log = []
    group = asyncio.gather(sleeper(log, "x"), sleeper(log, "y"))
    await asyncio.sleep(0)
    group.cancel()
    try:
        await group
    except asyncio.CancelledError:
        print("all cancelled", sorted(log))


for main in (simple, ignoring, deep, shielded, together):
    asyncio.run(main())


async def left_behind(log):
    asyncio.create_task(sleeper(log, "left"))
    await asyncio.sleep(0)
    return log


print(asyncio.run(left_behind([])))
