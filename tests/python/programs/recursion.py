"""Recursion: deep, mutual, in methods and generators, RecursionError and going on after it."""

import sys

from stopping import stop


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))


def even(n):
    return True if n == 0 else odd(n - 1)


def odd(n):
    return False if n == 0 else even(n - 1)


def hanoi(n, a, b, c):
    if n:
        yield from hanoi(n - 1, a, c, b)
        yield a + c
        yield from hanoi(n - 1, b, a, c)


class Tree:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(stop(value)))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right

    def height(self):
        return 1 + max((c.height() for c in (self.left, self.right) if c), default=0)


def down(n):
    if n == 0:
        stop()
        return "bottom"
    try:
        return down(n - 1)
    finally:
        if n % 10 == 0:
            stop()


def permutations(items):
    if not items:
        return [[]]
    return [
        [x, *rest] for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1 :])
    ]


print(depth(200), ackermann(2, 3), even(50), odd(51), down(40))
print(list(hanoi(3, "A", "B", "C")))
tree = Tree(50)
for value in (30, 70, 20, 40, 60, 80, 35):
    tree.insert(value)
print(list(tree), tree.height(), len(permutations([1, 2, 3, 4])))


def forever(n):
    return forever(n + 1) + 1


class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "x")


for runs_away in (lambda: forever(0), lambda: Loop().a):
    try:
        runs_away()
    except RecursionError as error:
        stop()
        print("RecursionError", "maximum recursion depth exceeded" in str(error))
print(depth(100), sys.getrecursionlimit() >= 1000)
