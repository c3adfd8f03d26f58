"""copy and pickle of instances of the program: their own hooks, shared parts, exceptions, slots."""

import copy
import pickle
from dataclasses import dataclass, field
from enum import Enum

from stopping import stop


class Kind(Enum):
    A = 1


@dataclass
class Part:
    name: str
    kind: Kind = Kind.A
    links: list = field(default_factory=list)


class Hooked:
    def __init__(self, x):
        self.x, self.cache = x, {"big": 1}

    def __getstate__(self):
        stop()
        return {"x": self.x}

    def __setstate__(self, state):
        self.x = stop(state["x"])
        self.cache = {}


class Reduced:
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return type(self), stop(self.args)


class Copied:
    def __init__(self, items):
        self.items = items

    def __copy__(self):
        return Copied(stop(self.items))

    def __deepcopy__(self, memo):
        return Copied(copy.deepcopy(stop(self.items), memo))


class Slotted:
    __slots__ = ("a", "b")


class Broken(Exception):
    def __init__(self, code, *, why):
        super().__init__(f"broken {code}")
        self.code, self.why = code, why

    def __reduce__(self):
        return rebuilt, (self.code, self.why)


def rebuilt(code, why):
    return Broken(code, why=why)


one = Part("one")
two = Part("two", links=[one, one])
one.links.append(two)
stop()
again = pickle.loads(pickle.dumps(two))
print(
    again.links[0] is again.links[1],
    again.links[0].links[0] is again,
    again.kind is Kind.A,
    again is two,
)
deep = copy.deepcopy(two)
print(deep.links[0].links[0] is deep, copy.copy(two).links is two.links)
hooked = pickle.loads(pickle.dumps(Hooked(5)))
print(
    hooked.x,
    hooked.cache,
    copy.copy(Hooked(6)).cache,
    pickle.loads(pickle.dumps(Reduced(1, 2))).args,
)
c = Copied([[1]])
print(
    copy.copy(c).items is c.items,
    copy.deepcopy(c).items == c.items,
    copy.deepcopy(c).items[0] is c.items[0],
)
s = Slotted()
s.a = stop(one)
t = copy.copy(s)
print(t.a is one, hasattr(t, "b"), pickle.loads(pickle.dumps(s)).a.name)
error = pickle.loads(pickle.dumps(Broken(3, why="test")))
stop()
print(repr(error), error.code, error.why, pickle.loads(pickle.dumps(print)) is print)
try:
    pickle.dumps(lambda: 1)
except (pickle.PicklingError, AttributeError) as error:
    print("not picklable")
print(
    pickle.loads(pickle.dumps([Part, rebuilt, Kind.A])) == [Part, rebuilt, Kind.A],
    copy.replace if False else "end",
)
