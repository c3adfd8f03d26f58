import re
import time

prices = {"ink": 4, "pen": 2}


class Order:
    def __init__(self, number):
        self.number = number
        self.lines = []

    def add(self, thing):
        """Keep one."""
        self.lines.append(thing)
        return price_of(thing)


def price_of(thing):
    cost = prices[thing]
    return cost + 1


def total(order, things):
    found = 0
    for thing in things:
        found += order.add(thing)
    return found


order = Order(7)
time.sleep(1)
print(total(order, ["ink", "pen"]))
time.sleep(1)
prices["ink"] = 5
order.number = 8
print(total(order, ["ink"]), re.sub("i", lambda found: price_of("pen") * "I", "ink"))
