"""Type parameters and type aliases in the syntax of Python 3.12."""
# needs: Python 3.12

from stopping import stop

type Pair[T] = tuple[T, T]
type Recursive = list[Recursive] | int


def first[T](items: list[T]) -> T:
    return stop(items)[0]


def both[T: (int, str), *Ts, **P](x: T, *rest: *Ts) -> tuple[T, *Ts]:
    return (x, *stop(rest))


class Box[T]:
    def __init__(self, inside: T) -> None:
        self.inside = inside

    def map[U](self, f) -> "Box[U]":
        return Box(f(stop(self.inside)))

    def get(self) -> T:
        return self.inside


class Named[T](Box[T]):
    def __init__(self, name: str, inside: T):
        stop()
        super().__init__(inside)
        self.name = name


async def later[T](x: T) -> T:
    return x


def decorated(f):
    print("decorating", f.__name__, [p.__name__ for p in f.__type_params__])
    return f


@decorated
def wrapped[A, B](a: A, b: B = stop("default")) -> B:
    def inner[C](c: C):
        return a, b, c

    return inner(stop("c"))


print(first([1, 2]), both(1, "a", 2.0), Box(3).map(lambda x: x + 1).get(), Named("n", 5).get())
print(
    first.__type_params__,
    [p.__name__ for p in both.__type_params__],
    Box.__type_params__[0].__name__,
)
print(Pair[int], Pair.__value__, Recursive.__name__, Box[int], wrapped(1))
print(f"{'nested'} {f'{"quotes"}'} {stop('x')}")
