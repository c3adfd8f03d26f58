import collections, datetime
from stopping import stop


class NT(collections.namedtuple("NT", "x y")):
    def __new__(cls, x, *, y):
        return super().__new__(cls, x, y)


class Da(datetime.date):
    def __new__(cls, text):
        stop()
        return super().__new__(cls, *map(int, text.split("-")))


class Tu(tuple):
    def __new__(cls, a, b):
        return super().__new__(cls, (a, b))


class A:
    def __new__(cls, a):
        stop()
        return super().__new__(cls)

    def __init__(self, a):
        self.a = a


print(Tu(1, 2), Da("2026-1-2"), A(3).a)
print(NT(1, y=2))
