"""The small trees through which an image finds what is due or awaited.

A BTree writes a whole bucket for each key that changes, and the stock buckets
hold 60 keys or more (moving one timer wrote 1,610 bytes). These hold 16, so that
a wait writes some 300 bytes of index, and an effect step none at all.

Read by: perdure.image.schema.root.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from BTrees.LOBTree import LOBTree
from BTrees.OOBTree import OOSet, OOTreeSet


class PairLeaf(OOSet):
    """A leaf of a set of tuples of numbers and strings."""

    __module__ = "perdure.image"
    has_plain_keys = True  #: see perdure.image.storage.states


class PairSet(OOTreeSet):
    """A set of pairs, kept in order: (due, pid), (awaited pid, waiting pid) or (name, pid)."""

    __module__ = "perdure.image"
    max_leaf_size = 16
    max_internal_size = 64
    _bucket_type = PairLeaf

    def __repr__(self) -> str:
        return f"<PairSet of {len(self)}>"


class Queue(LOBTree):
    """Values under growing numbers: a queue, or a growing list of pieces."""

    __module__ = "perdure.image"
    max_leaf_size = 16
    max_internal_size = 64

    def append(self, value: object) -> int:
        """Put it at the end; gives its number."""
        number: int = 0 if is_empty(self) else self.maxKey() + 1
        self[number] = value
        return number

    def pop_first(self) -> object:
        return self.pop(self.minKey())


class ChangeTable(Queue):
    """The same of large values that are put in one by one: little else is written with each."""

    __module__ = "perdure.image"
    max_leaf_size = 8
    max_internal_size = 32


class ProcessTable(LOBTree):
    """pid -> Process. Each new one has a leaf written anew, and every eighth a node above."""

    __module__ = "perdure.image"
    max_leaf_size = 16
    max_internal_size = 32


class PairsOfMany(PairSet):
    """The same where many are put in at once, most of them behind all others."""

    __module__ = "perdure.image"
    max_leaf_size = 64
    max_internal_size = 32


def seconds_of(pairs: PairSet, first: int) -> Iterator[int]:
    """The second halves of the pairs that begin with `first`."""
    for pair in pairs.keys((first,), (first + 1,), excludemax=True):
        yield pair[1]


def is_empty(tree: Any) -> bool:
    """Whether a tree or set has no key; its length would have to be counted."""
    return not tree


class Disordered(Exception):
    """A tree whose keys are not in order, or are not found where they must be."""


def ascending(tree: Any) -> Iterator[tuple[Any, Any]]:
    """The items of a tree, which must be in order, and found by their keys too."""
    before = None
    for key, value in tree.items():
        if (before is not None and not before < key) or key not in tree:
            raise Disordered(f"{key!r} stands where it is not found")
        before = key
        yield key, value


def ascending_keys(tree: Any) -> Iterator[Any]:
    """The same of a set."""
    before = None
    for key in tree.keys():  # noqa: SIM118  (a set of BTrees has no iterator of another kind)
        if (before is not None and not before < key) or key not in tree:
            raise Disordered(f"{key!r} stands where it is not found")
        before = key
        yield key
