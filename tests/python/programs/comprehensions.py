"""Comprehensions of all kinds: several loops and conditions, nesting, names, order, waits within."""

from stopping import stop


def say(x):
    print("say", x, end="; ")
    return stop(x)


print([say(x) for x in say([1, 2])])
print({say(x % 2) for x in range(3)})
print({say(k): say(v) for k, v in {"a": 1, "b": 2}.items()})
print(list(say(x) for x in (1, 2)))
print([(x, y) for x in range(3) if x != 1 for y in say([x, x + 1]) if y])
print([[stop(i * j) for j in range(i)] for i in range(4)])
print([x for x in [y + 1 for y in [stop(z * 2) for z in range(3)]]])
print([a + b for a, *b in [([1], [2])] for a in [a] for b in b], [*"ab", *(c for c in "cd")])
x = "outer"
print([x for x in range(2)], x, {x: x for x in "k"}, x)
lazy = (say(n) for n in say(range(3)))
print("made", next(lazy), stop(next(lazy)))
print(list(lazy), list(lazy))
try:
    list(say(1) / n for n in (1, stop(0)))
except ZeroDivisionError as error:
    print(type(error).__name__)


def local(limit):
    factor = 3
    rows = [factor * n for n in range(limit) if stop(n) % 2]
    nested = [[factor + n + m for m in rows] for n in range(2)]
    total = sum(stop(n) for n in rows if n > factor)
    return rows, nested, total, [limit for limit in range(2)], limit


print(local(5))


class Table:
    size = 3
    squares = [n * n for n in range(size)]
    names = {str(n): stop(n) for n in range(size)}


print(Table.squares, Table.names)
print([f(2) for f in [lambda v, n=n: v * n for n in range(3)]])
print([f() for f in [lambda: n for n in range(3)]])
print(sorted({word[0] for word in "the quick brown the".split() if stop(word)}))
print(dict(zip("ab", (stop(i) for i in range(2)))), max((stop(len(w)), w) for w in ("aa", "b")))
print(any(say(v) for v in (0, 3, 5)), all(say(v) for v in (1, 0, 5)))
print(
    [say(v) if v > 1 else -v for v in range(3)],
    [v for v in range(9) if say(v) > 1 if v % 2 == 0 and v < 5],
)
