"""Queues, locks, barriers, conditions and timeouts of asyncio stand half-way where the program stops."""

import asyncio, queue
from stopping import stop


class Mine(asyncio.PriorityQueue):
    def __init__(self, *more):
        super().__init__(*more)
        self.seen = []

    def _put(self, item):
        self.seen.append(item)
        super()._put(item)


async def main():
    q, lifo, sem, bound = (
        Mine(),
        asyncio.LifoQueue(3),
        asyncio.Semaphore(2),
        asyncio.BoundedSemaphore(1),
    )
    lock, cond, event, barrier = (
        asyncio.Lock(),
        asyncio.Condition(),
        asyncio.Event(),
        asyncio.Barrier(2),
    )
    stop()
    await q.put(3)
    q.put_nowait(1)
    lifo.put_nowait("a")
    stop()
    print(q.qsize(), q.get_nowait(), await q.get(), q.seen, lifo.get_nowait())
    q.task_done()
    q.task_done()
    stop()
    await q.join()
    getter = asyncio.create_task(lifo.get())
    await asyncio.sleep(0)
    stop()
    await lifo.put("b")
    print(await getter)
    async with lock, sem:
        stop()
        print(lock.locked(), sem.locked())

    async def meet():
        async with barrier as n:
            stop()
            return n

    async def wait():
        async with cond:
            await cond.wait()
            stop()
            return "notified"

    w = asyncio.create_task(wait())
    await asyncio.sleep(0)
    stop()
    async with cond:
        cond.notify()
    print(await w, sorted(await asyncio.gather(meet(), meet())))
    await bound.acquire()
    stop()
    bound.release()
    try:
        bound.release()
    except ValueError as error:
        print(error)
    t = asyncio.create_task(event.wait())
    await asyncio.sleep(0)
    stop()
    event.set()
    print(await t)
    f = asyncio.get_running_loop().create_future()
    stop()
    f.set_result(4)
    stop()
    print(await f, f.done())
    try:
        async with asyncio.timeout(30) as t:
            stop()
            t.reschedule(asyncio.get_running_loop().time() - 1)
            stop()
            await asyncio.sleep(1)
    except TimeoutError:
        print("timeout", t.expired())
    async with asyncio.TaskGroup() as g:
        a = g.create_task(meet())
        stop()
        b = g.create_task(meet())
        stop()
    print(sorted([a.result(), b.result()]))
    print([await x for x in asyncio.as_completed([asyncio.sleep(0, 1), asyncio.sleep(0, 1)])])


asyncio.run(main())
plain, last, first = queue.Queue(2), queue.LifoQueue(), queue.PriorityQueue()
stop()
plain.put(1)
plain.put_nowait(2)
stop()
print(plain.full(), plain.get_nowait(), plain.get(), plain.empty())
last.put(1)
stop()
last.put(2)
print(last.get(), last.get_nowait())
first.put_nowait(2)
stop()
first.put(1)
print(first.get(), first.qsize())
