"""Orders that are held, charged and shipped, with what a killed program has to keep.

A generator half-way in the main loop, `with` blocks, handlers that retry, an object in two places,
a closure that counts, random numbers and the time of day.
"""

import functools
import json
import os
import random
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field

WORLD = os.environ["WORLD"]


@dataclass
class Order:
    number: int
    history: list = field(default_factory=list)


class Refused(Exception):
    pass


def post(what, order, **more):
    body = json.dumps({"order": order.number, **more}).encode()
    key = f"{what}-{order.number}"
    request = urllib.request.Request(f"{WORLD}/{what}", body, {"Idempotency-Key": key})
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


def retrying(times):
    def decorate(function):
        @functools.wraps(function)
        def attempt(*arguments, **more):
            for left in range(times, 0, -1):
                try:
                    return function(*arguments, **more)
                except urllib.error.HTTPError as error:
                    if error.code < 500 or left == 1:
                        raise Refused(error.code) from error
                    time.sleep(0.01)
            return None

        return attempt

    return decorate


class Paid:
    """Money is taken while an order is worked on, and given back where that fails."""

    def __init__(self, order):
        self.order = order

    def __enter__(self):
        self.receipt = charge(self.order)
        return self

    def __exit__(self, kind, error, traceback):
        if kind is not None:
            post("refund", self.order)
            self.order.history.append("refunded")
        return kind is Refused


@retrying(4)
def charge(order):
    return post("charge", order, cents=100 + order.number)["receipt"]


@retrying(4)
def ship(order):
    return post("ship", order)["parcel"]


def counter():
    count = 0

    def next_one():
        nonlocal count
        count += 1
        return count

    return next_one


def work(orders):
    for order in orders:
        time.sleep(0.005)
        with Paid(order) as paid:
            order.history.append(paid.receipt)
            order.history.append(ship(order))
        yield order


count = counter()
luck = random.Random(7)
began = time.monotonic()
orders = [Order(number) for number in range(1, int(os.environ.get("ORDERS", "6")) + 1)]
first = orders[0]
for order in work(iter(orders)):
    print(count(), order.number, order.history, order is orders[order.number - 1], luck.random())
print(first is orders[0], sum(len(order.history) for order in orders), time.monotonic() >= began)
