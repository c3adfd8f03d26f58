"""Abstract classes, registration, protocols checked at run time, mixins from collections.abc."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, MutableSequence, Sized
from typing import Protocol, runtime_checkable

from stopping import stop


class Shape(ABC):
    @abstractmethod
    def area(self): ...

    @property
    @abstractmethod
    def name(self): ...

    def describe(self):
        return f"{self.name} of {stop(self.area())}"


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        stop()
        return self.side**2

    @property
    def name(self):
        return "square"


class Half(Shape):
    def area(self):
        return 1


print(Square(3).describe())
for cls in (Shape, Half):
    try:
        cls()
    except TypeError:
        print("abstract", sorted(cls.__abstractmethods__))


class Lazy(Mapping):
    def __init__(self, keys):
        self._keys = keys

    def __getitem__(self, key):
        if key not in self._keys:
            raise KeyError(key)
        return stop(key) * 2

    def __iter__(self):
        return iter(self._keys)

    def __len__(self):
        return len(self._keys)


lazy = Lazy(["a", "b"])
print(
    dict(lazy),
    lazy.get("z", "none"),
    "a" in lazy,
    list(lazy.items()),
    lazy == {"a": "aa", "b": "bb"},
)


class Log(MutableSequence):
    def __init__(self):
        self.items = []

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, x):
        self.items[i] = x

    def __delitem__(self, i):
        del self.items[i]

    def __len__(self):
        return len(self.items)

    def insert(self, i, x):
        self.items.insert(i, stop(x))


log = Log()
log.extend([3, 1, 2])
log.append(1)
log.remove(3)
log.reverse()
print(log.items, log.index(2), log.count(1), log.pop(), 9 in log)


@runtime_checkable
class Closes(Protocol):
    def close(self) -> None: ...


class File:
    def close(self):
        return stop("closed")


@Shape.register
class Foreign:
    pass


print(isinstance(File(), Closes), isinstance(3, Closes), File().close())
print(issubclass(Foreign, Shape), isinstance(lazy, Sized), isinstance(iter(lazy), Iterator))


class Counting(Iterator):
    def __init__(self, n):
        self.n = n

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return stop(self.n)


print(list(Counting(3)), sum(Counting(4)))
