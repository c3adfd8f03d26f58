"""What runs when a class is made runs once: also by a call of its metaclass, and over loads."""

log = []


class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kw):
        log.append("prepare")
        space = {"prepared": 1}
        return space

    def __new__(mcs, name, bases, space, **kw):
        log.append("new")
        made = super().__new__(mcs, name, bases, dict(space))
        made.tag = name
        return made

    def __init__(cls, name, bases, space, **kw):
        log.append("init")
        super().__init__(name, bases, space)
        cls.inited = True


class Field:
    def __set_name__(self, owner, name):
        log.append("set_name")
        self.name = name
        x = 1


class Base(metaclass=Meta):
    def __init_subclass__(cls, **kw):
        log.append("init_subclass")
        super().__init_subclass__()
        cls.sub = True


class A(Base, flag=1):
    field = Field()

    def f(self):
        return __class__


def local():
    class B(Base):
        field = Field()

    return B


print(
    A.inited, A.tag, A.sub, A.prepared, A.field.name, A().f() is A, [c.__name__ for c in A.__mro__]
)
B = local()
print(B.inited, B.tag, B.sub, B.prepared, B.field.name)
C = Meta("C", (Base,), {"field": Field()})
print(C.inited, C.tag, C.sub, C.field.name)
C.__bases__ = (A,)
print(C.field.name)
print(log)
import functools


@functools.total_ordering
class Ordered:
    def __init__(self, v):
        self.v = v

    def __eq__(self, o):
        return self.v == o.v

    def __lt__(self, o):
        x = self.v
        return x < o.v


print(Ordered(1) >= Ordered(2), Ordered(3) > Ordered(2))
