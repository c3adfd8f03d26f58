"""Defaults: evaluated once where the function is defined, shared, mutable, of methods and lambdas."""

from stopping import stop

made = 0


def make():
    global made
    made += 1
    return stop([made])


def f(x, items=make(), *, more=make()):
    items.append(x)
    more.append(-x)
    return items, more


print(made, f(1), f(2), f(3, []), f.__defaults__, f.__kwdefaults__)


def factory(n):
    def inner(x=n, y=make()):
        stop()
        return x, y

    return inner


one, two = factory(1), factory(2)
print(one(), two(), one(5), made, one.__defaults__[1] is one()[1])


class C:
    size = 3

    def method(self, n=size, items=stop([])):
        items.append(n)
        return items

    @classmethod
    def make(cls, size=size * 2):
        return cls, stop(size)

    other = lambda self, n=size: n


c, d = C(), C()
C.size = 100
print(c.method(), d.method(7), c.method(), C.make()[1], c.other())
for i in range(3):

    def loop(i=i, j=stop(i * 10)):
        return i, j

    print(loop(), end=" ")
print()


def sentinel(x=None, y=..., *, z=NotImplemented):
    return x is None, y is ..., z is NotImplemented


print(sentinel(), sentinel(0, 0, z=0))
try:

    def broken(x=1 / 0):
        pass
except ZeroDivisionError:
    print("not defined", "broken" in globals())


def memo(n, known={0: 0, 1: 1}):
    if n not in known:
        known[n] = memo(n - 1) + memo(stop(n) - 2)
    return known[n]


print(memo(30), len(memo.__defaults__[0]))


def annotated(x: make() = 1, *args: stop("ann"), y: "later" = 2) -> make():
    return x, y


print(annotated(), annotated.__annotations__["args"], annotated.__annotations__["return"], made)


def order(a=print("first"), b=print("second"), *, c=print("third")):
    pass


def gen(n, seen=[]):
    for i in range(n):
        seen.append(i)
        yield stop(len(seen))


print(list(gen(2)), list(gen(3)), (lambda *a, k=make(): (a, k))(1), made)
