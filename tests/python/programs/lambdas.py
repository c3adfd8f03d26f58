"""Lambdas with waits in their bodies and their defaults, in tables, as keys, immediately called."""

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


f = lambda x, y=say("default"): (stop(x), y)
print(f(1), f(1, y=2), f.__name__, f.__defaults__)
print((lambda *args, **kwargs: (args, kwargs))(1, *[2], k=say(3)))
table = {"add": lambda a, b: stop(a + b), "call": lambda g, *a: g(*a), "none": lambda: None}
print(table["call"](table["add"], 1, 2), table["none"]())
print(
    sorted(["bb", "a", "ccc"], key=lambda s: stop(-len(s))),
    max([3, -5, 4], key=lambda v: stop(abs(v))),
)
print(list(map(lambda v: stop(v) * 2, range(3))), list(filter(lambda v: stop(v) % 2, range(5))))
compose = lambda *fs: lambda x: [x := g(x) for g in fs][-1]
print(compose(lambda v: v + 1, lambda v: stop(v) * 10, str)(4))
conditional = lambda n: "zero" if stop(n) == 0 else "pos" if n > 0 else "neg"
print(conditional(0), conditional(5), conditional(-5))
fact = lambda n: 1 if n == 0 else n * fact(n - 1)
print(fact(20), (lambda s: s(s, 5))(lambda s, n: n and n + s(s, stop(n - 1))))
nested = lambda x: lambda y: lambda z: stop(x) + y + z
print(nested(1)(2)(3), (lambda: (yield))().__class__.__name__)
generator = (lambda n: (yield from (stop(i) for i in range(n))))(3)
print(list(generator))
short = lambda v: v and stop(v) or "else"
print(short(0), short(5), [*map(lambda p: p[0], [("a", 1), ("b", 2)])])


class Holder:
    method = lambda self, x: (self.base, stop(x))
    base = 7
    make = staticmethod(lambda: stop("static"))


print(Holder().method(1), Holder.make())
walrus = lambda xs: [y for x in xs if (y := stop(x) * 2) > 2]
print(walrus([1, 2, 3]), (lambda a, /, b, *, c: (a, b, c))(1, b=2, c=3))
try:
    (lambda x: stop(x) / 0)(1)
except ZeroDivisionError as error:
    print(error.__traceback__.tb_next.tb_frame.f_code.co_name)
