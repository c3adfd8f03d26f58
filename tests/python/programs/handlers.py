"""Handlers: which one is chosen, `as` and its end, bare raise, else, nesting."""

import sys

from stopping import stop


def kind(f):
    try:
        stop()
        f()
    except (KeyError, IndexError) as error:
        stop()
        return f"lookup {type(error).__name__} {error.args}"
    except ArithmeticError:
        stop()
        return "arithmetic " + type(sys.exc_info()[1]).__name__
    except:
        return "other " + sys.exc_info()[0].__name__
    else:
        stop()
        return "none"
    finally:
        stop()


print(
    kind(lambda: {}["k"]),
    kind(lambda: [][1]),
    kind(lambda: 1 / 0),
    kind(lambda: int("x")),
    kind(lambda: 1),
)


def name_ends():
    e = "before"
    try:
        raise ValueError("v")
    except ValueError as e:
        stop()
        kept = e
        print("inside", repr(e))
    try:
        return e
    except UnboundLocalError:
        return "unbound", repr(kept)


print(name_ends())


def again():
    try:
        try:
            raise KeyError("inner")
        except KeyError:
            stop()
            try:
                raise ValueError("within")
            except ValueError as error:
                stop()
                print("context", repr(error.__context__))
            stop()
            print("now", repr(sys.exc_info()[1]))
            raise
    except KeyError as error:
        return "again", error.args, error.__context__


print(again(), sys.exc_info())


def classes():
    print("classes asked")
    return stop((TypeError, ValueError))


for value in ("1", None, "x"):
    try:
        print(int(value))
    except classes() as error:
        print(type(error).__name__)

try:
    raise
except RuntimeError as error:
    print(error)


def returns_in_handler():
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as error:
            if stop(i) < 2:
                continue
            return "returned", error.args


print(returns_in_handler())
try:
    raise ValueError
except Exception as error:
    print(repr(error), error.args)
