"""Orders that are worked on by threads: an executor, a queue with its workers, locks and events."""

import json
import os
import queue
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor, as_completed

WORLD = os.environ["WORLD"]


def post(what, order, **more):
    body = json.dumps({"order": order, **more}).encode()
    headers = {"Idempotency-Key": f"{what}-{order}"}
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"{WORLD}/{what}", body, headers)
        ) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return {"code": error.code}


def charge(order):
    while True:
        answer = post("charge", order, cents=100)
        if "receipt" in answer:
            return order, answer["receipt"]
        time.sleep(0.005)


with ThreadPoolExecutor(3) as pool:
    print(list(pool.map(charge, range(4))))
    refunds = [pool.submit(post, "refund", order) for order in range(2)]
    print(sorted(future.result()["refunded"] for future in as_completed(refunds)))

jobs, lock, ready, done = queue.Queue(2), threading.Lock(), threading.Event(), {}


def ship():
    ready.wait()
    while (order := jobs.get()) is not None:
        answer = post("ship", order)
        with lock:
            time.sleep(0.002)
            done[order] = answer.get("parcel", answer.get("code"))
        jobs.task_done()


threads = [threading.Thread(target=ship, name=f"shipper {n}") for n in range(2)]
for thread in threads:
    thread.start()
ready.set()
for order in range(5):
    jobs.put(order)
jobs.join()
for _ in threads:
    jobs.put(None)
for thread in threads:
    thread.join()
print(sorted(done.items()), [thread.is_alive() for thread in threads], lock.locked())
