"""Comparisons, f-strings, `yield`, `raise` and comprehensions, in Python's order."""

from logging_order import Map, O, V, f, gen, t

print("- compare")
print(V(1) < V(2) < V(3))
print(V(1) < t(2) > V(3))
print(t(1) < V(3) == t(2))
print(V(1) in V(2) in t([V(2)]))
print(V(1) + t(1) < V(2) + t(2) < V(3) + t(3))
print(t(1) < t(0) < t(5))
print(not V(1) < t(2) < V(3))
if V(1) < t(2) < V(3):
    print("y")
while V(1) < t(2) < V(3):
    break
print(V(1) and V(2) and t(3), V(1) or t(3))
if V(1) and V(2) and t(0):
    print("y")
if V(1) or t(0):
    print("y")
print(V(1) if V(2) else t(3))
print(t(1) if V(1) < V(2) else t(3))
x = not V(1) and t(2)
assert V(1) < t(2), t(3)
print([a for a in t([1, 2]) if V(a) < t(a) < V(5)])
print(-V(1) + t(1), +t(1) - -t(2))
y = (z := V(1)) + t(2) + (z := t(3))
print((V(1) < V(2)) < t(3))

print("- fstrings")
a = V(1)
print(f"{a:{t(1)}}{V(2)!r:>{t(10)}}{t(3)}{V(4)}")
print(f"{V(1)}{t(2)}{V(3)!s}")
print(f"{V(1):{t(2)}{V(3)}} {t(5)!r:{t(8)}.{t(3)}}" if 0 else "")
print(f"{t(3.14159):{t(10)}.{t(3)}}|{V(2):{V(3)}}|{t(1)}")
print(f"{V(1)=}{t(2)=}{V(3)=!s}{t(4)=:>{t(5)}}")
print(f"{V(1) + t(1)}{f'{V(2)}{t(3)}'}")


def q():
    try:
        print(f"{t(1):{t('zz')}}{t(2)}")
    except ValueError as e:
        print(e)
    try:
        print(f"{V(1):a}{[][t(0)]}")
    except IndexError as e:
        print(e)


q()

print("- misc")
print((lambda a, b=t(1): a + b)(t(2)))


def g():
    x = yield t(1)
    print("x", x)
    y = (yield t(2)) + (yield t(3)) + t(x)
    return [y, (yield), t(5)]


i = g()
print(next(i), i.send(7), i.send(8), i.send(9))
try:
    i.send(10)
except StopIteration as e:
    print(e.value)


def h():
    r = f(*(yield 1), **(yield 2))
    yield r


i = h()
next(i)
i.send(gen(1, 2))
print(i.send(Map(a=1)))


def h():
    r = [*(yield 1), *(yield 2), V(1) + (yield 3)]
    yield r


i = h()
next(i)
i.send(gen(1, 2))
i.send(gen(3))
print(i.send(4))


def h():
    O((yield 1))[(yield 2)] = O((yield 3)).a = yield 4
    yield 5


i = h()
next(i)
i.send(1)
i.send(2)
i.send(3)
i.send(4)
try:
    raise t(ValueError(1)) from t(KeyError(2))
except ValueError as e:
    print(e, repr(e.__cause__))
try:
    raise ValueError from t(5)
except TypeError as e:
    print(e)


def q():
    try:
        t(1)
    except t(ValueError):
        t(2)
    else:
        t(3)
    finally:
        t(4)
    try:
        [][t(0)]
    except (t(ValueError), t(IndexError)) as e:
        t(repr(e))


q()
print({t(k): t(v) for k, v in [(1, 2), (3, 4)]})
print([(i, j) for i in t([1, 2]) for j in t([i, 5]) if t(j > 1)])
print(list((t(i) for i in t([1, 2]))))
print(sorted([3, 1, 2], key=lambda x: t(-x)))
return_ = t(V(1))(t(2), *[t(3)])(t(4))
