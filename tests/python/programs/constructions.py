"""Classes are called through all kinds of expressions: each gives the object, not what `__init__` gives."""

import functools
import warnings

# Python 3.13 warns of a partial that is an attribute of a class.
warnings.simplefilter("ignore", FutureWarning)


class Thing:
    def __init__(self, value=0):
        self.value = value

    def same(self):
        return type(self)(self.value + 1)

    def again(self):
        return self.__class__(self.value + 2)

    @classmethod
    def made(cls):
        return cls(3)

    @property
    def kind(self):
        return Thing


class Meta(type):
    known = {}

    def __call__(cls, *args):
        if cls not in cls.known:
            made = super().__call__(*args)
            cls.known[cls] = made
        return cls.known[cls]


class Single(metaclass=Meta):
    def __init__(self, value):
        self.value = value


class Getting:
    def __getattr__(self, name):
        if name != "thing":
            raise AttributeError(name)
        return Thing


class Giver:
    def __get__(self, instance, owner):
        return Thing


class Holder:
    kind = Thing
    part = staticmethod(functools.partial(Thing, 5))
    giver = Giver()
    single = Single

    def __init__(self):
        self.own = Thing
        self.many = {"a": Thing}

    def work(self):
        print(self.kind(1).value, self.part().value, self.giver(6).value, self.single(7).value)
        print(self.own(8).value, self.many["a"](9).value, Holder.kind(10).value)
        made = self.kind(11)
        print(made.value)


class Slotted:
    __slots__ = ("kind",)

    def __init__(self):
        self.kind = Thing


def given():
    return Thing


class Child(Thing):
    def __init__(self, value):
        print(super().__init__(value), Thing.__init__(self, value))
        init = self.first
        print(init(1))

    def first(self, value):
        initialize = super().__init__
        return initialize(value)


holder = Holder()
holder.work()
print(Thing(1).same().value, Thing(1).again().value, Thing.made().value, Thing(1).kind(4).value)
print(Getting().thing(5).value, Slotted().kind(6).value, given()(7).value)
print(Single(1) is Single(2), Single(3).value)
print((Thing if holder else None)(8).value, [Thing][0](9).value, (lambda: Thing)()(10).value)
print(Child(11).value)
print([kind(12).value for kind in (Thing, holder.kind)], holder.kind(value=13).value)
print(getattr(holder, "kind")(14).value, Thing.__call__(15).value)
made = holder.kind.__new__(holder.kind)
print(made.__init__(16), made.value)
with_new = type("New", (Thing,), {"__new__": lambda cls, *a: object.__new__(cls)})
print(with_new(17).value)
print(
    next(map(holder.kind, [18])).value, functools.reduce(lambda a, b: holder.kind(b), [1, 19]).value
)


class Chained:
    """Class methods of class methods, and of a property, which Python 3.11 and 3.12 go through."""

    @classmethod
    @classmethod
    def twice(cls):
        return cls.__name__


try:
    print(Chained.twice(), Chained().twice())
except TypeError:
    print("Chained Chained")  # Python 3.13
