"""Dataclasses: defaults, order, frozen ones, inheritance, `__post_init__`, fields, replace, slots."""

from dataclasses import FrozenInstanceError, asdict, astuple, dataclass, field, fields, replace

from stopping import stop


@dataclass
class Item:
    name: str
    price: float = 1.5
    tags: list = field(default_factory=list)
    note: str = field(default="", repr=False, compare=False)

    def total(self, count):
        stop()
        return self.price * count


@dataclass(order=True)
class Version:
    major: int
    minor: int = stop(0)
    label: str = field(default="x", compare=False)


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0

    def moved(self, dx):
        return replace(self, x=self.x + stop(dx))


@dataclass
class Order(Item):
    count: int = 1
    sum: float = field(init=False)

    def __post_init__(self):
        stop()
        self.sum = self.total(self.count)


@dataclass(slots=True, kw_only=True)
class Small:
    a: int
    b: int = 2


one, two = Item("one"), Item("two", tags=["t"])
one.tags.append(stop("new"))
print(one, two, one == Item("one", tags=["new"], note="n"), one.total(3))
print(sorted([Version(1, 2), Version(1), Version(0, 9, "z")]), Version(1) < Version(1, 1))
p = Point(1)
stop()
print(p.moved(5), hash(p) == hash(Point(1)), {p: "key"}[Point(1, 0)], p)
try:
    p.x = 3
except FrozenInstanceError as error:
    print("frozen", error)
order = Order("thing", 2.0, count=4)
print(order, [f.name for f in fields(order)], asdict(order))
print(astuple(Small(a=1)), hasattr(Small(a=1), "__dict__"))
try:
    Small(1)
except TypeError:
    print("TypeError")
nested = Item("outer", tags=[Point(1), Point(2)])
print(asdict(nested)["tags"], stop(nested).tags[0] is nested.tags[0])
match order:
    case Item(name, price):
        print("matched", name, price)


def local():
    @dataclass
    class Local:
        value: int = stop(7)

        def __eq__(self, other):
            return stop(self.value == other.value)

    return Local() == Local(), Local(1) == Local(), Local().__class__.__qualname__


print(local())
