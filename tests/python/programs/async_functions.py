"""What an `async def` shows of itself: to decorators, `inspect`, `typing`, `copy`, and in messages."""

import asyncio, copy, functools, inspect, types, typing, weakref
from stopping import stop


def retry(times):
    def deco(fn):
        @functools.wraps(fn)
        async def wrapper(*a, **k):
            for i in range(times):
                try:
                    return await fn(*a, **k)
                except ValueError:
                    stop()
            raise RuntimeError("gave up")

        wrapper.times = times
        return wrapper

    return deco


@retry(2)
async def f(a: int, b: "str" = "x", *, c: float = 1.0) -> bool:
    "Doc."
    stop()
    f.calls = getattr(f, "calls", 0) + 1
    if f.calls < 2:
        raise ValueError
    return a, b, c


def sync(fn):
    @functools.wraps(fn)
    def w(*a):
        return asyncio.run(fn(*a))

    return w


@sync
async def g(x):
    return stop(x)


async def gen(n: int):
    for i in range(n):
        yield i


class C:
    async def m(self, x: int = 3):
        return x

    @classmethod
    async def cm(cls):
        return cls.__name__

    @staticmethod
    async def sm():
        return "s"

    async def ag(self):
        yield 1

    def plain(self):
        pass


def show():
    print(
        f.__name__,
        f.__doc__,
        f.__qualname__,
        f.__module__,
        f.times,
        f.__annotations__,
        sorted(vars(f)),
    )
    print(
        f.__wrapped__.__name__,
        f.__wrapped__.__defaults__,
        f.__wrapped__.__kwdefaults__,
        f.__wrapped__.__code__.co_name,
        f.__wrapped__.__code__.co_varnames[:3],
        f.__code__.co_argcount,
    )
    print(
        inspect.signature(f),
        inspect.iscoroutinefunction(f),
        inspect.iscoroutinefunction(f.__wrapped__),
        inspect.isfunction(f),
        asyncio.iscoroutinefunction(f),
        isinstance(f, types.FunctionType),
        callable(f),
    )
    print(typing.get_type_hints(f), typing.get_type_hints(C.m), inspect.getdoc(f))
    print(vars(g).keys(), g.__wrapped__.__name__, inspect.iscoroutinefunction(g))
    print(
        inspect.isasyncgenfunction(gen),
        inspect.iscoroutinefunction(gen),
        gen.__annotations__,
        vars(gen),
    )
    print(
        [n for n, v in inspect.getmembers(C, inspect.isfunction)],
        [n for n, v in inspect.getmembers(C(), inspect.ismethod)],
    )
    print(
        [n for n, v in inspect.getmembers(C(), inspect.iscoroutinefunction)],
        [n for n, v in vars(C).items() if inspect.isasyncgenfunction(v)],
    )
    print(
        C().m.__func__ is C.m,
        C.m.__name__,
        C().m.__self__.__class__,
        C.cm.__func__.__name__,
        C().m.__defaults__,
    )
    print(
        copy.copy(f) is f,
        copy.deepcopy(f) is f,
        copy.deepcopy({"f": f})["f"] is f,
        weakref.ref(f)() is f,
    )
    print(
        f.__globals__ is globals(),
        f.__closure__ is not None,
        type(f).__name__,
        type(C().m).__name__,
        repr(f)[:12],
        repr(C.m)[:13],
        repr(C().m)[:20],
    )
    print({f: 1}[f], f == f, f != g, hash(f) == hash(f))
    print(
        dir(f) == dir(lambda: 0),
        inspect.getfullargspec(C.m).args,
        inspect.unwrap(f) is f.__wrapped__,
    )


show()
stop()
show()
print(asyncio.run(f(1, c=2)), g(5), f.calls)
f.__defaults__ = None
f.__name__ = "renamed"
f.__doc__ = "new"
stop()
print(f.__name__, f.__doc__)


async def d(a, b=1):
    return a, b


d.__defaults__ = (2, 3)
stop()
print(asyncio.run(d()))
d.__annotations__["x"] = 1
print(d.__annotations__)
co = d(1)
print(
    inspect.iscoroutine(co),
    asyncio.iscoroutine(co),
    isinstance(co, typing.Coroutine),
    isinstance(co, typing.Awaitable),
    inspect.isawaitable(co),
    isinstance(co, types.CoroutineType),
    type(co).__name__,
    co.__name__,
    co.__qualname__,
)
stop()
co.close()
try:
    asyncio.run(co)
except RuntimeError as e:
    print(e)
print(
    type(gen(1)).__name__,
    isinstance(gen(1), typing.AsyncGenerator),
    inspect.isasyncgen(gen(1)),
    gen(1).__name__,
    isinstance(gen(1), types.AsyncGeneratorType),
)
p = functools.partial(d, 1)
print(inspect.iscoroutinefunction(p), asyncio.run(p(4)))
pm = types.MethodType(d, 7)
print(asyncio.run(pm(1)))
try:
    d(1, 2, 3)
except TypeError as e:
    print(e)
try:
    d(z=2)
except TypeError as e:
    print(e)
try:
    asyncio.run(d)
except ValueError as e:
    print(str(e)[:30])


async def main():
    try:
        await d
    except TypeError as e:
        print(e)
    made = d(1)
    try:
        async for x in made:
            pass
    except TypeError as e:
        print(e)
    try:
        async with made:
            pass
    except TypeError as e:
        print(e)
    try:
        with made:
            pass
    except TypeError as e:
        print(e)
    try:
        for x in made:
            pass
    except TypeError as e:
        print(e)
    made.close()
    try:
        await gen(2)
    except TypeError as e:
        print(e)


asyncio.run(main())
