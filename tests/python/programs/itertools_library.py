"""itertools: endless, combined and grouped iterators, half used before a wait and used on after it."""

import itertools as it

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


count = it.count(10, 5)
cycle = it.cycle("ab")
next(count), next(cycle)
stop()
print(next(count), [next(cycle) for _ in range(3)], list(it.repeat("r", 2)))
chain = it.chain([1, 2], "xy", (say(i) for i in range(2)))
print(next(chain), next(chain), stop(next(chain)), list(chain))
one, two = it.tee(iter(range(5)))
next(one), next(one)
stop()
print(list(two), list(one))
print(
    list(it.islice(it.count(), 2, 10, stop(3))),
    list(it.accumulate([1, 2, 3], lambda a, b: stop(a * 10 + b))),
)
print([(k, list(g)) for k, g in it.groupby("aabbbc", key=lambda c: stop(c))])
groups = it.groupby([1, 1, 2, 3, 3], key=lambda n: n % 2)
for odd, group in groups:
    print("odd" if odd else "even", sum(stop(n) for n in group), end="; ")
print()
print(
    list(it.takewhile(lambda n: stop(n) < 3, it.count())),
    list(it.dropwhile(lambda n: n < 3, range(5))),
)
print(
    list(it.filterfalse(lambda n: n % 2, range(5))), list(it.compress("abcd", [1, 0, stop(1), 0]))
)
print(
    list(it.product("ab", range(2)))[:3],
    list(it.permutations("abc", 2))[:3],
    list(it.combinations(range(4), 2))[-1],
)
print(
    list(it.combinations_with_replacement("ab", 2)),
    list(it.zip_longest("ab", [1], fillvalue=stop("-"))),
)
print(list(it.starmap(lambda a, b: stop(a) ** b, [(2, 3), (3, 2)])), list(it.pairwise("abc")))
permutations = it.permutations(range(3))
next(permutations)
stop()
print(next(permutations), len(list(permutations)))
numbers = iter(range(10))
print([next(numbers) for _ in range(3)], list(zip(numbers, numbers)), list(numbers))
pairs = enumerate("abc", start=stop(5))
next(pairs)
stop()
print(
    next(pairs),
    list(pairs),
    list(reversed([1, 2, 3])),
    list(iter(lambda s=[3, 2, 1, 0]: s.pop(0), 1)),
)
mapped = map(say, [1, 2, 3])
print("lazy", next(mapped))
stop()
print(list(mapped), list(map(lambda a, b: a + b, [1, 2], [10, 20, 30])))
lines = iter("a\nb\nc".splitlines())
for line in lines:
    if line == "b":
        print("rest", stop(list(lines)))
keys = iter({"k": 1, "l": 2}.items())
next(keys)
stop()
print(next(keys), next(keys, "end"))
s = iter({7})
t = iter("xyz")
b = iter(b"\x01\x02")
next(t), next(b)
stop()
print(next(s), list(t), list(b), next(s, "end"))
