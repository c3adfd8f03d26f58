"""Calls: what is looked up, evaluated and unpacked, in Python's order; and where they fail."""

from logging_order import It, Map, O, f, gen, t

print("- call")
f(*gen(1, 2), **{"k": t(1)})
f(*gen(1, 2), *gen(3), t(4), *gen(5), k=t(6), **Map(m=1), j=t(7), **Map(n=t(2)))
f(*It(2), **Map(a=1), b=t(2))
f(*It(2), b=t(2))
f(t(0), *It(2), b=t(2), *It(3), c=t(3))
f(*It(2), t(3))
f(*It(2), **Map(k=1))
f(*gen(1))
f(**Map(a=1))
f(**Map(a=1), **Map(b=2))
f(**Map(a=1), **Map(b=t(2)), c=t(3))
t(f)(*gen(1), k=t(5))
O("o").m(*gen(1), k=t(5))
O("o").m(*gen(1), **{"k": t(5)})
O("o").m(*It(2), **Map(k=t(5)))

print("- call errors")


def tr(fn):
    try:
        fn()
    except Exception as e:
        print(type(e).__name__, e.__context__)


def a():
    f(*t(1), t(2))


def b():
    f(*t(1), k=t(2))


def c():
    f(**t(1), k=t(2))


def d():
    f(**Map(a=1), a=t(2))


def e():
    f(a=t(1), **Map(a=t(2)), b=t(3))


def h():
    f(**{1: t(2)})


def i():
    f(*t(1), **t(2))


def j():
    f(**t(2), **t(3))


def k():
    O("x").m(*t(1), k=t(2))


def l():
    f(t(1), *t(None), *t(3))


def m():
    t(5)(t(6), *t(7))


def n():
    f(*gen(1), **{"a": 1}, **{"a": t(2)})


for x in (a, b, c, d, e, h, i, j, k, l, m, n):
    tr(x)


def own(x):
    return x


def a():
    own(x=t(1), **{"x": t(2)})


def b():
    own(*t(1), **{"x": t(2)})


def c():
    own(t(1), **{"x": t(2)})


def d():
    own(**{"x": t(2)}, **{"x": t(2)})


class K:
    def m(self, x):
        return x


k = K()


def e():
    k.m(**{"x": t(2)}, **{"x": t(2)})


def g():
    k.m(*t(3), **{"x": t(2)})


def h():
    K.m(*t(3), x=t(2))


def i():
    k.m(x=t(1), **t(3))


for x in (a, b, c, d, e, g, h, i):
    tr(x)
