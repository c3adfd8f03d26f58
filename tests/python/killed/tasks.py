"""Orders that are worked on side by side: tasks that sleep, call outside, time out and are left.

A group of tasks, a queue with its workers, an asynchronous generator, a lock that is held over a
call, a task that is cancelled while it sleeps.
"""

import asyncio
import json
import os
import urllib.error
import urllib.request
from contextlib import asynccontextmanager

WORLD = os.environ["WORLD"]


def post(what, order, **more):
    body = json.dumps({"order": order, **more}).encode()
    request = urllib.request.Request(
        f"{WORLD}/{what}", body, {"Idempotency-Key": f"{what}-{order}"}
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return {"code": error.code}


@asynccontextmanager
async def paid(order, log):
    receipt = await asyncio.to_thread(post, "charge", order, cents=100)
    while "receipt" not in receipt:
        await asyncio.sleep(0.01)
        receipt = await asyncio.to_thread(post, "charge", order, cents=100)
    log.append(receipt["receipt"])
    try:
        yield receipt
    finally:
        await asyncio.sleep(0.001)
        log.append("closed")


async def work(order, lock, log):
    async with paid(order, log) as receipt:
        await asyncio.sleep(0.002 * order)
        async with lock:
            parcel = await asyncio.to_thread(post, "ship", order)
        return order, receipt["receipt"], parcel.get("parcel", parcel.get("code"))


async def numbers(count):
    for number in range(count):
        await asyncio.sleep(0.001)
        yield number


async def consumer(queue, done):
    while True:
        order = await queue.get()
        await asyncio.sleep(0.001)
        done.append(order)
        queue.task_done()


async def forgotten(log):
    try:
        await asyncio.sleep(3600)
    finally:
        log.append("let go")


async def main():
    lock = asyncio.Lock()
    logs = [[] for _ in range(5)]
    left = []
    sleeper = asyncio.create_task(forgotten(left))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work(n, lock, logs[n])) for n in range(5)]
    print([task.result() for task in tasks])
    print(logs)
    queue, done = asyncio.Queue(2), []
    workers = [asyncio.create_task(consumer(queue, done)) for _ in range(3)]
    async for number in numbers(9):
        await queue.put(number)
    await queue.join()
    print(sorted(done))
    for task in [sleeper, *workers]:
        task.cancel()
    results = await asyncio.gather(sleeper, *workers, return_exceptions=True)
    print([type(result).__name__ for result in results], left)
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(3600)
    except TimeoutError:
        print("timed out")


asyncio.run(main())
