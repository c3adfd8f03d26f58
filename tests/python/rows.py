"""Short texts, some for each row of the lowering.

`t` gives its argument, and says when.

Read by: tests.python.test_lowering.
"""

from __future__ import annotations

import sys

START = """
def t(x, name=None):
    print("t", name or x)
    return x

class M:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow
    def __enter__(self): print("enter", self.name); return self.name
    def __exit__(self, kind, error, trace):
        print("exit", self.name, kind and kind.__name__, str(error))
        return self.swallow
    async def __aenter__(self): return self.__enter__()
    async def __aexit__(self, *args): return self.__exit__(*args)

class O:
    def __getattr__(self, name): print("get", name); return t
    def __getitem__(self, index): print("item", index); return 5
    def __setattr__(self, name, value): print("set", name, value)
    def __setitem__(self, index, value): print("put", index, value)
    def __delitem__(self, index): print("del", index)

o = O()
"""

ROWS: dict[str, str] = {
    "operands are evaluated from left to right": """
x = 1
def change():
    global x
    x = 10
    return 5
print(x + change(), x, [x, change(), x], (change(), x), {t(1): x, t(2): t(3)}, {x, t(9)})
print(x - t(1) * t(2) ** t(3), -t(4), not t(0), t([1, 2, 3])[t(0):t(2)], t(o).a, o[t(1)])
""",
    "a local variable that is bound again to the right keeps its old value": """
def f(a):
    return [a, (a := t(5)), a, t(a) + (a := 2) + a]
print(f(1))
""",
    "an unbound variable is seen before what is to the right of it": """
def f():
    return y + t(1)
    y = 1
try: f()
except UnboundLocalError as e: print("unbound")
try: print(undefined, t(2))
except NameError as e: print(e)
""",
    "stars are expanded where they stand": """
def g():
    yield t(1); yield t(2)
def f(*a, **k): return a, k
print([*g(), t(3), *g()], (*g(), t(3)), {*g(), t(3)}, f(*g(), t(4), *g(), a=t(5), **t({"b": 6})))
print({**t({"a": 1}), "b": t(2), **{"a": t(3)}})
""",
    "a method is looked up before its arguments": """
o.method(t(1), x=t(2)) if False else print("no")
print(o.a(t(1)))
print("abc".replace(t("b"), t("x")).upper().join(t(["1", "2"])))
""",
    "keyword arguments are evaluated as they are written": """
def f(*a, **k): return a, k
print(f(t(1), k=t(2), *t([3]), **t({"z": 4}), y=t(5)))
try: f(**t({"a": 1}), a=t(2))
except TypeError as e: print(str(e).split(".")[-1])
try: f(*t(5), t(6))
except TypeError as e: print("not iterable")
""",
    "and, or, not": """
print(t(0) and t(1), t(1) and t(0) and t(2), t(0) or t(3), t(0) or t("") or t([]), not t(1))
print((t(1) and t(0)) or t(7), t(1) and (t(0) or t(8)), not (t(1) and not t(0)))
class B:
    def __bool__(self): print("bool"); return False
b = B()
if b and t(1): print("no")
if b or t(0): print("no")
if not (b and t(1)): print("yes")
while b or t(0): print("no")
x = b and t(1)
print(x is b)
""",
    "a conditional expression": """
print(t(1) if t(0) else t(2), t(3) if t(4) else t(5), [t(x) if x else t("zero") for x in (0, 1)])
""",
    "chained comparisons": """
print(t(1) < t(2) < t(3), t(1) < t(0) < t(3), 1 < t(2) == 2 != t(3), t(1) in [t(1)] is not None)
if t(1) < t(2) > t(5) < t(9): print("no")
print([t(1)] == [t(1)] == t([1]))
""",
    "walrus": """
if (n := t(5)) > 3 and (m := n + t(1)): print(n, m)
print([y := t(1), y + 1], y, [(z := x) for x in t([1, 2])], z)
def f():
    print(any((hit := x) > 1 for x in t([1, 2, 3])), hit)
    return [last := t(i) for i in range(3)], last
print(f())
""",
    "assert": """
assert t(1), t("no message")
try: assert t(0), t("message")
except AssertionError as e: print(repr(e))
try: assert t(0)
except AssertionError as e: print(repr(e))
assert t(0) < t(1) < t(2)
assert t(1) == 2, f"{t(1)} is not 2"
""",
    "while": """
n = 3
while t(n):
    n -= 1
    if n == 1: continue
    print("round", n)
else: print("else", n)
while t(True):
    break
else: print("no")
while n < t(2): n += t(1)
""",
    "for": """
for i in t(range(3)):
    if i == 1: continue
    print("round", i)
else: print("else")
for i, (j, *k) in t([(1, (2, 3, 4))]): print(i, j, k)
for o[t("index")] in [1, 2]: pass
for x in t([1]): break
else: print("no")
print(x)
class Counting:
    def __init__(self): self.n = 0
    def __iter__(self): print("iter"); return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration
        return t(self.n)
for x in Counting(): print(x)
class Bare:
    def __getitem__(self, i): return [7, 8][i]
for x in Bare(): print(x)
class Resetting:
    def __iter__(self): self.n = 0; return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration
        return self.n
for x in Resetting():
    if x == 2: continue
    print(x)
class WithoutIter:
    def __next__(self): raise StopIteration
class Iterable:
    def __iter__(self): return WithoutIter()
for x in Iterable(): print("no")
for x in t(5): pass
""",
    "a generator that a loop leaves is closed there": """
def g():
    try: yield 1; yield 2
    finally: print("closed")
for x in g():
    print(x)
    break
print("after")
def first():
    for x in g(): return x
print(first())
""",
    "comprehensions": """
print([t(x) for x in t([1, 2]) if t(x) > 1], {t(x) for x in (1,)})
print({t(k): t(v) for k, v in {1: 2}.items()})
print([(x, y) for x in t([1, 2]) for y in t([x, x + 1]) if x != y])
print([[t(z) for z in [y]] for y in t([1])])
x = "outer"
print([x for x in [1]], x, [x for y in t([1, 2])], [lambda: x for x in t([1, 2])][0]())
class C:
    n = 2
    items = [i * 2 for i in range(n)]
    made = [t(i) for i in items]
print(C.items, C.made)
def f(k): return [k + i for i in t([1, 2])], {k: i for i in (1, 2)}, [g() for g in [lambda: k]]
print(f(10))
print([x for x in t(5)])
""",
    "generator expressions": """
g = (t(x) for x in t([1, 2, 3]) if x != 2)
print("made")
print(next(g), list(g), sum(x for x in t([1, 2])), max((t(x) for x in [1, 3, 2]), default=0))
print(",".join(str(x) for x in t([1, 2])), all(t(x) for x in [1, 0, 2]))
print(any(t(x) for x in [0, 1, 2]))
(x for x in t(5))
""",
    "lambda": """
f = lambda x, *a, y=t(1), **k: (t(x), a, y, k)
print(f(1), f(1, 2, 3, y=4, z=5), (lambda: 1)())
many = [lambda: 1, lambda: y, lambda: 2, lambda: None, lambda: 2]
y = t(9); print([g() for g in many])
print(sorted([3, 1, 2], key=lambda v: -v), list(map(lambda v: t(v) + 1, [1, 2])), f.__name__)
print((lambda: (yield t(1)))().send(None), [i() for i in [lambda i=i: i for i in range(3)]])
""",
    "try": """
def f(n):
    try:
        print("body")
        if t(n) == 1: raise ValueError("one")
        if n == 2: raise KeyError("two")
        if n == 3: return "returned"
    except ValueError as e:
        print("handler", t(str(e)))
        return "handled"
    except (KeyError, t(IndexError)) as e:
        print("second", e.args)
    else:
        print("else", t(n))
    finally:
        print("finally", t(n))
    return "end"
print(f(0), f(1), f(2), f(3))
""",
    "classes of handlers are evaluated when they are asked for": """
def kind(k): print("kind", k.__name__); return k
for error in (KeyError("a"), ValueError("b"), IndexError("c")):
    try:
        try: raise error
        except kind(KeyError) as e: print("first", t(e.args))
        except ValueError: print("second")
        except kind(TypeError): print("third")
    except IndexError as e: print("outside", e)
""",
    "jumps out of finally and of handlers": """
def f():
    for i in t(range(4)):
        try:
            try:
                if i == 0: continue
                if i == 1: raise ValueError
                if i == 3: break
            except ValueError:
                print("caught", t(i))
                continue
            finally:
                print("finally", t(i))
        finally:
            print("outer", t(i))
    try: return t("value")
    finally: print("last", t(1))
print(f())
def g():
    while True:
        try: return t(1)
        finally:
            if t(True): break
    return "broken"
print(g())
def h():
    try: raise ValueError("lost")
    finally: return t("swallowed")
print(h())
""",
    "an exception's name is gone after its handler": """
def f():
    try: raise ValueError("v")
    except ValueError as e: t(e.args)
    try: print(e)
    except UnboundLocalError: print("unbound")
f()
e = 1
try: raise ValueError
except ValueError as e: t(1)
print(e)
""",
    "raise and its causes": """
def f():
    try: raise ValueError(t("inner"))
    except ValueError as e:
        t(1)
        raise KeyError(t("outer")) from e
try: f()
except KeyError as e: print(repr(e.__cause__), repr(e.__context__), e.__suppress_context__)
def g():
    try: t(1); raise ValueError("a")
    except ValueError:
        t(2)
        try: raise TypeError("b")
        except TypeError: t(3)
        raise
try: g()
except ValueError as e: print(e, repr(e.__context__))
def h():
    try: 1 / t(0)
    finally: t("final"); raise KeyError("k")
h()
""",
    "except*": """
def f(errors):
    try:
        t("body")
        raise ExceptionGroup("g", errors)
    except* ValueError as e: print("values", [str(x) for x in e.exceptions])
    except* KeyError as e: print("keys", len(e.exceptions))
    else: print("no")
    finally: print("finally", t(1))
f([ValueError("a"), KeyError("b"), ValueError("c")])
def g(errors, how=None):
    try:
        try: raise ExceptionGroup("g", errors)
        except* t(ValueError) as e:
            for one in e.exceptions: print("one", t(str(one)))
            if how == "again": raise
            if how == "other": raise KeyError("k")
            if how == "same": raise e
        except* (TypeError, KeyError): t("second")
        else: print("no")
    except BaseException as e:
        print(repr(e))
        if isinstance(e, ExceptionGroup): print([repr(x) for x in e.exceptions])
for how in (None, "again", "other", "same"):
    g([ValueError("a"), OSError("b"), ExceptionGroup("h", [ValueError("c"), TypeError("d")])], how)
    g([ValueError("only")], how)
g([OSError("none")])
def naked(error, how=None):
    try:
        try: raise error
        except* ValueError as e:
            print("naked", t(repr(e)))
            if how: raise
    except BaseException as e: print(repr(e))
naked(ValueError("v")); naked(KeyError("k")); naked(ValueError("w"), True)
import asyncio
async def h():
    try: raise ExceptionGroup("g", [ValueError("a")])
    except* ValueError as e: await asyncio.sleep(0); print("awaited", len(e.exceptions))
asyncio.run(h())
f([TypeError("left"), ValueError("d")])
""",
    "with": """
with M(t("a")) as a, M(t("b")): print("in", t(a))
with M("swallows", True): raise ValueError(t("gone"))
def f():
    for i in t([1, 2, 3]):
        with M(i) as m:
            if i == 1: continue
            if i == 2: print("two", t(m));
            if i == 3: return t("out")
print(f())
with (M("x") as o.attribute, M("y") as (b, *c)): print(b, c)
try:
    with t(5): pass
except TypeError as e: print(e)
except AttributeError as e: print(e)
with M("raises"): raise KeyError(t("k"))
""",
    "with, deeper than the compiler could have it lowered": """
def f(n):
    for i in (1, 2):
        with M(1), M(2), M(3), M(4), M(5), M(6), M(7), M(8), M(9), M(10), M(11), M(12):
            with M("a"):
                with M("b"):
                    if i == n: return t(i)
                    if i == 2: raise ValueError(t("v"))
print(f(1), f(2))
f(3)
""",
    "match": """
def f(v):
    match t(v):
        case 0: return t("zero")
        case [a, *rest] if t(a) > 1: return "list", a, rest
        case [a, b] | (a, b, _): return "two", a, b
        case {"k": k, **more} if t(k): return "mapping", k, more
        case str() as s if t(len(s)) == 1: return "letter", s
        case M(name=n): return "M", n
        case None | True: return "single"
        case x if t(x) == 9: return "nine"
        case _: return "other"
for v in (0, [2, 3], [1, 2], [1, 2, 3], {"k": 1, "j": 2}, {"k": 0}): print(f(v))
for v in ("s", "st", M("m"), None, 9, 10): print(f(v))
match t(1):
    case 2: print("no")
""",
    "decorators": """
def d(name):
    print("factory", name)
    def wrap(f): print("wrap", name, f.__name__); return f
    return wrap
@d("outer")
@d("inner")
def f(x=t("default"), *, k=t("keyword")) -> t("annotation"): return x, k
print(f(), f.__annotations__)
@d("class")
class C(t(object), metaclass=t(type)):
    @d("method")
    def m(self): return t("m")
    @property
    def p(self): return t("p")
    @staticmethod
    def s(x=t("static")): return x
    @classmethod
    def c(cls): return cls.__name__
print(C().m(), C().p, C.s(), C().c(), C.__name__, C.m.__qualname__)
""",
    "classes, super and private names": """
class A:
    __private = 1
    def __init__(self, x): self.__x = t(x)
    def get(self): return self.__x, self.__private, self.__method()
    def __method(self): return [t(self.__x) for _ in (1,)]
    def who(self): return "A"
    @classmethod
    def make(cls, x): return cls(x)
class B(A):
    def __init__(self, x):
        super().__init__(t(x) + 1)
        self.__x = "B"
    def who(self): return "B" + super().who() + (lambda: super(B, self).who())()
    @classmethod
    def make(cls, x): return super().make(t(x))
    class Inner:
        def f(self): return __class__.__name__, type(self).__qualname__
    def late(self):
        def inner(): return __class__
        return inner() is B
b = B.make(1)
print(b.get(), b.who(), sorted(vars(b)), B.Inner().f(), b.late())
def f(__x):
    class D:
        def g(self): return [__x for __x in (1, 2)]
    return D().g()
print(f(3))
""",
    "del, global, nonlocal": """
a = {1: 2}
del a[t(1)], o[t(2)]
x = 1
del x
def f():
    global made
    made = t("global")
    n = 0
    def inner():
        nonlocal n
        n += t(1)
        def deeper():
            nonlocal n
            n += t(10)
        deeper()
        return n
    return inner(), inner(), n
print(f(), made)
try: x
except NameError as e: print(e)
""",
    "assignment": """
a = b = t(1)
a, b = t(2), a
(c, *d), [e] = t([1, 2, 3]), t([4])
print(a, b, c, d, e)
o[t("i")] = t("v")
o.x = o.y = t(3)
o[t("i")], o[t("j")] = t((1, 2))
t(o).z, (o[t(0)], *o[t(1)]) = t((1, (2, 3, 4)))
x: t("annotation") = t("annotated")
y: t("only")
print(x, __annotations__)
def f():
    z: t("never") = t(1)
    w: t("never")
    (a): t("never")
    return z, a
print(f())
a, b = t([1])
""",
    "augmented assignment": """
x = [1]
y = x
def change():
    global x
    x = [9]
    return [2]
x += change()
print(x, y)
o[t("i")] += t(1)
o[t(1):t(2)] -= t(3)
t(o).attr = 1
class N: n = 1
N.n += t(5); N.n **= 2
d = {"k": 1}
d[t("k")] += t(2)
def f(s):
    s += t("b"); s += s
    for s in [s]: s *= t(2)
    return s
print(N.n, d, f("a"))
""",
    "f-strings": """
class F:
    def __init__(self): self.n = 0
    def __format__(self, spec): self.n += 1; print("format", spec, self.n); return f"F{self.n}"
    def __repr__(self): return "rF"
f = F()
def grow(): f.n += 10; return "g"
print(f"{f} {grow()} {f!r} {f:{t('>3')}} {t(1):>{t(4)}} {t(2)!s:^5} {f'{t(3)}'} {t(4) = }")
print(f"{3.14159:.{t(2)}f}{{}}", f"" f"a{t(1)}" "b")
""",
    "functions see their own scope": """
def outer(a, b=t(2), /, c=3, *args, d, e=t(5), **kwargs):
    "Documentation."
    local = t(a)
    def inner(): return local, a, kwargs
    return inner(), args, c, d, e
print(outer(1, d=4, f=6), outer.__doc__, outer.__defaults__, outer.__kwdefaults__)
print(sorted(locals()) == sorted(globals()), outer.__code__.co_varnames[:3])
def looks(x):
    y = t(1)
    return sorted(locals()), sorted(vars()), sorted(dir()), eval("x + y")
print(looks(2))
def recursive(n): return 1 if n == 0 else n * recursive(n - 1)
print(recursive(5))
""",
    "generators": """
def g(n):
    got = None
    while n:
        got = yield t((n, got))
        n -= 1
    return "end"
def through():
    result = yield from g(2)
    print("result", result)
    x = yield from t([7, 8])
    print(x)
    return (yield t("last"))
i = through()
print(next(i), i.send("sent"))
print(list(i))
def catching():
    try: yield 1
    except ValueError as e: yield str(e)
    finally: print("finally", t(1))
c = catching(); next(c); print(c.throw(ValueError("thrown"))); c.close()
c = catching(); next(c); c.close()
print(list(x async for x in y) if False else [*g(1)])
""",
    "coroutines": """
import asyncio
async def add(a, b=t(1)):
    "Adds."
    await asyncio.sleep(0)
    return t(a) + b
async def numbers(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)
class Main:
    async def run(self, x):
        async with M("am") as m, M("an"): print(m, await add(x))
        async for i in numbers(3):
            if i == 1: continue
            print("item", i)
        else: print("else")
        print([i async for i in numbers(2)])
        print({i: await add(i) async for i in numbers(2) if await add(i) > 1})
        print([await add(i) for i in (1, 2)], [i async for i in (x async for x in numbers(2))])
        return await asyncio.gather(add(1), add(2, b=5))
print(asyncio.run(Main().run(3)), add.__name__, add.__doc__, asyncio.iscoroutinefunction(add))
async def around():
    @asyncio.coroutine if False else (lambda f: f)
    async def decorated(x=t(3)): return await add(x), lambda: x
    def plain(): return [decorated for _ in (1,)]
    return (await plain()[0]())[1]()
print(asyncio.run(around()))
async def fails():
    await add(1)
    raise KeyError("k")
asyncio.run(fails())
""",
    "imports": """
import os.path, json as j
from collections import OrderedDict as OD, deque
import xml.dom.minidom
print(os.path.basename("a/b"), j.dumps([1]), OD.__name__, deque.__name__, xml.dom.__name__)
try: from os import nothing_here
except ImportError as e: print(str(e).split("(")[0])
def f():
    import math
    from math import sqrt as root
    return root(4), math.floor(1.5)
print(f())
import no_such_module_at_all
""",
    "failures have the lines of the text": """
def a(x):
    return b(
        x,
    )
def b(x):
    y = [
        1,
        x
        .upper()
        .nothing(),
    ]
    return y
a("s")
""",
    "a failure in an argument, an attribute, an item": """
def f(*a): pass
try:
    f(1,
      t(2),
      {}[
        "k"])
except KeyError as e:
    print(e.__traceback__.tb_lineno)
class P:
    @property
    def p(self):
        return 1 / t(0)
P().p
""",
    "future annotations": """from __future__ import annotations
def t(x): print(x); return x
def f(a: t("a"), *b: t("b")) -> t("r"):
    x: t("x") = 1
    return t(x)
v: t("v") = t(2)
class C:
    w: t("w") = t(3)
    def m(self, z: undefined) -> undefined2: return t(4)
print(f(1), f.__annotations__, __annotations__, C.__annotations__, C().m(1))
""",
}

#: Those of Python 3.12 and later.
LATER = {
    "type parameters": """
def first[T](xs: list[T]) -> T: return t(xs)[0]
class Box[T]:
    def __init__(self, x: T): self.x = t(x)
    def get[U](self, u: U) -> tuple[T, U]: return self.x, u
type Pair[A] = tuple[A, A]
print(first([1]), Box[int](2).get(3), first.__type_params__, Pair.__value__, Box.__type_params__)
""",
}


def whole_texts() -> list[str]:
    """The names of the texts for this Python."""
    return [*ROWS, *(LATER if sys.version_info >= (3, 12) else {})]


def whole(name: str) -> str:
    """A text with what all of them begin with."""
    text = ROWS.get(name) or LATER[name]
    return text if text.startswith("from __future__") else START + text
