"""A variable that closures share is unbound in its own function, and in those that share it."""

from stopping import stop


def t(x):
    return stop(x)


def tell(f, *a):
    try:
        print("ok", f(*a))
    except NameError as e:
        print(type(e).__name__, e, e.name)


def f(n):
    def inner():
        return x

    t(1)
    try:
        print(x)
    except NameError as e:
        print(type(e).__name__, e)
    tell(inner)
    x = t(n)
    t(2)
    print(x, inner())
    del x
    t(3)
    try:
        print(x)
    except NameError as e:
        print(type(e).__name__, e)
    tell(inner)
    x = t(5)
    print(inner())
    del x
    try:
        t(4)
        del x
    except NameError as e:
        print(type(e).__name__, e)
    try:
        t(4)
        x += t(1)
    except NameError as e:
        print(type(e).__name__, e)
    tell(inner)
    for x in t([1, 2]):
        t(x)

    def change():
        nonlocal x
        x = t(x + 5)
        t(2)
        del x
        t(3)
        try:
            x
        except NameError as e:
            print(type(e).__name__, e)
        x = t(8)

        def deeper():
            t(1)
            return x

        return deeper()

    print(change(), x, inner())
    return x


print(f(3))


def g():
    get = lambda: x
    yield t(1)
    try:
        print(x)
    except NameError as e:
        print(type(e).__name__, e)
    tell(get)
    got = yield t(2)
    x = t(got)
    yield get
    del x
    yield t(3)
    try:
        x
    except NameError as e:
        print(type(e).__name__, e)
    x = t(1)
    yield get() + x


i = g()
print(next(i), next(i))
get = i.send(7)
print(get())
print(next(i))
tell(get)
print(next(i), get())
print(list(i), get())


def h(a, *b, c=3, **d):
    def k():
        return a, b, c, d

    yield t(k)
    del a
    yield t(2)
    try:
        a
    except NameError as e:
        print(type(e).__name__, e)
    tell(k)
    a = 9
    c = b = d = t(2)
    yield t(k)


i = h(1, 2, z=3)
k = next(i)
print(k())
next(i)
print(next(i)(), k())
