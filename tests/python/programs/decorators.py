"""Decorators: plain, with arguments, classes, stacked, on methods and classes; order of evaluation."""

import functools
from dataclasses import dataclass

from stopping import stop


def traced(f):
    print("decorate", f.__name__)

    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        stop()
        result = f(*args, **kwargs)
        print(f"{f.__name__}{args} -> {result}")
        return result

    return wrapper


def times(n):
    print("times", n)

    def decorate(f):
        @functools.wraps(f)
        def wrapper(*args):
            return [f(*args) for _ in range(stop(n))]

        return wrapper

    return decorate


class Counted:
    def __init__(self, f):
        functools.update_wrapper(self, f)
        self.f, self.calls = f, 0

    def __call__(self, *args):
        self.calls += 1
        return self.f(*args)

    def __get__(self, instance, owner):
        return self if instance is None else functools.partial(self, instance)


@traced
def add(a, b=1):
    """Add."""
    return stop(a + b)


@times(2)
@traced
@times(stop(3))
def one():
    return 1


@Counted
def counted(x):
    stop()
    return x * 2


class Service:
    def __repr__(self):
        return "<service>"

    @traced
    def method(self, x):
        return x + 1

    @Counted
    def often(self, x):
        return stop(x)

    @staticmethod
    @traced
    def static(x):
        return -x

    @classmethod
    @times(2)
    def make(cls):
        return cls.__name__


print(add(1), add(2, b=3), add.__name__, add.__doc__, add.__wrapped__(5))
print(one(), counted(4), counted(5), counted.calls)
service = Service()
print(
    service.method(1),
    service.often(7),
    service.often(8),
    Service.often.calls,
    Service.static(2),
    Service.make(),
)


def adding(**attributes):
    def decorate(cls):
        for name, value in attributes.items():
            setattr(cls, name, value)
        return stop(cls)

    return decorate


@adding(color="red")
@lambda cls: (print("class", cls.__name__), cls)[1]
class Thing:
    size = 1


print(Thing.color, Thing.size)
registry = {}


def register(name):
    return lambda f: registry.setdefault(name, f)


@register("hello")
def greet(name):
    return stop(f"hello {name}")


print(registry["hello"]("you"), greet is registry["hello"])


def retry(f):
    def attempt(*args):
        for left in (2, 1, 0):
            try:
                return f(left, *args)
            except ValueError as error:
                stop()
                print("again after", error)
        return "gave up"

    return attempt


@retry
def flaky(left, enough):
    if left > enough:
        raise ValueError(left)
    return "done", left


print(flaky(1), flaky(-1))


def refusing(thing):
    raise ValueError(thing.__name__)


def seeing(thing):
    print(thing.__name__, thing.__name__ in globals())
    return thing


@seeing
@seeing
class Later:
    pass


@seeing
async def later():
    pass


try:

    @refusing
    class Refused:
        pass

except ValueError as error:
    print(error, "Refused" in globals())


def refused_inside():
    try:

        @refusing
        def inner():
            pass

    except ValueError:
        try:
            print(inner)
        except UnboundLocalError as error:
            print(error)


refused_inside()

try:

    @dataclass
    class Wrong:
        a: int = 1
        b: int

except TypeError:
    print("Wrong" in globals())
