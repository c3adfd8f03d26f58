"""`yield` within expressions: arguments, operands, displays, conditions, loops, f-strings, subscripts."""

from stopping import stop


def drive(generator, *sent):
    out = [next(generator)]
    for value in sent:
        try:
            out.append(generator.send(value))
        except StopIteration as end:
            return out, "returned", end.value
    return out


def arguments():
    return show((yield "a"), *(yield "b"), k=(yield "c"))


def show(*args, **kwargs):
    return args, kwargs


def operands():
    x = (yield 1) + stop(10) * (yield 2)
    x -= yield x
    return x, [(yield 3), (yield 4)], {(yield 5): (yield 6)}


def conditions():
    while (value := (yield "more?")) != "stop":
        if value and (yield "sure?") or (yield "really?"):
            yield f"got {value}"
        else:
            stop()
            yield "no"
    return "stopped" if (yield "end?") else "went on"


def places():
    items = [0, 0, 0]
    items[(yield "index")] = yield "value"
    stop()
    items[(yield "again")] += yield "add"
    a, *b = yield "unpack"
    del items[(yield "delete")]
    return items, a, b, f"{(yield 'f')!r:>6}"


def loops():
    total = 0
    for x in (yield "items"):
        total += (yield x) or 0
        stop()
    else:
        yield "else"
    return total, (lambda v: v * 2)((yield "lambda"))


def handlers():
    try:
        result = 10 / (yield "divisor")
    except ZeroDivisionError:
        result = yield "zero"
    finally:
        stop()
        last = yield "finally"
    with Manager((yield "name")) as m:
        return result, last, m, (yield "in with")


class Manager:
    def __init__(self, name):
        self.name = name

    def __enter__(self):
        return stop(self.name)

    def __exit__(self, *about):
        print("exit", self.name)


def raising():
    raise (yield "which") from (yield "cause")


print(drive(arguments(), 1, [2, 3], 4))
print(drive(operands(), 5, 6, 7, 8, 9, 10, 11))
print(drive(conditions(), "x", True, None, "y", False, None, None, "stop", False))
print(drive(places(), "v", 0, 1, 5, "xyz", 2, "f"))
print(drive(loops(), [1, 2], 10, None, 0, 21))
print(drive(handlers(), 0, "z", "last", "manager", "w"))
print(drive(handlers(), 2, "last", "m", "w"))
g = raising()
next(g)
try:
    g.send(ValueError("sent"))
    g.send(KeyError("its cause"))
except ValueError as error:
    print(error, repr(error.__cause__))


def bare():
    yield
    yield (yield)
    x = yield
    return x


print(drive(bare(), None, "through", 1, 2))
