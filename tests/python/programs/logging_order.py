"""What says when it is evaluated, for the programs that begin with `ordered`."""

from stopping import stop


def t(x, name=None):
    print(
        "t",
        name
        or (
            x
            if type(x) in (int, str, float, bool, tuple, list, dict, set) or x is None
            else type(x).__name__
        ),
    )
    return stop(x)


def gen(*xs):
    print("start", len(xs))
    for x in xs:
        print("give", x if type(x) is int else type(x).__name__)
        yield x
    print("end", len(xs))


class Map:
    def __init__(self, **kw):
        self.kw = kw

    def keys(self):
        print("keys", self.kw)
        return list(self.kw)

    def __getitem__(self, k):
        print("getitem", k)
        return self.kw[k]

    def __iter__(self):
        print("iter", self.kw)
        return iter(self.kw)


class It:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        print("iter", self.n)
        return iter(range(self.n))


class O:
    def __init__(self, n):
        self.__dict__["n"] = n

    def __getattr__(self, a):
        if a[:2] == "__":
            raise AttributeError(a)
        print(self.n, "get", a)
        return V(a)

    def __setattr__(self, a, v):
        print(self.n, "set", a, v)

    def __delattr__(self, a):
        print(self.n, "del", a)

    def __getitem__(self, i):
        print(self.n, "getitem", i)
        return V(i)

    def __setitem__(self, i, v):
        print(self.n, "setitem", i, v if type(v) is int else type(v).__name__)

    def __delitem__(self, i):
        print(self.n, "delitem", i)


class V:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return "V(%r)" % (self.n,)

    def __add__(self, o):
        print("add", self, o)
        return V("+")

    def __radd__(self, o):
        print("radd", self, o)
        return V("r+")

    def __iadd__(self, o):
        print("iadd", self, o)
        return V("i+")

    def __lt__(self, o):
        print("lt", self, o)
        return V("<")

    def __gt__(self, o):
        print("gt", self, o)
        return V(">")

    def __eq__(self, o):
        print("eq", self, o)
        return True

    def __hash__(self):
        print("hash", self)
        return 1

    def __bool__(self):
        print("bool", self)
        return True

    def __contains__(self, o):
        print("contains", self, o)
        return True

    def __format__(self, s):
        print("format", self, s)
        return "<%r:%s>" % (self.n, s)

    def __str__(self):
        print("str", self.n)
        return "s"

    def __call__(self, *a, **k):
        print("call", self, a, k)
        return self

    def __index__(self):
        print("index", self)
        return 1

    def __neg__(self):
        print("neg", self)
        return self


class M:
    def __init__(self, n):
        print("M", n)
        self.n = n

    def __enter__(self):
        print("enter", self.n)
        return self.n

    def __exit__(self, *a):
        print("exit", self.n, a[0])


def f(*a, **k):
    print("f", a, k)
    return 1
