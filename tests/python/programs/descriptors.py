"""Descriptors, `__getattr__`, `__getattribute__`, `__setattr__`, `__slots__`."""

from stopping import stop


class Positive:
    def __init__(self, default):
        self.default = default

    def __set_name__(self, owner, name):
        self.slot = "_" + name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        stop()
        return instance.__dict__.get(self.slot, self.default)

    def __set__(self, instance, value):
        if stop(value) <= 0:
            raise ValueError(f"{self.slot[1:]} must be positive")
        instance.__dict__[self.slot] = value

    def __delete__(self, instance):
        stop()
        instance.__dict__.pop(self.slot, None)


class Order:
    count = Positive(1)
    price = Positive(10)

    def total(self):
        return self.count * self.price


order = Order()
order.count = 3
order.price += 5
print(order.total(), Order.count.default, vars(order))
try:
    order.count = -1
except ValueError as error:
    print(error)
del order.count
print(order.total())


class Once:
    def __init__(self, f):
        self.f = f

    def __get__(self, instance, owner):
        value = instance.__dict__[self.f.__name__] = stop(self.f(instance))
        return value


class Proxy:
    def __init__(self, target):
        self.__dict__["target"] = target

    def __getattr__(self, name):
        stop()
        print("getattr", name)
        return getattr(self.target, name)

    def __setattr__(self, name, value):
        print("setattr", name)
        setattr(self.target, name, stop(value))

    def __delattr__(self, name):
        print("delattr", name)
        delattr(self.target, name)

    @Once
    def once(self):
        print("once")
        return self.total() + 1


proxy = Proxy(order)
proxy.count = 7
print(
    proxy.total(),
    proxy.once,
    proxy.once,
    hasattr(proxy, "nothing"),
    getattr(proxy, "nothing", "default"),
)
del proxy.count
print(order.count)


class Watched:
    seen = []

    def __getattribute__(self, name):
        if name != "seen":
            self.seen.append(stop(name))
        return super().__getattribute__(name)

    def method(self):
        return self.value

    value = 5


print(Watched().method(), Watched.seen)


class Point:
    __slots__ = ("x", "y", "__weakref__")

    def __init__(self, x, y):
        self.x, self.y = x, stop(y)


class Named(Point):
    __slots__ = "name"


p = Named(1, 2)
p.name = "p"
print(p.x, p.y, p.name, hasattr(p, "__dict__"))
del p.y
for wrong in (lambda: p.y, lambda: setattr(p, "z", 1)):
    try:
        wrong()
    except AttributeError:
        print("AttributeError")
