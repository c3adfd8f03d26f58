"""Sorting by keys, comparisons and orders that are functions of the program; min, max, sum."""

import operator

from stopping import stop


class Version:
    def __init__(self, text):
        self.parts = [int(p) for p in text.split(".")]

    def __lt__(self, other):
        stop()
        return self.parts < other.parts

    def __eq__(self, other):
        return stop(self.parts == other.parts)

    def __hash__(self):
        return hash(tuple(self.parts))

    def __repr__(self):
        return ".".join(map(str, self.parts))


asked = []


def key(x):
    asked.append(x)
    return stop(-x)


numbers = [3, 1, 2]
print(sorted(numbers, key=key), asked, numbers)
numbers.sort(key=key, reverse=True)
print(numbers, len(asked))
people = [("Ann", 30), ("Bob", 25), ("Cid", 30), ("Dee", 25)]
print(sorted(people, key=lambda p: (-stop(p[1]), p[0])), sorted(people, key=operator.itemgetter(1)))
versions = [Version(v) for v in ("1.10", "1.2", "0.9", "1.2")]
print(
    sorted(versions),
    min(versions),
    max(versions),
    versions.index(Version("1.2")),
    Version("0.9") in versions,
)
versions.sort()
print(versions, versions.count(Version("1.2")), len({*versions}))
print(
    min(people, key=lambda p: stop(p[1])),
    max(people, key=lambda p: stop(p[1])),
    max([], default=stop("none")),
)
print(sum(stop(v) for v in range(4)), sum([[1], [2]], []), sum((stop(v) for v in (1, 2)), 10))
print(
    sorted("b C a D".split(), key=str.lower),
    sorted({"k": 2, "j": 1}.items(), key=lambda kv: stop(kv[1])),
)
try:
    sorted([1, "a"])
except TypeError as error:
    print(error)


def failing(x):
    if x == 2:
        raise ValueError("key failed")
    return stop(x)


numbers = [3, 1, 2, 0]
try:
    numbers.sort(key=failing)
except ValueError as error:
    print(error, sorted(numbers))


def bubble(items, before):
    items = list(items)
    for i in range(len(items)):
        for j in range(len(items) - 1 - i):
            if before(items[j + 1], items[j]):
                items[j], items[j + 1] = items[j + 1], items[j]
    return items


def quick(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return (
        quick([x for x in rest if stop(x) < pivot])
        + [pivot]
        + quick([x for x in rest if x >= pivot])
    )


print(bubble([3, 1, 2], lambda a, b: stop(a) < b), quick([3, 6, 1, 8, 2, 9, 2]))
stable = sorted(range(10), key=lambda n: stop(n % 3))
print(stable, list(reversed(stable)), any(map(stop, [0, 3])), all(map(stop, [1, 0])))
