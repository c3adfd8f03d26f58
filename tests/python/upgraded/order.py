import time

RATE = 2


class Order:
    kind = "order"

    def __init__(self, number):
        self.number = number

    def title(self):
        return f"{self.kind} {self.number}"


def fee(days, extra=0):
    return days * RATE + extra


def remind(order, days):
    total = 0
    for day in range(days):
        time.sleep(3600)
        total += fee(1)
        print(order.title(), day)
    return total


def gone():
    return 0


order = Order(7)
print(remind(order, 2))
