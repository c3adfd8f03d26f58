"""A call looks up its function, then its arguments in order, starred ones and keywords too."""

from stopping import stop


def say(x):
    print("say", x)
    return stop(x)


def show(*args, **kwargs):
    print("show", args, kwargs)
    return show


def function(name):
    print("function", name)
    return show


function("f")(say(1), *[say(2), say(3)], say(4), *(say(5),), k=say(6), **{"m": say(7)}, n=say(8))(
    say(9)
)

name = "old"


class Changing:
    def method(self, x):
        return "old method", x


def change(x):
    Changing.method = lambda self, x: ("new method", x)
    return stop(x)


one = Changing()
print(one.method(change(1)))
print(one.method(change(2)))


def target(x):
    return "old target", x


def rebind():
    global target

    def target(x):
        return "new target", x

    return stop(3)


print(target(rebind()))
print(target(rebind()))


def f(a, b=say("default b"), *args, c=say("default c"), **kwargs):
    return a, b, args, c, kwargs


print(f(1), f(1, 2, 3, 4, c=5, d=6))
for wrong in (
    lambda: f(),
    lambda: f(1, a=2),
    lambda: f(**{"a": 1}, **{"a": 2}),
    lambda: len(1, 2),
    lambda: f(*5),
):
    try:
        wrong()
    except TypeError:
        print("TypeError")
print(sorted([say(3), say(1), say(2)], key=lambda x: stop(-x), reverse=say(False)))
