"""Orders that are charged and shipped by what functions of C's and libraries' call."""

import functools
import json
import re
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field

import far


@dataclass(order=False)
class Order:
    number: int
    history: list = field(default_factory=list)

    @property
    def receipt(self):
        return post("charge", self, cents=100 * self.number)["receipt"]

    def __lt__(self, other):
        return post("ship", self)["parcel"] < post("ship", other)["parcel"]

    def __format__(self, spec):
        self.history.append(self.receipt)
        return f"{self.number}:{self.history[-1]}"


def post(what, order, **more):
    order.history.append(what)
    key = f"{what}-{order.number}-{len(order.history)}"
    return far.post(what, key, {"order": order.number, **more})


@contextmanager
def paid(order):
    yield post("charge", order, cents=1)
    post("refund", order)


@functools.lru_cache
def shipped(number):
    return post("ship", orders[number])["parcel"]


orders = [Order(number) for number in (1, 2, 5)]
same = orders[0]
print(re.sub("[0-9]", lambda found: shipped(int(found.group())), "0 1 2 0"))
print(f"{orders[0]} {orders[1]}")
print(json.dumps(orders, default=lambda order: order.receipt))
moments = []
for order in orders:
    with paid(order) as receipt:
        moments.append((time.time(), uuid.uuid4()))
        print(receipt, shipped(orders.index(order)))
print([order.number for order in sorted(orders, reverse=True)], moments == sorted(moments))
print([order.history for order in orders], same is orders[0], shipped.cache_info())
