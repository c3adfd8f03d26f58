"""Statements of a transactional function in the database in which the image itself lies.

They wait until the image has voted, and are then executed in the very transaction of the database
that commits the image: there is one commit, and nothing can be in doubt.

Read by: perdure.image.engine.transacting.
"""

from __future__ import annotations

from typing import Any

from perdure.image.errors import CallFailed, ImageError


class OwnStatements:
    """Those of one transaction: a data manager of `transaction`."""

    def __init__(self, connection: Any, transactions: Any) -> None:
        self.transaction_manager = transactions
        self._connection = connection
        self._waiting: list[tuple[tuple[int, int], str, Any]] = []

    def execute(self, call: tuple[int, int], statement: str, parameters: Any) -> None:
        self._waiting.append((call, statement, parameters))

    def sortKey(self) -> str:  # noqa: N802  (the name that `transaction` calls)
        return "~perdure"  # behind the image's, before those of other databases

    def tpc_vote(self, transaction: Any) -> None:
        cursor = self._connection._normal_storage.own_cursor()
        for call, statement, parameters in self._waiting:
            try:
                cursor.execute(statement, parameters)
            except Exception as error:
                raise CallFailed([call], error) from error

    def abort(self, transaction: Any) -> None: ...

    tpc_begin = commit = tpc_finish = tpc_abort = abort


def own_statements(connection: Any, transactions: Any) -> OwnStatements:
    """Those of the transaction in progress; ImageError where the image lies in no such database."""
    if not hasattr(connection._normal_storage, "own_cursor"):
        raise ImageError(
            "the image is in no database of SQL: a function with a parameter `execute` needs "
            "one that is; give it a Database of its own"
        )
    transaction = transactions.get()
    for each in transaction._resources:
        if isinstance(each, OwnStatements):
            return each
    made = OwnStatements(connection, transactions)
    transaction.join(made)
    return made
