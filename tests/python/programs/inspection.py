"""Functions and classes looked at: signatures, names, defaults, attributes, sources of positions."""

import inspect

from stopping import stop


def function(a, /, b: int = stop(2), *args, c, d="x", **kwargs) -> str:
    """Say something.

    More.
    """
    local = a

    def inner():
        return local

    return inner


function.attribute = [1]
print(inspect.signature(function), function.__name__, function.__qualname__, function.__module__)
print(
    function.__defaults__,
    function.__kwdefaults__,
    function.__annotations__["b"],
    inspect.getdoc(function),
)
stop()
function.attribute.append(2)
print(
    function.attribute,
    vars(function),
    function.__code__.co_argcount,
    function.__code__.co_varnames[:3],
)
inner = function(1, c=2)
print(
    inner.__qualname__,
    inner.__closure__[0].cell_contents,
    inner.__code__.co_freevars,
    inspect.getclosurevars(inner).nonlocals,
)
print(
    inspect.signature(lambda x, *, y=1: x),
    (lambda: 0).__name__,
    inspect.isfunction(function),
    callable(inner),
)
function.__defaults__ = (9,)
print(inspect.signature(function).parameters["b"].default, function.__code__.co_firstlineno)


class Base:
    """The base."""

    attribute = 1

    def method(self, x):
        return x

    @classmethod
    def make(cls): ...

    @staticmethod
    def static(): ...

    @property
    def prop(self):
        """A property."""


class Child(Base):
    def method(self, x, y=1):
        return stop(x + y)


child = Child()
stop()
print(
    inspect.signature(child.method),
    inspect.signature(Child),
    inspect.getmro(Child)[1].__name__,
    Child.__doc__,
)
print(
    [n for n in dir(child) if not n.startswith("_")],
    inspect.ismethod(child.make),
    inspect.isclass(Child),
)
print(
    child.method.__func__ is Child.method,
    child.method.__self__ is child,
    child.method == child.method,
    Base.prop.__doc__,
)
print(
    Child.__dict__.keys() & {"method", "make"},
    getattr(child, "method")(1),
    hasattr(Child, "static"),
    Base.__subclasses__(),
)


def generator():
    yield 1


async def coroutine(): ...


async def agen():
    yield 1


print(
    inspect.isgeneratorfunction(generator),
    inspect.iscoroutinefunction(coroutine),
    inspect.isasyncgenfunction(agen),
)
g = generator()
print(
    inspect.getgeneratorstate(g),
    next(g),
    inspect.getgeneratorstate(g),
    inspect.isgenerator(g),
    g.__name__,
)
g.close()
print(inspect.getgeneratorstate(g))
print(inspect.getsource(inner).strip(), inspect.getsourcelines(Child.method)[1])
bound = inspect.signature(function).bind(1, 2, 3, c=4, e=5)
bound.apply_defaults()
print(bound.args, bound.kwargs)
print(
    inspect.currentframe().f_lineno,
    type(function).__name__,
    function.__get__(5)(1, c=1)() if stop(False) else "end",
)
