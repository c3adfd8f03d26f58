"""`yield from`: values pass through, sent and thrown ones arrive within, results come back."""

from stopping import stop


def inner(name):
    received = []
    while True:
        try:
            value = yield (name, len(received))
        except ValueError as error:
            stop()
            received.append(f"caught {error}")
            continue
        finally:
            stop()
        if value == "end":
            return received
        received.append(value)


def outer():
    stop()
    first = yield from inner("a")
    print("first gave", first)
    second = yield from inner("b")
    stop()
    third = yield from [10, 20]
    return first, second, third


def outermost():
    result = yield from outer()
    print("outer gave", result)
    yield "last"


g = outermost()
print(next(g), g.send("x"), g.throw(ValueError("v")), stop(g.send("y")))
print(g.send("end"), g.send("z"), g.send("end"), next(g))
stop()
print(next(g))
print(next(g, "exhausted"))


def tree(low, high):
    if low < high:
        middle = (low + high) // 2
        yield from tree(low, middle)
        yield stop(middle)
        yield from tree(middle + 1, high)


print(list(tree(0, 9)))


def cleanup(log):
    try:
        yield from inner("c")
    finally:
        stop()
        log.append("outer cleaned")


log = []
g = cleanup(log)
next(g)
g.send(1)
g.close()
print(log)
g = cleanup(log)
next(g)
try:
    g.throw(KeyError("through"))
except KeyError as error:
    print("through", error, log)


def flatten(x):
    if isinstance(x, list):
        for item in x:
            yield from flatten(item)
    else:
        yield stop(x)


print(list(flatten([1, [2, [3, [], [4]], 5], [[6]]])))


class Countdown:
    def __iter__(self):
        return iter(())

    def __init__(self):
        self.sent = []


def lazily():
    result = yield from Countdown()
    yield result


print(list(lazily()))
