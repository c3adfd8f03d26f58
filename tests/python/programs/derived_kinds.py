"""Classes derived from Python's containers and values, whose constructors take other arguments."""

import array, collections, datetime, decimal, enum, fractions, io, pathlib, queue, random, threading, types, uuid, ipaddress, string, weakref
from stopping import stop

made = []


def keep(x):
    made.append(x)
    return x


class LRU(collections.OrderedDict):
    def __init__(self, size, *a):
        stop()
        self.size = size
        super().__init__(*a)

    def __setitem__(self, k, v):
        stop()
        super().__setitem__(k, v)


class DD(collections.defaultdict):
    def __init__(self, size, factory=list):
        stop()
        super().__init__(factory)
        self.size = size


class DD2(collections.defaultdict):
    def __init__(self):
        super().__init__(lambda: stop(7))


class Ct(collections.Counter):
    def __init__(self, name, *a):
        self.name = name
        super().__init__(*a)


class Dq(collections.deque):
    def __init__(self, name, size):
        self.name = name
        super().__init__([1], size)


class Li(list):
    def __init__(self, name, *a):
        self.name = name
        super().__init__(*a)

    def append(self, x):
        stop()
        super().append(x)

    def extend(self, x):
        stop()
        super().extend(x)


class Di(dict):
    def __init__(self, name, **k):
        self.name = name
        super().__init__(**k)

    def __setitem__(self, k, v):
        stop()
        super().__setitem__(k, v)


class Se(set):
    def __init__(self, name, xs=()):
        self.name = name
        super().__init__(xs)

    def add(self, x):
        stop()
        super().add(x)


class Fs(frozenset):
    def __new__(cls, name, xs):
        self = super().__new__(cls, xs)
        self.name = name
        return self


class Tu(tuple):
    def __new__(cls, a, b):
        stop()
        return super().__new__(cls, (a, b))


class In(int):
    def __new__(cls, v, unit):
        stop()
        self = super().__new__(cls, v)
        self.unit = unit
        return self


class Fl(float):
    def __new__(cls, *, v):
        return super().__new__(cls, v)


class St(str):
    def __new__(cls, a, b):
        return super().__new__(cls, a + b)


class By(bytes):
    def __new__(cls, a, b):
        return super().__new__(cls, a + b)


class Ba(bytearray):
    def __init__(self, a, b):
        super().__init__(a + b)


class NT(collections.namedtuple("NT", "x y")):
    def __new__(cls, x, *, y):
        return super().__new__(cls, x, y)


class Dt(datetime.datetime):
    def __new__(cls, y):
        return super().__new__(cls, y, 1, 1)


class Da(datetime.date):
    def __new__(cls, text):
        return super().__new__(cls, *map(int, text.split("-")))


class Td(datetime.timedelta):
    def __new__(cls, *, d):
        return super().__new__(cls, days=d)


class Tz(datetime.tzinfo):
    def __init__(self, h):
        self.h = h

    def utcoffset(self, d):
        return datetime.timedelta(hours=stop(self.h))

    def dst(self, d):
        return None

    def tzname(self, d):
        return f"T{self.h}"


class De(decimal.Decimal):
    def __new__(cls, a, b):
        return super().__new__(cls, f"{a}.{b}")


class Fr(fractions.Fraction):
    def __new__(cls, text):
        stop()
        return super().__new__(cls, *map(int, text.split(":")))


class Ar(array.array):
    def __new__(cls, xs):
        return super().__new__(cls, "i", xs)


class Rn(random.Random):
    def __init__(self, name):
        super().__init__(5)
        self.name = name


class Ns(types.SimpleNamespace):
    def __init__(self, a):
        super().__init__(a=a, me=self)


class Ex(Exception):
    def __init__(self, a, b):
        super().__init__(f"{a}-{b}")
        self.a = a


class Eg(ExceptionGroup):
    def __new__(cls, n, es):
        self = super().__new__(cls, f"g{n}", es)
        self.n = n
        return self

    def derive(self, es):
        return Eg(self.n, es)


class Uu(uuid.UUID):
    def __init__(self, n):
        super().__init__(int=n)


class Ud(collections.UserDict):
    def __init__(self, name):
        super().__init__()
        self.name = name


class Th(threading.Thread):
    def __init__(self, n):
        super().__init__(name=f"th{n}")
        self.n = n

    def run(self):
        stop()
        self.n += 1


class Q(queue.Queue):
    def __init__(self, name):
        super().__init__(3)
        self.name = name


class Sio(io.StringIO):
    def __init__(self, a, b):
        super().__init__(a + b)


class Cm(collections.ChainMap):
    def __init__(self, name):
        super().__init__({name: 1})


class Ev(threading.Event):
    def __init__(self, n):
        super().__init__()
        self.n = n


class Lk:
    def __init__(self):
        self.l = threading.Lock()
        self.c = threading.Condition()


class WV(weakref.WeakValueDictionary):
    def __init__(self, name):
        super().__init__()
        self.name = name


lru = keep(LRU(2))
lru["b"] = 1
lru["a"] = 2
lru.move_to_end("b")
dd = keep(DD(3))
dd["x"].append(1)
dd2 = keep(DD2())
dd2["q"]
ct = keep(Ct("c", "aab"))
dq = keep(Dq("d", 2))
li = keep(Li("l", [1]))
li.append(li)
di = keep(Di("d", a=1))
di["me"] = di
se = keep(Se("s", [1]))
se.add(2)
fs = keep(Fs("f", [1]))
tu = keep(Tu(1, [2]))
tu[1].append(tu)
i = keep(In(5, "kg"))
f = keep(Fl(v=1.5))
s = keep(St("a", "b"))
by = keep(By(b"a", b"b"))
ba = keep(Ba(b"a", b"b"))
nt = keep(NT(1, y=2))
dt = keep(Dt(2026))
da = keep(Da("2026-1-2"))
td = keep(Td(d=2))
tz = keep(Tz(2))
de = keep(De(1, 5))
fr = keep(Fr("1:3"))
ar = keep(Ar([1, 2]))
rn = keep(Rn("r"))
rn.random()
ns = keep(Ns(1))
ex = keep(Ex(1, 2))
eg = keep(Eg(3, [ex]))
uu = keep(Uu(7))
ud = keep(Ud("u"))
ud["k"] = ud
th = keep(Th(1))
q = keep(Q("q"))
q.put(q)
sio = keep(Sio("a", "b"))
sio.read(1)
cm = keep(Cm("n"))
ev = keep(Ev(4))
lk = keep(Lk())
lk.l.acquire()
wv = keep(WV("w"))
wv["t"] = tz


def show():
    print(
        list(lru.items()),
        lru.size,
        dd["x"],
        dd["new"],
        dd.size,
        dd2["other"],
        ct,
        ct.name,
        dq,
        dq.name,
        dq.maxlen,
        li[0],
        li[1] is li,
        li.name,
        di["a"],
        di["me"] is di,
        di.name,
    )
    print(
        se,
        se.name,
        fs,
        fs.name,
        tu[0],
        tu[1][-1] is tu,
        i + 1,
        i.unit,
        type(i + 0).__name__,
        f,
        s,
        by,
        ba,
        nt,
        nt.y,
        dt,
        da,
        td,
        dt.replace(tzinfo=tz).isoformat() if False else "",
        tz.tzname(None),
        de + 1,
        fr + 1,
        ar,
        rn.name,
        ns.a,
        ns.me is ns,
    )
    print(
        repr(ex),
        ex.a,
        ex.args,
        eg.n,
        eg.message,
        eg.exceptions[0] is ex,
        uu,
        ud.name,
        ud["k"] is ud,
        th.n,
        th.name,
        q.name,
        q.qsize(),
        sio.getvalue(),
        sio.tell(),
        cm["n"],
        ev.n,
        ev.is_set(),
        lk.l.locked(),
        wv.name,
        wv["t"] is tz,
        [type(m).__name__ for m in made],
    )
    print(
        all(
            m is n
            for m, n in zip(
                made,
                (
                    lru,
                    dd,
                    dd2,
                    ct,
                    dq,
                    li,
                    di,
                    se,
                    fs,
                    tu,
                    i,
                    f,
                    s,
                    by,
                    ba,
                    nt,
                    dt,
                    da,
                    td,
                    tz,
                    de,
                    fr,
                    ar,
                    rn,
                    ns,
                    ex,
                    eg,
                    uu,
                    ud,
                    th,
                    q,
                    sio,
                    cm,
                    ev,
                    lk,
                    wv,
                ),
            )
        )
    )


show()
stop()
del dd["new"]
stop()
show()
th.start()
th.join()
print(th.n, rn.random(), q.get() is q)
