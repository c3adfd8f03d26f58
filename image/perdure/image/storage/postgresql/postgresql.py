"""Images in PostgreSQL: postgresql://USER@HOST:PORT/DATABASE opens one.

RelStorage makes the tables and keeps the records (perdure.image.storage.postgresql.relational).
What is here: opening it, with RelStorage's options among the parameters of the URI, so that of
several that find the database empty one makes the image; and ids that are not given twice. How
members hear of commits: perdure.image.storage.postgresql.listening.

Imports RelStorage and psycopg2, so it is loaded only when such an image is opened.
Read by: perdure.image.storage.uris.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import psycopg2
from psycopg2.extensions import make_dsn
from relstorage.adapters.postgresql import PostgreSQLAdapter
from relstorage.adapters.postgresql.oidallocator import PostgreSQLOIDAllocator
from relstorage.options import Options
from relstorage.storage import RelStorage
from ZODB.POSException import StorageError

from perdure.image.errors import ImageInUse, NotAnImage, ServerGone, no_image_at
from perdure.image.storage.blob_cache import with_cache
from perdure.image.storage.postgresql.assuming import Assumption, Poller
from perdure.image.storage.postgresql.committing import (
    IS_THERE,
    Statements,
    Whole,
    function_for,
)
from perdure.image.storage.postgresql.connecting import (
    MAKING,
    asked,
    connect,
    has_tables,
    locked,
    parsed,
)
from perdure.image.storage.postgresql.listening import IS_SPARING, IS_TOLD, TELLING, Listener
from perdure.image.storage.postgresql.relational import (
    Arrived,
    RelationalStorage,
    first_line,
    hold_connections,
)
from perdure.image.storage.postgresql.views import open_views

STALLED = 3  #: seconds after which the server lets go of a commit that does not go on
PACKING = 600  #: the same of one who packs
PREPARING = 10  #: seconds after which the server lets go of who looks after the tables
RANGES = 16  #: numbers taken from the sequence of ids at once; each stands for 16 ids

_at_work = threading.local()  #: what the thread does whose connections are opened

logger = logging.getLogger("perdure")


class Adapter(PostgreSQLAdapter):
    """RelStorage's, with a text that never has the password in it."""

    def __str__(self) -> str:
        return "<PostgreSQL>"

    __repr__ = __str__


class Allocator(PostgreSQLOIDAllocator):
    """Takes ids of objects from the sequence, many at once, and so that none is given twice.

    A server that is killed may forget that it has given a number: nobody waits until that is
    in its log. For a message that is written there somebody does, when the transaction ends,
    which is that of the one statement.
    """

    def __init__(self, statements: Statements) -> None:
        self._statements = statements

    def new_oids_no_cursor(self) -> list[int]:
        """Called by RelStorage, which so takes no connection of its own for it."""
        numbers = self._statements.ask(
            "SELECT array_agg(nextval('zoid_seq')) FROM generate_series(1, %s), "
            "pg_logical_emit_message(true, 'perdure', '')",
            (RANGES,),
        )
        numbers.sort(reverse=True)
        return [oid for number in numbers for oid in self._oid_range_around(number)]

    def set_min_oid(self, cursor: Any, oid_int: int) -> None:
        number = (oid_int + 15) // 16
        self._statements.ask(
            "SELECT CASE WHEN %s > nextval('zoid_seq') THEN setval('zoid_seq', %s) END",
            (number, number),
        )


class PostgresInstance(RelationalStorage):
    """The storage of one connection to an image in PostgreSQL."""

    def __init__(self, base: Any, statements: Statements, *, is_whole: bool) -> None:
        """`is_whole`: whether a commit may be one statement."""
        super().__init__(base)
        self._statements = statements
        self.whole = None
        if is_whole:
            assumption = Assumption(keeps_history=base.keep_history)
            base._adapter.poller = Poller(base._adapter.poller, assumption)
            self.whole = Whole(assumption)

    def new_instance(self, before: bytes | None = None) -> RelationalStorage:
        base = self._ask("new_instance", before=before)
        return PostgresInstance(base, self._statements, is_whole=self.whole is not None)

    def new_oid(self) -> Any:
        return self._meant(self._base._oids.new_oid, None, commit_in_progress=False)

    def sync(self, force: bool = True) -> Any:
        if self.whole is not None:
            self.whole.assumption.begins()
        return super().sync(force)

    def afterCompletion(self) -> None:  # noqa: N802
        if self.whole is not None:
            self.whole.assumption.begins()  # what is loaded from now on is in no transaction
        self._base.afterCompletion()

    def tpc_begin(self, transaction: Any, *arguments: Any, **options: Any) -> Any:
        begun = super().tpc_begin(transaction, *arguments, **options)
        if self.whole is not None:
            self.whole.begin(transaction)
        return begun

    def store(self, oid: bytes, serial: bytes, data: bytes, version: str, transaction: Any) -> Any:
        if self.whole is not None:
            if self.whole.gather(oid, serial, data, transaction):
                return None
            self._hand_over()
        return super().store(oid, serial, data, version, transaction)

    def storeBlob(self, *arguments: Any) -> Any:  # noqa: N802
        self._hand_over()
        return super().storeBlob(*arguments)

    def deleteObject(self, *arguments: Any) -> Any:  # noqa: N802
        self._hand_over()
        return self._ask("deleteObject", *arguments)

    def _hand_over(self) -> None:
        if self.whole is not None:
            self._meant(self.whole.hand_over, self._base)

    def tpc_vote(self, transaction: Any) -> Any:
        if self.whole is not None:
            self._meant(self.whole.offer, self._base)
        return super().tpc_vote(transaction)

    def tpc_finish(self, transaction: Any, f: Any = None) -> Any:
        try:
            return super().tpc_finish(transaction, f)
        finally:
            if self.whole is not None:
                self.whole.forget()

    def tpc_abort(self, transaction: Any) -> None:
        try:
            super().tpc_abort(transaction)
        finally:
            if self.whole is not None:
                self.whole.forget()

    def make_sure(self) -> None:
        """ReadConflictError where the transaction stands on another state than it assumes."""
        self.whole.assumption.refuse()
        self._meant(self.whole.make_sure, self._base)

    def _forget_ids(self) -> None:
        """They were taken in a transaction that was committed."""


class PostgresStorage(PostgresInstance):
    """The storage of an image in PostgreSQL."""

    def __init__(
        self,
        base: Any,
        statements: Statements,
        dsn: str,
        sender: str,
        *,
        is_whole: bool,
        is_told: bool,
    ) -> None:
        super().__init__(base, statements, is_whole=is_whole)
        self._stops.append(statements.close)
        self._dsn = dsn
        self._sender = sender  #: our commits are told under this name
        self._is_told = is_told  #: whether the server tells of commits

    @contextmanager
    def alone(self) -> Iterator[None]:
        with locked(self._dsn):
            self.sync()
            self.poll_invalidations()  # else an older state may be seen
            yield

    def pack(self, *arguments: Any, **options: Any) -> Any:
        _at_work.is_packing = True
        try:
            return super().pack(*arguments, **options)
        finally:
            _at_work.is_packing = False

    def hear(self, arrived: Arrived) -> None:
        if not self._is_told:
            super().hear(arrived)
            return
        listener = Listener(self._dsn, self._sender, arrived)
        self._stops.append(listener.stop)


def open_postgresql(uri: str, shown: str, *, read_only: bool, create: bool) -> PostgresStorage:
    """The storage; NotAnImage or ServerGone says why not. `shown` is the URI without a password."""
    dsn, chosen, patience = parsed(uri, shown)
    chosen |= {"name": shown, "create_schema": create and not read_only}
    if read_only:
        chosen["read_only"] = True
    options = Options(**chosen)
    deadline = monotonic() + patience
    while True:
        connect(dsn, shown, deadline).close()
        try:
            return opened(dsn, options, shown)
        except psycopg2.errors.LockNotAvailable:
            raise ImageInUse(
                f"another process has been making the image at {shown!r} for {MAKING} seconds"
            ) from None
        except psycopg2.errors.InsufficientPrivilege as error:
            raise NotAnImage(
                f"there is no image at {shown!r}, and none may be made: {first_line(error)}"
            ) from None
        except (psycopg2.Error, StorageError) as error:
            # The server may have gone in the meantime.
            if not isinstance(error, psycopg2.OperationalError):
                raise NotAnImage(f"{shown!r} cannot be opened: {first_line(error)}") from None
            if monotonic() > deadline:
                raise ServerGone(
                    f"the server of image {shown!r} fails: {first_line(error)}"
                ) from None


def opened_anew(storage: RelStorage, shown: str) -> RelationalStorage:
    """A storage that was opened by other means (zconfig:), as one of ours."""
    adapter, options = storage._adapter, storage._options
    if not isinstance(adapter, PostgreSQLAdapter):
        return RelationalStorage(storage)
    storage.close()
    return opened(adapter._dsn, options, shown)


def opened(dsn: str, options: Options, shown: str) -> PostgresStorage:
    if not options.blob_dir:
        return with_cache(lambda **more: opened(dsn, having(options, more), shown), None)
    sender = f"perdure {os.getpid()} {secrets.token_hex(4)}"
    dsn = make_dsn(dsn, application_name=sender)
    if not options.create_schema:
        if not has_tables(dsn):
            raise no_image_at(shown)
        return prepared(*make(dsn, options), dsn, sender, may_make=False)
    with locked(dsn, PREPARING):
        try:
            made = make(dsn, options)
        except psycopg2.errors.InsufficientPrivilege:
            if not has_tables(dsn):
                raise
            options.create_schema = False  # somebody else has made the tables
            made = make(dsn, options)
        return prepared(*made, dsn, sender, may_make=True)


def prepared(
    base: RelStorage, statements: Statements, dsn: str, sender: str, *, may_make: bool
) -> PostgresStorage:
    """The storage, with what Perdure wants of the database besides RelStorage's tables."""
    has_all = asked(dsn, f"SELECT ({IS_TOLD}) AND ({IS_SPARING}) AND ({IS_THERE})")
    if not has_all and may_make:
        makes = TELLING + function_for(keeps_history=base.keep_history)
        has_all = is_made(dsn, makes)
    is_told = has_all or asked(dsn, IS_TOLD)
    is_whole = has_views(base._adapter) and (has_all or asked(dsn, IS_THERE))
    return PostgresStorage(base, statements, dsn, sender, is_whole=is_whole, is_told=is_told)


def is_made(dsn: str, makes: str) -> bool:
    """Make what is wanted; False where that is not allowed."""
    connection = psycopg2.connect(dsn)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(makes)
    except psycopg2.errors.InsufficientPrivilege:
        logger.warning(
            "the tables belong to somebody else: commits of others are looked for, not told, "
            "and each commit takes longer"
        )
        return False
    finally:
        connection.close()
    return True


def having(options: Options, more: dict[str, Any]) -> Options:
    for name, value in more.items():
        setattr(options, name, value)
    return options


def make(dsn: str, options: Options) -> tuple[RelStorage, Statements]:
    statements = Statements(lambda: adapter.connmanager.open())
    adapter = Adapter(dsn=dsn, options=options, oidallocator=Allocator(statements))
    adapter.connmanager.add_on_store_opened(limit_stalls)
    hold_connections(adapter.connmanager)
    if has_views(adapter):
        open_views(adapter.connmanager, options.commit_lock_timeout)
    replace_by_queries(adapter.mover)
    return RelStorage(adapter=adapter, options=options), statements


def has_views(adapter: Adapter) -> bool:
    """Whether what loads can be what commits."""
    is_known = adapter.driver.MODULE_NAME == "psycopg2"
    return is_known and adapter.connmanager.ro_replica_selector is None


def limit_stalls(cursor: Any, restart: bool = False) -> None:
    """A member that is stopped in the middle of a commit must not hold its locks for long.

    A pack computes between two questions, for longer than a commit does.
    """
    if not restart:
        limit = PACKING if getattr(_at_work, "is_packing", False) else STALLED
        cursor.execute(f"SET idle_in_transaction_session_timeout = '{limit}s'")
        cursor.connection.commit()


def replace_by_queries(mover: Any) -> None:
    """Have what was resolved in a conflict sent in queries, not with COPY.

    That is done under locks, and no limit of the server's ends a COPY whose sender is stopped.
    """

    def replace_temps(cursor: Any, states: Any) -> None:
        for state, oid, previous in states:
            cursor.execute(
                "UPDATE temp_store SET prev_tid = %s, md5 = %s, state = %s WHERE zoid = %s",
                (previous, mover._compute_md5sum(state), mover.driver.Binary(state), oid),
            )

    mover.replace_temps = replace_temps
