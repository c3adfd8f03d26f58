"""`sys.exc_info()` and `sys.exception()` follow the handlers, across calls and generators."""

import sys

from stopping import stop


def now():
    return type(sys.exception()).__name__


def inner():
    print("callee sees", now())
    try:
        raise KeyError("inner")
    except KeyError:
        stop()
        print("own", now())
    stop()
    print("after own", now())


def generator():
    print("generator before", now())
    try:
        yield 1
        raise LookupError("in generator")
    except LookupError:
        stop()
        print("generator handles", now())
        yield 2
        print("generator still", now())
    stop()
    print("generator after", now())
    yield 3


print("outside", now())
g = generator()
try:
    raise ValueError("outer")
except ValueError:
    print("handler", now())
    inner()
    stop()
    print("back", now())
    next(g)
    print("between", now())
    next(g)
    stop()
    print("after second", now())
print("left", now())
next(g)
stop()
print("end", now())
try:
    1 / 0
except ZeroDivisionError:
    kind, value, traceback = sys.exc_info()
    stop()
    print(kind.__name__, value, traceback.tb_lineno, value.__traceback__ is traceback)


def f():
    try:
        raise ValueError("f")
    except ValueError:
        stop()
        return now()
    finally:
        stop()
        print("finally", now())


print(f(), now())
