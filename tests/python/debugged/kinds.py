class Order:
    count = 4

    def add(self, number):
        def inner(x):
            y = x
            return y

        return inner(number)

    @classmethod
    def make(cls):
        made = cls()
        return made

    @staticmethod
    def rate(x):
        z = x
        return z

    @property
    def total(self):
        t = 1
        return t

    class Line:
        def price(self):
            p = 1
            return p


double = lambda x: x + 1  # noqa: E731
if True:

    def cond(x):
        return x


def documented():
    """Nothing."""


order = Order.make()
print(order.add(1), Order.rate(2), order.total, double(1), cond(5), Order.Line().price())
documented()
