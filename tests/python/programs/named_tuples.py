"""Named tuples and typed dictionaries: fields, defaults, methods, unpacking, `_replace`."""

from collections import namedtuple
from typing import NamedTuple, TypedDict

from stopping import stop


class Employee(NamedTuple):
    """Name and pay."""

    name: str
    pay: int = 100
    boss: "Employee | None" = None

    def chain(self):
        who = self
        while who is not None:
            yield stop(who.name)
            who = who.boss

    @property
    def yearly(self):
        return stop(self.pay) * 12

    def raised(self, by):
        return self._replace(pay=self.pay + by)


class Movie(TypedDict, total=False):
    title: str
    year: int


Pair = namedtuple("Pair", "first second", defaults=[stop(0)])

ann = Employee("Ann", 300)
bob = Employee("Bob", boss=ann)
eve = Employee("Eve", boss=bob)
stop()
print(list(eve.chain()), bob.yearly, ann.raised(5), eve.boss.boss is ann)
name, pay, boss = bob
print(name, pay, boss is ann, bob[1], len(bob), bob._asdict()["name"])
print(sorted([bob[:2], ann[:2]]), ann == ("Ann", 300, None), Employee._fields, Employee.__doc__)
print(Pair(1), Pair(1, 2)._replace(first=stop(9)), Pair._make([5, 6]), Pair(*"ab").second)
movie = Movie(title="M", year=1931)
movie["year"] += stop(1)
print(movie, type(movie) is dict, Movie.__annotations__.keys())
try:
    ann.pay = 5
except AttributeError:
    print("AttributeError")
by_pay = {e: e.pay for e in (ann, bob)}
print(by_pay[stop(Employee("Ann", 300))], Pair(1, 2) < Pair(1, 3), {Pair(1, 1), Pair(1, 1)})


class Point(namedtuple("Point", ["x", "y"])):
    __slots__ = ()

    def __add__(self, other):
        return Point(stop(self.x + other.x), self.y + other.y)


print(Point(1, 2) + Point(3, 4), isinstance(Point(1, 2), tuple))
match Point(1, stop(0)):
    case Point(x=1, y=0):
        print("matched by name")
match Pair("a", "b"):
    case (a, b):
        print("matched as sequence", a, b)
