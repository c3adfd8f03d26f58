"""Names that are bound more than once: while decorators run, each is what it was before."""


def seen(scope, name):
    """Print what a name is while a decorator runs."""

    def decorator(made):
        had = scope().get(name)
        print(name, had(0) if callable(had) else had)
        return made

    return decorator


@seen(globals, "first")
def first(value):
    return "one"


@seen(globals, "first")
@seen(globals, "first")
def first(value):
    return "two"


number = 5


@seen(globals, "number")
def number(value):
    return "three"


@seen(globals, "number")
class number:
    def __new__(cls, value):
        return "four"


print(first(0), number(0))


def failing(made):
    raise ValueError(made.__name__)


try:

    @failing
    def first(value):
        return "never"

except ValueError as error:
    print(error, first(0))


def inside(first):
    def now():
        try:
            return inner(0)
        except NameError as error:
            return type(error).__name__

    def telling(made):
        print("inner", now())
        return made

    @telling
    def inner(value):
        return "inner one"

    @telling
    def inner(value):
        return "inner two"

    def parameter(made):
        print(type(first).__name__)
        return made

    @parameter
    def first(value):
        return "changed"

    return inner(0), first(0)


print(inside("given"))
