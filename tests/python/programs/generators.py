"""Generators: send, throw, close, return values, and state between other work."""

from stopping import stop


def averager():
    total, count, average = 0, 0, None
    while True:
        try:
            value = yield average
        except KeyError as error:
            stop()
            print("thrown in", error)
            total = count = 0
            average = "reset"
            continue
        if value is None:
            stop()
            return "sum", total
        total += stop(value)
        count += 1
        average = total / count


g = averager()
print(next(g), g.send(10), g.send(20))
stop()
print(g.throw(KeyError("k")), g.send(3))
try:
    g.send(None)
except StopIteration as end:
    print("returned", end.value)
print(next(g, "exhausted"))


def closing(log):
    try:
        stop()
        yield 1
        yield 2
    except GeneratorExit:
        log.append("exit")
        raise
    finally:
        stop()
        log.append("finally")


log = []
g = closing(log)
next(g)
g.close()
print(log, list(g))
g = closing(log)
g.close()
print(log)


def stubborn():
    while True:
        try:
            yield 1
        except GeneratorExit:
            yield "ignored"


g = stubborn()
next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)


def leaks():
    yield 1
    raise StopIteration("leak")


g = leaks()
print(next(g))
try:
    next(g)
except RuntimeError as error:
    print(error, repr(error.__cause__))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        stop()
        a, b = b, a + b


one, two = fibonacci(), fibonacci()
print([next(one) for _ in range(5)], [next(two) for _ in range(3)], next(one), next(two))
try:
    averager().send(5)
except TypeError as error:
    print(error)
x = (yield_ for yield_ in (1, stop(2), 3))
print(next(x), stop(sum(x)), next(x, "end"))
g = averager()
next(g)
try:
    g.throw(ValueError("out"))
except ValueError as error:
    print("came out", error, g.gi_frame)
