"""functools: lru_cache, singledispatch, partial, reduce, total_ordering, cmp_to_key, cached methods."""

import functools

from stopping import stop


@functools.lru_cache(maxsize=2)
def slow(x):
    print("work", x)
    return stop(x) * 10


print(slow(1), slow(1), slow(2), slow(3), slow(1))
print(slow.cache_info()[:4])
stop()
print(slow(1), slow.cache_info().hits)


@functools.cache
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(30))


@functools.singledispatch
def show(x):
    return f"object {x}"


@show.register
def _(x: int):
    return f"int {stop(x)}"


@show.register(list)
def _(x):
    return "list of " + ", ".join(show(item) for item in x)


print(show("s"), show(3), show([1, "a", [2]]), show(True))


class Formatter:
    @functools.singledispatchmethod
    def format(self, x):
        return "?"

    @format.register
    def _(self, x: str):
        return stop(f"<{x}>")


print(Formatter().format("t"), Formatter().format(1))


def power(base, exponent, *, offset=0):
    return stop(base**exponent) + offset


square = functools.partial(power, exponent=2, offset=1)
print(square(5), square(2, offset=0), functools.partial(square, 3)(), square.keywords)
print(functools.reduce(lambda a, b: stop(a) + [b * len(a)], range(4), []))


@functools.total_ordering
class Money:
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return self.cents == other.cents

    def __lt__(self, other):
        stop()
        return self.cents < other.cents

    def __repr__(self):
        return f"{self.cents}c"


print(sorted([Money(5), Money(1), Money(3)]), Money(1) >= Money(1), max(Money(2), Money(9)))
print(sorted("bca", key=functools.cmp_to_key(lambda a, b: stop(ord(b) - ord(a)))))


class Cell:
    def set(self, key, value):
        stop()
        return key, value

    on = functools.partialmethod(set, "on")


print(
    Cell().on(1),
    functools.reduce(lambda f, g: lambda x: g(f(x)), [lambda x: x + 1, lambda x: x * 2])(5),
)
