"""Metaclasses: preparation, creation, calls of classes, `__init_subclass__`, `__set_name__`."""

from stopping import stop


class Registry(type):
    known = {}

    @classmethod
    def __prepare__(meta, name, bases, **kwargs):
        print("prepare", name, [b.__name__ for b in bases], kwargs)
        return {"prepared": True}

    def __new__(meta, name, bases, namespace, tag=None):
        stop()
        made = super().__new__(meta, name, bases, namespace)
        made.tag = tag
        meta.known[name] = made
        return made

    def __init__(cls, name, bases, namespace, **kwargs):
        print("init", name, kwargs)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        stop()
        instance = super().__call__(*args)
        instance.called_by = cls.tag
        return instance

    def __getitem__(cls, item):
        return cls.__name__, stop(item)

    def __contains__(cls, x):
        return x == cls.tag

    def __iter__(cls):
        return iter(("a", stop("b")))

    @property
    def upper(cls):
        return cls.__name__.upper()


class Model(metaclass=Registry):
    def __init__(self, x=0):
        self.x = x


class Special(Model, tag="special"):
    pass


one = Special(5)
print(one.x, one.called_by, one.prepared, Special.tag, Model.tag, sorted(Registry.known))
print(Special["k"], "special" in Special, list(Special), Special.upper, type(Special).__name__)


class Field:
    def __set_name__(self, owner, name):
        stop()
        print("set name", owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner):
        return self if instance is None else instance.__dict__.get(self.name, "unset")


class Plugin:
    made = []

    def __init_subclass__(cls, /, priority=0, **kwargs):
        super().__init_subclass__(**kwargs)
        stop()
        cls.priority = priority
        Plugin.made.append(cls.__name__)


class First(Plugin, priority=3):
    title = Field()


class Second(First):
    name = Field()


print(Plugin.made, First.priority, Second.priority, Second().title, First.title.name)
Made = type("Made", (First,), {"v": stop(1), "f": lambda self: self.v + 1}, priority=9)
print(Made().f(), Made.priority, Made.__module__, Plugin.made)


def base():
    print("base asked")
    return stop(First)


class Computed(base(), priority=stop(4)):
    pass


print(Computed.__mro__[1].__name__, Computed.priority)
