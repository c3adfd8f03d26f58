"""Connections through which records are loaded, and a transaction committed, in few round trips.

A view is a transaction that only reads, on one state of the database. RelStorage begins one with
each of its own, by asking what has changed, and ends it with a rollback. psycopg2 sends BEGIN and
ROLLBACK by themselves; here BEGIN goes with the first question, and ROLLBACK with the statement
that commits. So a transaction that loads nothing takes two round trips.

Read by: perdure.image.storage.postgresql.postgresql, perdure.image.storage.postgresql.committing,
perdure.image.storage.postgresql.assuming.
"""

from __future__ import annotations

from typing import Any

import psycopg2
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, connection, cursor

BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
#: What does not stand in a view is committed by itself.
SETTINGS = """
SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
SET lock_timeout = {}
"""


class ViewCursor(cursor):
    """A cursor whose first statement begins the view."""

    def execute(self, query: Any, vars: Any = None) -> Any:
        self.connection.refuse()
        if self.connection.is_by_itself() and not self.connection.make_sure():
            query = BEGIN + query
        return super().execute(query, vars)


class View(connection):
    """A connection to the database that knows when it is in a view."""

    cursor_factory = ViewCursor
    replica: Any = None  #: RelStorage notes here which one it is
    assumption: Any = None  #: on which the transaction stands (..postgresql.assuming)
    autocommit: bool

    def is_by_itself(self) -> bool:
        """Whether the next statement would be committed by itself."""
        return bool(self.autocommit and self.get_transaction_status() == TRANSACTION_STATUS_IDLE)

    def ask(self, statement: str, parameters: Any = ()) -> Any:
        """The one value that a statement gives, committed; the view ends before it."""
        if not self.is_by_itself():
            statement = "ROLLBACK; " + statement
        with self.cursor(cursor_factory=cursor) as asking:
            asking.execute(statement, parameters)
            return asking.fetchone()[0]

    def ask_within(self, statement: str) -> Any:
        """The one value that a statement gives, in the view, which may begin with it."""
        if self.is_by_itself():
            statement = BEGIN + statement
        with self.cursor(cursor_factory=cursor) as asking:
            asking.execute(statement)
            return asking.fetchone()[0]

    def refuse(self) -> None:
        """ReadConflictError where the transaction was found to stand on an older state."""
        if self.assumption is not None:
            self.assumption.refuse()

    def make_sure(self) -> bool:
        """Begin the view where the transaction assumes on which state it is; whether it does.

        ReadConflictError where it is on another.
        """
        if self.assumption is None or self.assumption.tid is None:
            return False
        self.assumption.make_sure(self)
        return True

    def cursor(self, name: str | None = None, cursor_factory: Any = None, **options: Any) -> Any:
        if name is None:
            return super().cursor(cursor_factory=cursor_factory or ViewCursor, **options)
        self._let_psycopg_know()
        return super().cursor(name=name, **options)

    def lobject(self, *arguments: Any, **options: Any) -> Any:
        self._let_psycopg_know()
        return super().lobject(*arguments, **options)

    def rollback(self) -> None:
        """End the view."""
        if not self.autocommit:
            super().rollback()
            self.autocommit = True
        elif not self.is_by_itself():
            with self.cursor(cursor_factory=cursor) as ending:
                ending.execute("ROLLBACK")

    commit = rollback

    def _let_psycopg_know(self) -> None:
        """Large objects, and cursors of the server's, it has only where it began by itself.

        It sends another BEGIN, which the server notes and does not heed.
        """
        if not self.autocommit:
            return
        if self.is_by_itself() and not self.make_sure():
            with self.cursor(cursor_factory=cursor) as beginning:
                beginning.execute(BEGIN)
        self.autocommit = False


def open_views(manager: Any, lock_timeout: float) -> None:
    """Have RelStorage's manager of connections open views to load; `lock_timeout` is in seconds."""
    usual = manager._db_connect_with_isolation

    def connect(dsn: str, *, isolation: Any, read_only: bool, **options: Any) -> Any:
        if not read_only or isolation != manager.isolation_repeatable_read:
            return usual(dsn, isolation=isolation, read_only=read_only, **options)
        view = psycopg2.connect(dsn, connection_factory=View)
        view.autocommit = True
        with view.cursor(cursor_factory=cursor) as setting:
            setting.execute(SETTINGS.format(int(1000 * lock_timeout)))
        return view

    manager._db_connect_with_isolation = connect
