"""Histories of transactions on lists, and the anomalies in them.

A transaction is what a process does between two waits: it reads lists and appends to
them. Every value is appended once, so a read tells which appends came before it, in
which order; from that follows which transaction depends on which. The method is that of
P. Alvaro and K. Kingsbury, Elle: Inferring Isolation Anomalies from Experimental
Observations (2020); the anomalies' names are those of A. Adya's thesis (1999).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

READ, APPEND = "read", "append"
WW, WR, RW = "ww", "wr", "rw"  #: kinds of dependencies: on a write, by a read, against a read


@dataclass
class Transaction:
    """The deeds of one, in order: (READ, key, values) or (APPEND, key, value)."""

    name: str
    operations: list[tuple[str, Any, Any]] = field(default_factory=list)


def anomalies(history: list[Transaction], final: dict[Any, list[Any]]) -> list[str]:
    """The anomalies that snapshot isolation forbids and the history shows.

    `final` is what the lists were in the end.
    """
    return [*plain_faults(history, final), *cycles(history, final, allowed=is_snapshot_cycle)]


def unserializable(history: list[Transaction], final: dict[Any, list[Any]]) -> list[str]:
    """The anomalies that serializability forbids and the history shows."""
    return [*plain_faults(history, final), *cycles(history, final, allowed=lambda kinds: False)]


def plain_faults(history: list[Transaction], final: dict[Any, list[Any]]) -> Iterator[str]:
    """Lost and doubled appends, reads of what never was, half transactions, own writes unseen."""
    appended = defaultdict(list)
    for each in history:
        for kind, key, value in each.operations:
            if kind == APPEND:
                appended[key].append(value)
    for key, values in final.items():
        if sorted(values) != sorted(appended[key]):
            yield f"lost or doubled: {key} is {values}, appended were {appended[key]}"
    last_of = {
        (key, value): [v for k, at, v in each.operations if k == APPEND and at == key][-1]
        for each in history
        for kind, key, value in each.operations
        if kind == APPEND
    }
    own_of = {
        (key, value): each.name
        for each in history
        for kind, key, value in each.operations
        if kind == APPEND
    }
    for each in history:
        own: dict[Any, list[Any]] = defaultdict(list)
        first: dict[Any, list[Any]] = {}
        for kind, key, value in each.operations:
            if kind == APPEND:
                own[key].append(value)
                continue
            mine = own[key]
            theirs = value[: len(value) - len(mine)]
            if value[len(theirs) :] != mine:
                yield f"{each.name} read {key} as {value} after it had appended {mine}"
            if theirs != first.setdefault(key, theirs):
                yield f"{each.name} read {key} as {first[key]} and then as {theirs}"
            if theirs != final[key][: len(theirs)]:
                yield f"{each.name} read {key} as {value}, which it never was"
            if theirs and own_of.get((key, theirs[-1])) != each.name:
                if last_of.get((key, theirs[-1])) != theirs[-1]:
                    yield f"G1b: {each.name} read {key} in the midst of a transaction: {value}"


def cycles(history: list[Transaction], final: dict[Any, list[Any]], allowed: Any) -> Iterator[str]:
    """Circles of dependencies, those of two and three transactions, that are not allowed."""
    edges: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for source, target, kind in dependencies(history, final):
        if source != target:
            edges[source][target].add(kind)
    nothing: dict[str, set[str]] = {}
    for one, after_one in edges.items():
        for two, first_kinds in after_one.items():
            for kinds in product(first_kinds, edges.get(two, nothing).get(one, ())):
                if not allowed(kinds):
                    yield f"{'-'.join(kinds)}: {one} {two}"
            for three, second_kinds in edges.get(two, nothing).items():
                for kinds in product(
                    first_kinds, second_kinds, edges.get(three, nothing).get(one, ())
                ):
                    if not allowed(kinds):
                        yield f"{'-'.join(kinds)}: {one} {two} {three}"


def product(*choices: Iterable[str]) -> Iterator[tuple[str, ...]]:
    if not choices:
        yield ()
        return
    for first in choices[0]:
        for rest in product(*choices[1:]):
            yield (first, *rest)


def is_snapshot_cycle(kinds: tuple[str, ...]) -> bool:
    """Snapshot isolation allows circles with two anti-dependencies in a row: write skew."""
    return any(one == two == RW for one, two in zip(kinds, (*kinds[1:], kinds[0]), strict=True))


def dependencies(
    history: list[Transaction], final: dict[Any, list[Any]]
) -> Iterator[tuple[str, str, str]]:
    """(from, to, kind): the second must come after the first."""
    writer = {
        (key, value): each.name
        for each in history
        for kind, key, value in each.operations
        if kind == APPEND
    }
    for key, values in final.items():
        for earlier, later in pairwise(values):
            yield writer[key, earlier], writer[key, later], WW
    for each in history:
        for kind, key, value in each.operations:
            if kind != READ:
                continue
            others = [v for v in value if writer[key, v] != each.name]
            if others:
                yield writer[key, others[-1]], each.name, WR
            following = final[key][len(others) :]
            others_after = [v for v in following if writer[key, v] != each.name]
            if others_after:
                yield each.name, writer[key, others_after[0]], RW
