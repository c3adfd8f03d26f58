"""Partials of functions, methods and classes that wait."""

from functools import partial

from stopping import stop


class Order:
    def __init__(self, number, *more, **named):
        self.number = stop(number)
        self.more, self.named = more, named

    def paid(self, cents, currency="EUR"):
        stop()
        return f"{self.number}: {cents} {currency}"


def add(a, b, *, c=0):
    stop()
    return a + b + c


def numbers(start, end):
    for number in range(start, end):
        stop()
        yield number


one = partial(add, 1)
both = partial(one, 2, c=10)
print(one(5), one(5, c=1), both(), both(c=3))
make = partial(Order, 7, key="k")
order = make("x")
print(type(order).__name__, order.number, order.more, order.named, make(key="j").named)
pay = partial(order.paid, currency="SEK")
print(pay(5), pay(6, currency="USD"))
print(list(partial(numbers, 2)(5)), len(list(map(partial(add, b=2), [1, 2]))))
table = {"add": partial(add, 3), "order": partial(Order, 8)}
print(table["add"](4), table["order"]().number)
try:
    one()
except TypeError as error:
    print(error)
print(both.func is add, both.args, both.keywords)
