"""Databases of the application's own that share a transaction with the image.

A function marked `@transactional(database)` is called within the transaction that commits what it
gives, and has a connection of SQLAlchemy's which commits with that: both or neither, also where the
worker is killed at any moment. Two ways lead there.

*One phase*, for any database. It commits last of all that vote, when nothing but the end of the
image's own commit is to come. With what the function does, a row with its key and result is
written, in the table CALLS. A worker that dies in the gap leaves the database ahead
of the image: the call is made again, its row is found, and its result is taken from there.

*Two phases*, where the database has them (PostgreSQL with max_prepared_transactions above 0). It
prepares where the other commits, and commits when the image has. The image keeps the names of
what it has committed so. A worker that dies in the gap leaves something prepared,
which is committed if the image knows its name, and else undone.

Reads: sqlalchemy, given by the application. Read by: perdure.image (when it is named).
"""

from __future__ import annotations

import ast
import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Engine, text

from perdure.image.errors import CallFailed, CannotConvert

logger = logging.getLogger("perdure")

CALLS = "perdure_calls"  #: the table of those that were committed in one phase
PREFIX = "perdure"  #: of the names of what is prepared

#: Types of results that a row can have.
SIMPLE = (int, float, str, bytes, bool, type(None))


class Database:
    """A database of the application's own, by an engine of SQLAlchemy's."""

    def __init__(self, engine: Engine, *, two_phase: bool = False) -> None:
        self.engine = engine
        self.two_phase = two_phase
        self._has_table = False
        self._lock = threading.Lock()
        #: keys and names that are of no more use: their transactions are over, here and there
        self._over: list[str] = []

    def call(
        self,
        function: Callable[[Connection], Any],
        key: str,
        call: tuple[int, int],
        transactions: Any,
        names: Any,
        doubt: Callable[[], None],
    ) -> Any:
        """The plain result of the function, which is given a connection; or that of the key's row.

        `call` is the pid and the number of the effect, `transactions` the image's manager of
        transactions, with one in progress; `names` a table that the image keeps, for two phases;
        `doubt` is called where something may have been left prepared.
        """
        joined = self._joined(transactions, key, names, doubt)
        joined.calls.append(call)
        if self.two_phase:
            return function(joined.connection)
        statement = text(f"SELECT result FROM {CALLS} WHERE id = :id")
        found = joined.connection.execute(statement, {"id": key}).first()
        if found is not None:
            joined.keys.append(key)
            return ast.literal_eval(found[0])
        result = function(joined.connection)
        check_simple(result)
        statement = text(f"INSERT INTO {CALLS} (id, result) VALUES (:id, :result)")
        joined.connection.execute(statement, {"id": key, "result": repr(result)})
        joined.keys.append(key)
        return result

    def left(self, image_id: str) -> dict[str, int]:
        """The names of what is prepared for that image, each with the pid; ConnectionError."""
        start = f"{PREFIX}-{image_id}-"
        try:
            with self.engine.connect() as connection:
                names = [str(name) for name in connection.recover_twophase()]
        except NotImplementedError:
            raise  # it has no two phases
        except Exception as error:
            raise ConnectionError(str(error)) from error
        return {
            name: int(name.removeprefix(start).partition("-")[0])
            for name in names
            if name.startswith(start)
        }

    def finish(self, decided: dict[str, bool], image_id: str) -> None:
        """Commit (true) or undo (false) what is prepared under these names; ConnectionError."""
        failure: Exception | None = None
        for name, is_committed in decided.items():
            try:
                with self.engine.connect() as connection:
                    if is_committed:
                        connection.commit_prepared(name, recover=True)
                    else:
                        connection.rollback_prepared(name, recover=True)
            except Exception as error:  # noqa: BLE001  (perhaps another has done it just now)
                failure = error
        still = self.left(image_id) if failure else {}
        self.give_back([name for name in decided if name not in still])
        if failure and not still.keys().isdisjoint(decided):
            raise ConnectionError(str(failure)) from failure

    def take_over(self) -> list[str]:
        """The keys and names that are of no more use, to be forgotten in this transaction."""
        with self._lock:
            over, self._over = self._over, []
            return over

    def give_back(self, over: list[str]) -> None:
        with self._lock:
            self._over += over

    def _joined(
        self, transactions: Any, key: str, names: Any, doubt: Callable[[], None]
    ) -> _Joined:
        transaction = transactions.get()
        for each in transaction._resources:
            if isinstance(each, _Joined) and each.database is self:
                return each
        if not (self.two_phase or self._has_table):
            with self.engine.begin() as connection:
                statement = f"CREATE TABLE IF NOT EXISTS {CALLS} (id varchar(200) PRIMARY KEY, "
                connection.execute(text(f"{statement}result text NOT NULL)"))
            self._has_table = True
        joined = _Joined(self, transactions, key, names, doubt)
        transaction.join(joined)
        return joined


class _Joined:
    """The part that a database has in one transaction: a data manager of `transaction`."""

    def __init__(
        self,
        database: Database,
        transactions: Any,
        key: str,
        names: Any,
        doubt: Callable[[], None],
    ) -> None:
        self.transaction_manager = transactions
        self.database = database
        self.calls: list[tuple[int, int]] = []  #: pids, and numbers of their effects
        self.keys: list[str] = []  #: rows that are there when this has committed
        self._over = database.take_over()
        self.connection = database.engine.connect()
        # Each attempt has one of its own: who undoes one that was left cannot meet another.
        self._name = f"{PREFIX}-{key}-{secrets.token_hex(4)}"
        self._is_prepared = False
        self._names = names
        self._doubt = doubt
        if database.two_phase:
            self._begun: Any = self.connection.begin_twophase(self._name)
            for name in self._over:
                names.pop(name, None)
            names[self._name] = True
        else:
            self._begun = self.connection.begin()
            for each in self._over:
                self.connection.execute(text(f"DELETE FROM {CALLS} WHERE id = :id"), {"id": each})

    def sortKey(self) -> str:  # noqa: N802  (the name that `transaction` calls)
        return f"~~perdure {id(self.database):x}"  # behind the image's

    def abort(self, transaction: Any) -> None:
        self.database.give_back(self._over)
        self._undo()

    def tpc_begin(self, transaction: Any) -> None: ...

    def commit(self, transaction: Any) -> None: ...

    def tpc_vote(self, transaction: Any) -> None:
        try:
            self._commit()
        except Exception as error:
            if self.database.two_phase:
                self._doubt()  # the answer may have been lost
            raise CallFailed(self.calls, error) from error

    def _commit(self) -> None:
        """Commit, or prepare to, with what follows once the image has committed."""
        if self.database.two_phase:
            self._begun.prepare()
            self._is_prepared = True
        else:
            self._begun.commit()

    def tpc_finish(self, transaction: Any) -> None:
        if not self.database.two_phase:
            self._end(lambda: None)
            self.database.give_back(self.keys)
            return
        try:
            self._end(self._begun.commit)
        except Exception:  # the image has committed, so this will be
            self._doubt()
            logger.warning("%s is prepared, and not committed yet", self._name, exc_info=True)
        else:
            self.database.give_back([self._name])

    def tpc_abort(self, transaction: Any) -> None:
        self.database.give_back(self._over)
        if self._is_prepared and not self.connection.closed:
            # Mostly since the end of the image's commit has failed, which may have happened all the
            # same: it stays prepared until that is known, see perdure.image.engine.transacting.
            self._doubt()
            self.connection.invalidate()
            self.connection.close()
        self._undo()

    def _undo(self) -> None:
        """A database that is away, or has lost the connection, undoes it by itself."""
        try:
            self._end(self._begun.rollback)
        except Exception as error:  # noqa: BLE001  (of the database's driver)
            logger.info("%s could not be told to undo: %s", self.database.engine.url, error)

    def _end(self, end: Callable[[], None]) -> None:
        if self.connection.closed:
            return  # it has been told of the abort before
        try:
            end()
        finally:
            with suppress(Exception):
                self.connection.close()


def check_simple(x: Any) -> None:
    """CannotConvert where a row could not have it as a result."""
    kind = type(x)
    if kind in (list, tuple):
        for each in x:
            check_simple(each)
    elif kind is dict:
        for each in (*x.keys(), *x.values()):
            check_simple(each)
    elif kind not in SIMPLE or (kind is float and x - x != 0):
        raise CannotConvert(
            f"{x!r}, in the result of a transactional function, is neither a number, a text, "
            "bytes, a truth value or None, nor a list, tuple or dict of such"
        )
