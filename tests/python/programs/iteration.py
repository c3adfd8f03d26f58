"""Iteration protocols written in the program: `__iter__`, `__next__`, `__getitem__`, sentinels, lengths."""

from stopping import stop


class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        stop()
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration(stop("end"))
        self.n -= 1
        return stop(self.n)

    def __length_hint__(self):
        return self.n


class Sequence:
    def __init__(self, *items):
        self.items = items

    def __getitem__(self, i):
        return stop(self.items)[i]

    def __len__(self):
        return len(self.items)

    def __reversed__(self):
        print("reversed", end=" ")
        return iter([stop(x) for x in self.items[::-1]])


class Fresh:
    def __iter__(self):
        for x in "xyz":
            stop()
            yield x

    def __contains__(self, x):
        return stop(x) == "magic"


print(
    [x for x in Countdown(3)],
    list(Countdown(2)),
    tuple(Countdown(2)),
    set(Countdown(2)),
    sum(Countdown(4)),
)
for x in Countdown(3):
    for y in Sequence("a", "b"):
        stop()
        print(x, y, end="; ")
print()
print(
    list(Sequence(1, 2)), list(reversed(Sequence(1, 2))), 2 in Sequence(1, 2), max(Sequence(3, 9))
)
fresh = Fresh()
print(
    list(fresh),
    "".join(fresh),
    "magic" in fresh,
    "x" in fresh,
    dict(enumerate(fresh)),
    sorted(fresh)[::-1],
)
a, b, *c = Countdown(5)
print(
    a,
    b,
    c,
    [*Countdown(2), *fresh],
    dict(zip(fresh, Countdown(3))),
    any(Countdown(1)),
    all(Sequence(1, 0)),
)
half = Countdown(6)
for x in half:
    if x == 3:
        break
print(next(half), list(half), next(half, "done"))
iterator = iter(Sequence("p", "q"))
print(next(iterator), stop(next(iterator)), next(iterator, "end"))
readings = iter([3, 5, 0, 7])
print(list(iter(lambda: stop(next(readings)), 0)), list(readings))


class Failing:
    def __iter__(self):
        return self

    def __next__(self):
        stop()
        raise ValueError("next failed")


for source in (Failing(), 5, [1].__iter__):
    try:
        for _ in source:
            pass
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
items = [1, 2, 3, 4]
for item in items:
    if stop(item) == 2:
        items.remove(item)
print(items)
d = {"a": 1}
try:
    for k in d:
        d[k + "x"] = stop(1)
except RuntimeError as error:
    print(error)
for i, (k, v) in enumerate(sorted({"b": 2, "a": 1}.items())):
    print(i, k, stop(v), end=" ")
print()
print([list(pair) for pair in zip(Countdown(2), Sequence("s", "t"), strict=True)])
try:
    list(zip([1], Countdown(2), strict=True))
except ValueError:
    print("ValueError")
