"""Definitions, `with` and `match`, in Python's order."""

from logging_order import M, O, V, t

print("- definitions")


def deco(n):
    print("deco", n)

    def d(f):
        print("apply", n, getattr(f, "__name__", f))
        return f

    return d


@deco(t(1))
@deco(t(2))
def g(a=t("def a"), *args, b=t("def b"), c=t("def c"), **k):
    return a


class Meta(type):
    def __new__(m, n, b, d, **k):
        print("new", n, b, sorted(x for x in d if x[0] != "_"), k)
        return super().__new__(m, n, b, d)

    def __init__(c, n, b, d, **k):
        print("init", n, k)

    @classmethod
    def __prepare__(m, n, b, **k):
        print("prepare", n, b, k)
        return {}


class A:
    pass


class B:
    pass


@deco(t("c1"))
@deco(t("c2"))
class C(t(A), *t([B]), metaclass=t(Meta), x=t(1), **t({"y": t(2)})):
    t("body")
    z = t(5)

    def m(self, q=t("q")):
        pass

    t("end")


class D(C, k=t(1)):
    w = t(3)


h = lambda a=t(1), *, b=t(2): (a, b)
print(h())


class E:
    def __mro_entries__(self, b):
        return (A,)


class F(t(E()), B):
    pass


print(F.__bases__)


class X:
    __set_name__ = 1


class N:
    def __set_name__(self, o, n):
        print("set_name", n)
        t(n)


class Y:
    a = N()
    b = N()

    def __init_subclass__(cls, **k):
        print("sub", cls.__name__, k)
        t(1)


class Z(Y, q=t(3)):
    c = N()


def tr(fn):
    try:
        fn()
    except Exception as e:
        print(type(e).__name__, e)


def q():
    @t(deco(1))
    @undefined
    def z(a=t(1)):
        pass


tr(q)


def q():
    class C(undefined, k=t(1)):
        pass


tr(q)


def q():
    class C(t(1), k=t(1)):
        t(2)


tr(q)


def q():
    @(t(deco)(t(7)))
    class C(A, metaclass=t(type)):
        t(2)


tr(q)

print("- with")
with M(t(1)) as O("a").x, M(t(2)) as O("b")[t(3)], M(t(4)):
    t("body")

try:
    with M(1) as O("a")[t(1)], M([][t(0)]) as y:
        pass
except IndexError as e:
    print(e)
try:
    with M(1) as (a, b):
        t("never")
except TypeError as e:
    print(e)
try:
    with t(5):
        pass
except (TypeError, AttributeError) as e:
    print(type(e), e)


class NoExit:
    def __enter__(self):
        print("entered")


try:
    with NoExit():
        pass
except (TypeError, AttributeError) as e:
    print(type(e), e)


class Dyn:
    def __getattribute__(self, n):
        if n != "__class__":
            print("inst", n)
        return object.__getattribute__(self, n)

    @property
    def __enter__(self):
        print("prop enter")
        return lambda: t("in")

    @property
    def __exit__(self):
        print("prop exit")
        return lambda *a: t("out")


with Dyn() as d:
    t("b")


def q():
    for i in range(3):
        with M(i):
            if i == 1:
                continue
            if i == 2:
                return t("r")
    return 5


print(q())

print("- match")


class P:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self._x, self._y = x, y

    @property
    def x(self):
        print("get x")
        return t(self._x)

    @property
    def y(self):
        print("get y")
        return t(self._y)


class Seq(list):
    def __len__(self):
        print("len")
        return t(super().__len__())

    def __getitem__(self, i):
        print("item", i)
        return t(super().__getitem__(i))


def m(s):
    match s:
        case P(x=1, y=2) if t(False):
            print("one")
        case P(1, y=b) if t(b > 2):
            print("two", b)
        case P(a, b):
            print("three", a, b)
        case [1, *rest] if t(rest):
            print("four", rest)
        case [a, b] | {"k": [a, b]}:
            print("five", a, b)
        case {"k": v, **rest} if t(v):
            print("six", v, rest)
        case str() as z:
            print("seven", z)
        case O.__name__ | None:
            print("eight")
        case V():
            print("V")
        case _:
            print("other")


for s in (
    P(1, 2),
    P(1, 3),
    P(5, 6),
    Seq([1]),
    Seq([1, 2]),
    Seq([3, 4]),
    {"k": [1, 2], "z": 3},
    {"k": 5, "z": 3},
    "s",
    None,
    V(1),
    5,
):
    print(s.__class__.__name__)
    m(s)
match t(1), t(2):
    case (a, b) if a < t(5) < t(9):
        print(a, b)
match t(V(1)):
    case 5 if t(0):
        print("5")
    case x:
        print(x)
