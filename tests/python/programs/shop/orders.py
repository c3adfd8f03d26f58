"""Orders."""

from stopping import stop

from . import NAME
from .prices import price

placed = []


class Order:
    def __init__(self, name, count):
        self.name, self.count = name, stop(count)
        self.total = price(name) * count

    def __repr__(self):
        return f"Order({self.name}, {self.count}, {self.total}, {NAME})"


def place(name, count):
    stop()
    order = Order(name, count)
    placed.append(order)
    return order


def count():
    return len(placed)
