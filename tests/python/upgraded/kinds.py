# mypy: ignore-errors
"""Classes that say how they are compared, hashed, subscripted and made; edited while it sleeps."""

import time
from abc import ABC, abstractmethod


class Key:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return isinstance(other, Key) and self.number == other.number

    def __hash__(self):
        return hash(self.number)


class Plain:
    pass


class Compared:
    def __eq__(self, other):
        return True


class Meta(type):
    def __eq__(cls, other):
        return isinstance(other, Meta) and cls.__name__ == other.__name__

    def __hash__(cls):
        return hash(cls.__name__)

    def __getattr__(cls, name):
        return f"no {name}"


class Registered(metaclass=Meta):
    limit = 3

    def told(self):
        return "first"


class Shape(ABC):
    kind = "shape"

    @abstractmethod
    def area(self): ...


class Square(Shape):
    def area(self):
        return 9


def hashed(thing):
    try:
        return hash(thing) is not None
    except TypeError as error:
        return str(error)


keys = {Key(1): "one", Key(2): "two"}
members = {Key(3), Key(4)}
registry = {Registered: "registered"}
one, compared, square = Plain(), Compared(), Square()
time.sleep(3600)
print(keys[Key(1)], Key(4) in members, Key(11) in keys, len(keys))
print(one == Plain(), hashed(one), compared == 3, hashed(compared))
print(hasattr(Plain, "__class_getitem__") and Plain[int])
print(registry[Registered], Registered.missing, Registered.limit, Registered().told())
print(square.kind, square.area())


class Later(Plain):
    pass


print(vars(Later).get("seen"), vars(Later()))
