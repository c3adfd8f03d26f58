"""The baseline: commits of one small object to a FileStorage, nothing else.

Read by: benchmarks.waits.__main__.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import transaction
from persistent import Persistent
from ZODB.DB import DB
from ZODB.FileStorage import FileStorage


class Counter(Persistent):
    """One small object."""

    def __init__(self) -> None:
        self.value = 0


class Commits:
    """Commits a counter as often as one likes."""

    def __init__(self, counter: Counter, transactions: transaction.TransactionManager) -> None:
        self.counter = counter
        self.transactions = transactions

    def run(self, count: int) -> None:
        counter, transactions = self.counter, self.transactions
        for _ in range(count):
            transactions.begin()
            counter.value += 1
            transactions.commit()


@contextmanager
def open_commits(directory: Path) -> Iterator[Commits]:
    """A new FileStorage with a counter in it; the directory must be there."""
    database = DB(FileStorage(str(directory / "commits.fs")))
    transactions = transaction.TransactionManager(explicit=True)
    connection = database.open(transactions)
    try:
        transactions.begin()
        counter = connection.root()["counter"] = Counter()
        transactions.commit()
        yield Commits(counter, transactions)
    finally:
        connection.close()
        database.close()
