"""`next` of generators that wait, with all kinds of arguments."""

from stopping import stop


def numbers(n=3):
    for i in range(n):
        stop()
        yield i


class Holder:
    def __init__(self):
        self.all = [numbers(), numbers()]
        self.one = numbers(1)
        self.none = -5

    @property
    def two(self):
        return self.all[1]

    def step(self):
        return (
            next(self.one, (self.none, "end")),
            next(self.all[0], []),
            next(self.two, self.none - 1),
        )


holder = Holder()
print(holder.step(), holder.step(), holder.step(), holder.step())
by_name = {"a": numbers(1)}
print(
    next(by_name["a"], -1),
    next(by_name["a"], -1),
    next(by_name["a"], {}),
    next(by_name["a"], f"{stop('x')}"),
)
print(
    next(numbers()),
    next(numbers(0), not stop(0)),
    next((stop(i) for i in range(3) if i > 1), -1),
    next((stop(i) for i in ()), (1, 2)),
)
xs = iter(numbers())
print(
    next(xs) + next(xs, 0),
    next(xs),
    next(xs or [], [holder.none] * 2),
    next(*[numbers(1)]),
    next(*[numbers(0), "star"]),
)
x = 1


def changing():
    global x
    stop()
    x = 2
    if False:
        yield
    return 5


print(
    next(changing(), x),
    next(changing(), x + 5),
    next(iter(numbers(0)), None),
    next((numbers(0), numbers(1))[1], -1),
)
try:
    next(numbers(0))
except StopIteration as error:
    print(repr(error))
print(
    [next(g, -1) for g in (numbers(0), numbers(2))],
    (lambda g: next(g, -1))(numbers(0)),
    [y := next(numbers(0), -1), y],
)
