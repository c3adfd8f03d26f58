"""The baselines: `pickle` of a list, and a bare ZODB that keeps each object in a record of its own.

Read by: benchmarks.image.lists, benchmarks.image.strings.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import process_time
from typing import Any

import transaction
from persistent import Persistent
from transaction.interfaces import NoTransaction
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage

BARE = 20_000  #: objects that a bare ZODB is given


class Node(Persistent):
    """A pair."""

    __slots__ = ("first", "rest")

    def __init__(self, first: Any, rest: Any) -> None:
        self.first = first
        self.rest = rest

    def __getstate__(self) -> tuple[Any, Any]:
        return self.first, self.rest

    def __setstate__(self, state: tuple[Any, Any]) -> None:
        self.first, self.rest = state


def pickled(values: list[Any]) -> tuple[float, float]:
    """Microseconds of the processor to pickle, and to unpickle, each of them."""
    began = process_time()
    packed = pickle.dumps(values, 3)
    middle = process_time()
    if pickle.loads(packed) != values:
        raise AssertionError("pickle gives something else")
    ends = process_time()
    return (middle - began) * 1e6 / len(values), (ends - middle) * 1e6 / len(values)


def bare(directory: Path, values: list[Any]) -> tuple[float, float]:
    """Microseconds of the processor to commit, and to read, a list of them in a bare ZODB."""
    values = values[:BARE]
    path = directory / "bare.fs"
    with opened(path) as (root, manager):
        began = process_time()
        made = None
        for value in reversed(values):
            made = Node(value, made)
        root["list"] = made
        manager.commit()
        committing = process_time() - began
    with opened(path) as (root, _):
        began = process_time()
        found = []
        node = root["list"]
        while node is not None:
            found.append(node.first)
            node = node.rest
        reading = process_time() - began
    if found != values:
        raise AssertionError("the bare ZODB gives something else")
    return committing * 1e6 / len(values), reading * 1e6 / len(values)


@contextmanager
def opened(path: Path) -> Iterator[tuple[Any, transaction.TransactionManager]]:
    database = DB(FileStorage(str(path)))
    manager = transaction.TransactionManager(explicit=True)
    connection = database.open(manager)
    manager.begin()
    try:
        yield connection.root(), manager
    finally:
        with suppress(NoTransaction):
            manager.abort()
        connection.close()
        database.close()
