"""Threads, locks, events, queues and executors, with output that does not depend on timing."""

import queue
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed, wait

from stopping import stop

results = {}


def work(name, n):
    total = 0
    for i in range(n):
        stop()
        total += i
    results[name] = total


threads = [
    threading.Thread(target=work, args=(name, n), name=name) for name, n in (("a", 5), ("b", 10))
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results.items()), [t.is_alive() for t in threads], threads[0].name)

lock, counter = threading.Lock(), 0


def count(times):
    global counter
    for _ in range(times):
        with lock:
            now = counter
            stop()
            counter = now + 1


threads = [threading.Thread(target=count, kwargs={"times": 50}) for _ in range(4)]
[t.start() for t in threads]
[t.join() for t in threads]
print(counter, lock.locked())

jobs, done = queue.Queue(maxsize=2), []


def consumer():
    while (job := jobs.get()) is not None:
        done.append(job * job)
        jobs.task_done()


worker = threading.Thread(target=consumer, daemon=True)
worker.start()
for n in range(6):
    jobs.put(n)
jobs.put(None)
worker.join()
print(done, jobs.empty())

ready, value = threading.Event(), []


def waits():
    ready.wait()
    stop()
    value.append("after the event")


thread = threading.Thread(target=waits)
thread.start()
value.append("before")
ready.set()
thread.join()
print(value, ready.is_set())
with ThreadPoolExecutor(max_workers=2) as pool:
    print(list(pool.map(lambda n: stop(n) ** 2, range(6))))
    futures = {pool.submit(pow, n, 3): n for n in range(4)}
    print(sorted((futures[f], f.result()) for f in as_completed(futures)))
    failed = pool.submit(lambda: 1 / 0)
    print(type(failed.exception()).__name__, failed.done())
    finished, pending = wait([pool.submit(stop, "x")])
    print([f.result() for f in finished], len(pending))


class Local(threading.local):
    x = "unset"


local, seen = Local(), []
local.x = "main"
thread = threading.Thread(target=lambda: seen.append(local.x))
thread.start()
thread.join()
print(seen, local.x, threading.current_thread() is threading.main_thread())


class Worker(threading.Thread):
    def __init__(self, n):
        super().__init__()
        self.n, self.result = n, None

    def run(self):
        self.result = stop(self.n) * 2


workers = [Worker(n) for n in range(3)]
for w in workers:
    w.start()
for w in workers:
    w.join()
print([w.result for w in workers])
condition, items = threading.Condition(), []


def taker():
    with condition:
        condition.wait_for(lambda: len(items) == 2)
        items.append("taken")


thread = threading.Thread(target=taker)
thread.start()
for n in range(2):
    with condition:
        items.append(n)
        condition.notify()
thread.join()
print(items)

bounded = threading.BoundedSemaphore(1)
with bounded:
    print(bounded.acquire(blocking=False), bounded.acquire(timeout=0.001))
simple = queue.SimpleQueue()
for item in ([1], "two"):
    simple.put(item)
stop()
print(simple.get(), simple.qsize(), simple.get(timeout=1), simple.empty())
