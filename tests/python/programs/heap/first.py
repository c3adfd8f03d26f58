"""Objects of the usual kinds, and what holds for them before and after they are stored."""

import abc
import enum
import json
import traceback
import typing
from dataclasses import dataclass, field


def counter(n):
    def step(by, times=1, *, log=[]):
        nonlocal n
        n += by * times
        log.append(n)
        return n

    def value():
        return n, step

    return step, value


step, value = counter(10)
step(1)
step.note = {"me": step}


def test_closures_share_their_cells():
    assert value()[0] == 11
    assert step(5, 2) == 21
    assert value() == (21, step)
    assert step.__kwdefaults__["log"] == [11, 21]
    assert step.note["me"] is step
    assert value()[1] is step
    assert step.__globals__ is globals()


class Account:
    """Something that somebody owns."""

    everybody = []

    def __init__(self, owner):
        self.owner = owner
        Account.everybody.append(self)

    def describe(self):
        return f"account of {self.owner}"

    @property
    def first(self):
        return self.owner[0]

    @classmethod
    def count(cls):
        return cls, len(cls.everybody)

    @staticmethod
    def constant():
        return 5


class Special(Account):
    __slots__ = ("friend",)

    def __init__(self, owner):
        super().__init__(owner)
        self.friend = self


ann, bob = Account("Ann"), Special("Bob")
describe = ann.describe


def test_classes_and_their_instances():
    assert Account.everybody == [ann, bob]
    assert bob.friend is bob
    assert describe() == "account of Ann"
    assert describe.__self__ is ann
    assert ann.first == "A"
    assert Special.count() == (Special, 2)
    assert Account.constant() == 5
    assert Account.__doc__ == "Something that somebody owns."
    assert Special("Eve").friend.owner == "Eve"
    assert Account.__subclasses__() == [Special]


class Base:
    partner = None


class Other:
    partner = Base

    class Inner:
        pass


Base.partner = Other
Other.Inner.outer = Other


def test_classes_that_refer_to_each_other():
    assert Base.partner.partner is Base
    assert Other.Inner.outer.Inner is Other.Inner


class Color(enum.Enum):
    RED = 1
    BLUE = enum.auto()

    @property
    def other(self):
        return Color.BLUE if self is Color.RED else Color.RED


class Permission(enum.IntFlag):
    READ = 1
    WRITE = 2


red, both = Color.RED, Permission.READ | Permission.WRITE


def test_enums():
    assert red is Color.RED
    assert red.other is Color.BLUE
    assert Color(2) is Color.BLUE
    assert both is Permission(3)
    assert list(Permission) == [Permission.READ, Permission.WRITE]


@dataclass(order=True)
class Order:
    id: int
    items: list = field(default_factory=list)
    state: str = "new"


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


@dataclass(slots=True)
class Slotted:
    x: int
    y: int = 0


order, point, places = Order(1, ["a"]), Point(1), {Point(1, 2): "here"}
slotted = Slotted(1)


def test_dataclasses():
    assert order == Order(1, ["a"], "new")
    assert order < Order(2)
    assert hash(point) == hash(Point(1))
    assert places[Point(1, 2)] == "here"
    assert slotted == Slotted(1, 0)
    assert type(slotted) is Slotted


class Pair(typing.NamedTuple):
    left: int
    right: str = "r"

    def both(self):
        return self.left, self.right


class Options(typing.TypedDict, total=False):
    depth: int


pair, options = Pair(1), Options(depth=2)


def test_named_tuples_and_typed_dicts():
    assert pair == (1, "r")
    assert type(pair) is Pair
    assert Pair._field_defaults == {"right": "r"}
    assert pair._replace(left=2).both() == (2, "r")
    assert options == {"depth": 2}
    assert Options.__optional_keys__ == {"depth"}


class Shape(abc.ABC):
    @abc.abstractmethod
    def area(self): ...


class Square(Shape):
    def area(self):
        return 4


Shape.register(complex)


def test_abstract_classes():
    assert Square().area() == 4
    assert isinstance(1j, Shape)
    try:
        Shape()
    except TypeError:
        pass
    else:
        raise AssertionError


class Meta(type):
    made = []

    def __new__(meta, name, bases, namespace, size=None):
        cls = super().__new__(meta, name, bases, namespace)
        cls.size = size
        Meta.made.append(cls)
        return cls

    def __init__(cls, name, bases, namespace, size=None):
        super().__init__(name, bases, namespace)

    def double(cls):
        return cls.size * 2


class Sized(metaclass=Meta, size=5):
    pass


class Plugin:
    known = []

    def __init_subclass__(cls, tag=None, **keywords):
        super().__init_subclass__(**keywords)
        cls.tag = tag
        Plugin.known.append(cls)


class First(Plugin, tag=1):
    pass


class Second(Plugin, tag=2):
    pass


def test_hooks_of_the_program_do_not_run_again():
    assert Meta.made == [Sized]
    assert Sized.double() == 10
    assert Plugin.known == [First, Second]
    assert (First.tag, Second.tag) == (1, 2)

    class Third(Plugin, tag=3):
        pass

    assert Plugin.known == [First, Second, Third]


T = typing.TypeVar("T")


class Stack(typing.Generic[T]):
    def __init__(self):
        self.items: list[T] = []


stack = Stack[int]()


def test_generic_classes():
    assert type(stack) is Stack
    assert Stack[int].__args__ == (int,)
    assert Stack.__parameters__ == (T,)


class Declined(Exception):
    def __init__(self, order, *, code):
        super().__init__(f"declined {order}")
        self.code = code


try:
    try:
        json.loads("{")
    except ValueError as parsing:
        raise Declined(7, code=3) from parsing
except Declined as raised:
    raised.add_note("a note")
    error = raised


def test_exceptions():
    assert error.args == ("declined 7",)
    assert error.code == 3
    assert error.__notes__ == ["a note"]
    assert type(error.__cause__) is json.JSONDecodeError
    assert error.__cause__ is error.__context__
    assert error.__cause__.pos == 1
    text = "".join(traceback.format_exception(error))
    assert "in raw_decode" in text
    assert "The above exception was the direct cause" in text
    assert text.endswith("Declined: declined 7\na note\n")


numbers = {"one": 1}
keys, values, items = numbers.keys(), numbers.values(), numbers.items()


def test_views():
    numbers["two"] = 2
    assert list(keys) == ["one", "two"]
    assert list(values) == [1, 2]
    assert ("two", 2) in items
