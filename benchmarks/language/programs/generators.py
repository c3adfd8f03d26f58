"""Generators: do two trees have the same leaves? Each leaf is asked for in turn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import TypeAlias

SIZE = 15_000

Tree: TypeAlias = "int | tuple[Tree, Tree]"


def make_tree(low: int, high: int, shape: int) -> Tree:
    if high - low == 1:
        return low
    middle = low + 1 + (high - low - 1) * shape // 8
    return make_tree(low, middle, shape), make_tree(middle, high, shape)


def leaves(tree: Tree) -> Iterator[int]:
    if isinstance(tree, tuple):
        for branch in tree:
            yield from leaves(branch)
    else:
        yield tree


def count_same(a: Tree, b: Tree) -> int | None:
    count = 0
    for x, y in zip_longest(leaves(a), leaves(b)):
        if x != y:
            return None
        count += 1
    return count


def main(n: int) -> int | None:
    return count_same(make_tree(0, n, 4), make_tree(0, n, 2))
