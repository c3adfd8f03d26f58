import time
from dataclasses import dataclass


@dataclass
class Order:
    number: int
    lines: list


log = []


def price(line, rate, note=None):
    try:
        time.sleep(3600)
        return len(line) * rate
    finally:
        log.append(line)


def total(order, rate=1, *others, tax=0, **more):
    found = [0]

    def add(price):
        nonlocal tax
        tax += 1
        found.append(price)

    for line in order.lines:
        add(price(line, rate))
    return found, order, tax, others, more


def numbers():
    for number in range(3):
        time.sleep(60)
        yield number


order = Order(7, ["ink", "cap"])
same = order
found, given, *rest = total(order, 3, "a", tax=5, of=1)
print(found, given is same, same.number, rest, log)
print(sum(numbers()))
