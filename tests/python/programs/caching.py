"""Functions under lru_cache and singledispatch: what they call may wait."""

import functools

from stopping import stop

calls = []


@functools.lru_cache(maxsize=2)
def squared(number, plus=0):
    stop()
    calls.append((number, plus))
    stop()
    return number * number + plus


print(squared(3), squared(3), squared(4), squared(3, plus=1), squared(3, 1), squared(3))
print(calls, squared.cache_info())
squared.cache_clear()
print(squared(3), squared.cache_info())


@functools.cache
def fib(number):
    stop()
    return number if number < 2 else fib(number - 1) + fib(number - 2)


print(fib(20), fib.cache_info())


@functools.lru_cache(typed=True)
def kind(thing):
    stop()
    return type(thing).__name__


print(kind(1), kind(1.0), kind(True), kind(1), kind.cache_info())


@functools.lru_cache(maxsize=0)
def never(items):
    stop()
    return len(items)


print(never([1]), never([1, 2]), never.cache_info())


@functools.cache
def failing(text):
    stop()
    raise ValueError(text)


for _ in range(2):
    try:
        failing("no")
    except ValueError as error:
        print("failed", error, failing.cache_info())
try:
    fib([])
except TypeError as error:
    print(error)


class Shape:
    sides = 4

    @functools.lru_cache
    def corners(self, more=0):
        stop()
        return self.sides + more


shape = Shape()
print(shape.corners(), shape.corners(more=1), shape.corners(), Shape.corners.cache_info())


@functools.singledispatch
def shown(thing, *more):
    stop()
    return f"thing {more}"


@shown.register
def _(thing: int, *more):
    stop()
    return f"number {thing + 1} {more}"


@shown.register(list)
def shown_list(thing, *more):
    stop()
    return [shown(each, *more) for each in thing]


print(
    shown("a"), shown(1, 2), shown([1, "b", [2]], True), shown.dispatch(bool) is shown.dispatch(int)
)
try:
    shown()
except TypeError as error:
    print(error)


@functools.lru_cache(maxsize=4)
def fibonacci(number):
    return number if number < 2 else fibonacci(number - 1) + fibonacci(number - 2)


# What is kept may be what another call was made with.
print(fibonacci(12), fibonacci.cache_info().currsize)
