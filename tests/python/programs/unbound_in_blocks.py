"""Shared variables that are unbound, in handlers, methods, recursive and long functions."""

from stopping import stop


def t(x):
    return stop(x)


def tell(f, *a):
    try:
        print("ok", f(*a))
    except NameError as e:
        print(type(e).__name__, e, e.name)


def f():
    def get():
        return e

    try:
        t([])[0]
    except IndexError as e:
        t(1)
        print(repr(get()))
        t(2)
    t(3)
    tell(get)
    try:
        e
    except NameError as error:
        print(type(error).__name__, error)


f()


def rec(n):
    def inner():
        return rec, n, v

    t(1)
    if n:
        rec(n - 1)
    t(2)
    try:
        v
    except NameError as e:
        print(type(e).__name__, e)
    v = t(n)
    print(n, inner()[1:])
    rec2 = [lambda: v + i for i in t([1, 2])]
    t(3)
    print([r() for r in rec2])
    del n
    t(1)
    try:
        n
    except NameError as e:
        print(type(e).__name__, e)
    tell(inner)


rec(2)


def f():
    f = t(1)

    def g():
        return f

    t(2)
    del f
    t(3)
    try:
        f
    except UnboundLocalError as e:
        print(e)
    tell(g)
    f = 5
    t(1)
    return g()


print(f())


class A:
    def m(self):
        def inner():
            return self, __class__, y

        t(1)
        try:
            y
        except NameError as e:
            print(type(e).__name__, e)
        t(2)
        try:
            inner()
        except NameError as e:
            print(type(e).__name__, e)
        y = t(3)
        print(inner()[1:], super().__init__())
        del self
        t(4)
        try:
            self
        except NameError as e:
            print(type(e).__name__, e)


A().m()


def outer():
    def mid():
        t(1)
        try:
            x
        except NameError as e:
            print(type(e).__name__, e)

        def low():
            nonlocal y
            y = t(x)
            t(5)
            return y, z

        z = t(6)
        return low

    y = t(0)
    low = mid()
    tell(low)
    x = t(4)
    print(low(), y)
    t(1)
    print(sorted(locals()), t(x))

    class C:
        t(x)
        q = t(y)

        def r(self):
            return t(x)

        w = t(q + 1)

    return C().r(), C.w


print(outer())


def loc():
    a = t(1)
    g = lambda: (a, b)
    t(2)
    print(sorted(locals()), locals()["a"])
    b = t(3)
    t(4)
    print(sorted(locals()))
    del a
    t(5)
    print(sorted(locals()), eval("b"))
    exec("print(b)")
    tell(g)


loc()


def many():
    a0 = a1 = a2 = a3 = t(1)
    fs = [lambda: a0, lambda: a1, lambda: a2 + a3]
    del a1
    t(1)
    tell(fs[0])
    tell(fs[1])
    tell(fs[2])
    try:
        a1
    except NameError as e:
        print(type(e).__name__, e)
    a1 = t(4)
    for f in fs:
        print(f())


many()

names = [f"v{i}" for i in range(300)]
lines = [f"    {name} = z" for name in names]
text = f"""
def big(z):
{chr(10).join(lines)}
    t(1)
    def g():
        return v0, v299, q
    t(2)
    try:
        q
    except NameError as e:
        print(type(e).__name__, e)
    t(({", ".join(names)}))
    def all_of_them():
        return {", ".join(names)}
    tell(g)
    q = t(2)
    t(1)
    print(g(), q, sum(all_of_them()))
big(1)
"""
exec(text)
