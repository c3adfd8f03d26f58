from dataclasses import dataclass


@dataclass
class Order:
    number: int
    lines: list


def total(order, rate):
    prices = {"ink": 4, "pen": 2}
    found = [prices[line] for line in order.lines]
    breakpoint()
    return sum(found) * rate


order = Order(7, ["ink", "pen"])
print(total(order, 3))
