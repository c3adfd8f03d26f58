"""Scopes: globals, class bodies, names that functions do not see, builtins that are hidden."""

from stopping import stop

x = "global"


def reads():
    return x


def writes():
    global x, made
    x = stop("written")
    made = 1


class Body:
    x = "class"
    y = x + "!"

    def method(self):
        return x, self.x

    listed = [x for x in range(2)]
    total = sum(v for v in listed)
    if stop(True):
        chosen = "then"
    else:
        chosen = "else"
    for i in range(3):
        last = stop(i)
    try:
        1 / 0
    except ZeroDivisionError:
        caught = True
    del i

    class Inner:
        z = stop("inner")

        def outer_name(self):
            return x


print(
    reads(),
    Body.x,
    Body.y,
    Body().method(),
    Body.listed,
    Body.total,
    Body.chosen,
    Body.last,
    Body.caught,
)
print(Body.Inner.z, Body.Inner().outer_name(), hasattr(Body, "i"), Body.Inner.__qualname__)
writes()
print(reads(), made, Body().method())


def function():
    x = "local"

    class Local:
        seen = x
        x = stop("own")
        after = x

        def method(self):
            return x

    return Local.seen, Local.after, Local().method(), Local.__qualname__


try:
    print(function())
except NameError as error:
    print("NameError", error)


def enclosing():
    v = "enclosing"

    class Local:
        seen = v

        def method(self):
            nonlocal v
            v = stop("changed")
            return v

    return Local.seen, Local().method(), v


print(enclosing())


def unbound():
    try:
        print(late)
    except UnboundLocalError:
        stop()
        late = 1
    return late


print(unbound())


def hides():
    len = lambda v: stop("my len")
    str = repr
    return len([1]), str("s")


print(hides(), len([1]), str("s"))
print(sorted(k for k in locals() if k in ("x", "made", "Body")), locals() is globals())
del x
try:
    reads()
except NameError as error:
    stop()
    print(error)


def with_locals(a):
    b = stop(2)
    return sorted(locals().items())


print(with_locals(1))
