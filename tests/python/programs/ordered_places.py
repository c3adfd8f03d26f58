"""Displays, subscripts, assignments, augmented ones and unpacking, in Python's order."""

from logging_order import It, Map, O, V, gen, t

print("- displays")
print([*gen(1, 2), t(3), *gen(4)])
print([t(1), *It(2), *It(3), t(2)])
print((*gen(1), t(2), *It(1)))
print({*gen(1), t(2), *It(1)})
print({**Map(a=1), "b": t(2), **Map(a=t(3)), t("c"): t(4)})
print({V(1): t(1), V(2): t(2)})
print({t("a"): V(1), V(2): 5, V(3): t(3)})
print({V(1), V(2), t(3)})
print([V(1) + t(1), V(2)])


def tr(fn):
    try:
        fn()
    except Exception as e:
        print(type(e).__name__, e)


tr(lambda: [*t(1), t(2)])
tr(lambda: {**t(1), "a": t(2)})
tr(lambda: {t([]): t(1)})
tr(lambda: {t(1): 2, t([]): t(1), t(5): t(6)})
tr(lambda: {t([]), t(2)})
tr(lambda: (*t(1), *t(2)))


def q():
    return {"a": t(1), **t(3), "b": t(4)}


tr(q)


def q():
    return {t(1): t(2), t([]): t(3), t(4): t(5)}


tr(q)


def q():
    return {t(1), t([]), t(4)}


tr(q)


def q():
    return [t(1), *t(2), t(4)]


tr(q)

print("- subscripts")
O("a")[t(1) : t(2) : t(3)]
O("a")[V(1) : t(2), t(3), ...]
O("a")[V(1) + t(1) : V(2) + t(2)]
O("a")[t(1) : t(2)] = t(3)

O("a").y = O("b").z = t(5)
O("a")[t(1)], O("b")[t(2)] = t(5), t(6)
O("a")[t(1)], *O("b")[t(2)] = gen(1, 2, 3)
(O("a")[t(1)], [O("b").c, O("c").d]), O("q").r = (1, It(2)), t(7)
O("a")[*gen(1, 2), t(3)]
del O("a")[t(1)], O("b").c, O("b")[t(2) : t(3)]
x = O("a")[t(1)] = y = t(4)
x, y = O("a")[t(1)] = gen(1, 2)


def q():
    x = [5]
    x[t(0)], x = 1, t(2)
    print(x)
    i = 0
    i, y = 1, [0, 0]
    i, y[i] = t(0), t(5)
    print(i, y)


q()

print("- aug")
O("a").x += t(1)
O("a").x += V(2)
O("a")[t(1)] += t(2)
O("a")[t(1) : t(2)] += t(3)
t(O("a"))[t(1)] += V(4)
t(O("a")).x += t(3)

O("a")[V(1) + t(1)] += V(3) + t(3)
x = V(1)
x += t(1)


def q():
    x = V(1)
    x += t(1)

    def inner():
        nonlocal x
        x += t(2)
        return x

    print(inner(), x)
    a = [1]
    a += gen(1, 2)
    a += t([3]) + [t(4)]
    print(a)
    s = "a"
    s += t("b") + s
    b = [1, 2, 3]
    b[t(0)] += b[t(1)]
    b[t(0) : t(2)] += b[t(1) :]
    print(s, b)
    b[t(-1)] **= t(2)
    d = {}
    try:
        d[t("k")] += t(1)
    except KeyError as e:
        print("key", e)
    try:
        q.missing += t(1)
    except AttributeError as e:
        print(e)
    try:
        undefined += t(1)
    except UnboundLocalError as e:
        print(e)


q()

print("- unpack")
a, b = gen(1, 2)
a, *b = gen(1, 2, 3)
*a, b = It(4)


def tr(fn):
    try:
        fn()
    except Exception as e:
        print(type(e).__name__, e)


def q():
    a, b = gen(1, 2, 3, 4)


tr(q)


def q():
    a, b = gen(1)


tr(q)


def q():
    a, *b, c = gen(1)


tr(q)


def q():
    a, b = t(5)


tr(q)


def q():
    O("a").x, O("b").y = gen(1)


tr(q)


def q():
    [O("a").x, (O("b").y, O("c").z)] = gen(1, It(3))


tr(q)


def q():
    for O("a").x, O("b")[t(1)] in [gen(1, 2), gen(3)]:
        t("body")


tr(q)


def q():
    return [x for x, y in [gen(1, 2), gen(3, t(4))] if t(x)]


tr(q)
print(q())


def q():
    return t(1), *gen(2, 3), t(4)


print(q())


def q():
    yield t(1), *gen(2, 3)
    yield t(4)


print(list(q()))
for i in t(1), *gen(2):
    print(i)
