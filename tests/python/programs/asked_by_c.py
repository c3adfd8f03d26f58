"""What C calls within functions that Perdure has in place of Python's."""

import functools
import itertools
import threading

from stopping import stop


class It:
    def __init__(self, *xs):
        self.xs = xs

    def __iter__(self):
        stop()
        found = iter(self.xs)
        stop()
        return found


print([(k, list(g)) for k, g in itertools.groupby(It(1, 1, 2))])
print(
    list(itertools.takewhile(lambda x: x < 2, It(1, 2))),
    list(itertools.dropwhile(lambda x: x < 2, It(1, 2))),
    list(itertools.starmap(max, It((1, 2)))),
)
print(
    functools.reduce(max, It(1, 3)),
    list(itertools.accumulate(It(1, 2))),
    list(itertools.islice(It(1, 2, 3), 2)),
    list(itertools.chain(It(1), It(2))),
    list(itertools.chain.from_iterable(It(It(1), It(2)))),
)


class Key:
    def __init__(self, v):
        self.v = v

    def __hash__(self):
        stop()
        return hash(self.v)

    def __eq__(self, o):
        stop()
        return self.v == o.v

    def __lt__(self, o):
        stop()
        return self.v < o.v

    def __repr__(self):
        stop()
        return f"K{self.v}"

    def __len__(self):
        stop()
        return 7

    def __bool__(self):
        stop()
        return self.v > 0

    def __index__(self):
        stop()
        return self.v

    def __call__(self, *a):
        stop()
        return ("called", a)


class Svc:
    def __hash__(self):
        stop()
        return 3

    def __eq__(self, o):
        stop()
        return True

    @functools.lru_cache(maxsize=2)
    def m(self, k):
        print("miss", k)
        return k * 2

    @functools.cache
    def n(self, *, k):
        print("missn", k)
        return k * 3


s = Svc()
print(
    [s.m(k) for k in (1, 2, 1, 3, 2)],
    Svc.m.cache_info(),
    [s.n(k=k) for k in (1, 1)],
    Svc.n.cache_info(),
)


@functools.lru_cache(typed=True)
def f(k):
    print("f", k)
    return k.v


print(f(Key(5)), f(Key(5)), f(Key(-1)), f.cache_info(), Svc.m.cache_clear())


@functools.lru_cache
def bad(k):
    print("bad")
    raise ValueError(k)


for i in range(2):
    try:
        bad(Key(1))
    except ValueError as e:
        print(e)


class Meta(type):
    def __subclasscheck__(cls, c):
        stop()
        return type.__subclasscheck__(cls, c)

    def __instancecheck__(cls, o):
        stop()
        return type.__instancecheck__(cls, o)


class X(metaclass=Meta):
    pass


@functools.singledispatch
def sd(a):
    return "any"


@sd.register
def _(a: X):
    return stop("X")


print(sd(X()), sd(1), isinstance(1, (str, X)))


class Named:
    @property
    def __name__(self):
        stop()
        return "nm"

    def __call__(self):
        stop()
        print("ran")


t = threading.Thread(target=Named())
t.start()
t.join()
print(t.name)
