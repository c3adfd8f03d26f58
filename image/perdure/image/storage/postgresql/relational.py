"""An image in a relational database: RelStorage, with Perdure's unpickling and errors.

RelStorage keeps ZODB's records in tables. This stands before it, for three things:

- whatever its driver raises when the server does not answer becomes `ServerAway`, which
  is transient: workers wait and go on (perdure.image.engine.upkeep), applications are told;
- records are looked at before a conflict of theirs is resolved, and those that hold members of
  clusters, or refer to any, are resolved as these want it; transactions' metadata are looked at
  before RelStorage reads them (perdure.image.storage.unpickling);
- `hear` tells of other processes' commits when they happen. RelStorage itself learns of
  them when a transaction begins.

Imports RelStorage, so it is loaded only when such an image is opened.
Read by: perdure.image.storage.uris, perdure.image.storage.postgresql.postgresql.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from relstorage.adapters.interfaces import UnableToAcquireLockError
from relstorage.storage.oid import OIDs
from relstorage.storage.tpc import vote
from transaction.interfaces import TransientError
from ZODB.mvccadapter import HistoricalStorageAdapter
from ZODB.POSException import ConflictError, POSError, StorageError
from zope.interface import directlyProvides, providedBy

from perdure.image.errors import ForbiddenName
from perdure.image.forking import give_up_in_children, sever_connection
from perdure.image.storage.unpickling import check_conflict, check_metadata, check_names

logging.getLogger("relstorage").addHandler(logging.NullHandler())  # it says what we say too

LOOK = 0.05  #: seconds between two looks for commits, where the database does not tell of them
AGAIN = 0.5  #: seconds after which a look that failed is tried again

#: Codes of PostgreSQL's errors that end a connection or its transaction, besides those that the
#: driver knows as such. None: the connection broke in the middle of an answer.
CUT_OFF = (None, "25P02", "25P03", "25P04")

#: Called with the oids that a commit has changed; None: with any.
Arrived = Callable[[Collection[bytes] | None], None]


class ServerAway(StorageError, TransientError):
    """The database's server does not answer. What was being committed may have been, or not."""


class Resolver(vote._CachedConflictResolver):
    """Resolves the conflicts that a vote of RelStorage meets.

    An application may have databases of its own in RelStorage: theirs are resolved as ever.
    """

    def tryToResolveConflict(  # noqa: N802
        self, oid: bytes, committed: bytes, old: bytes, record: bytes, committed_data: bytes = b""
    ) -> Any:
        check = self._crs_untransform_record_data
        if getattr(check, "__func__", None) is not RelationalStorage._checked:
            return super().tryToResolveConflict(oid, committed, old, record, committed_data)
        check(record)
        found = check_conflict(self, oid, committed, old, record, committed_data)
        return found or super().tryToResolveConflict(oid, committed, old, record, committed_data)


vote._CachedConflictResolver = Resolver


class RelationalStorage:
    """A RelStorage; what is not said here is its own."""

    #: What makes commits one statement, where the database can do that.
    whole: Any = None

    def __init__(self, base: Any) -> None:
        self._base = base
        driver = base._adapter.driver
        self._lost = driver.disconnected_exceptions
        self._faults = driver.lock_exceptions  # the driver's DatabaseError
        self._refused: ForbiddenName | None = None
        self._stops: list[Callable[[], None]] = []
        hold_connections(base._adapter.connmanager)
        # RelStorage resolves conflicts with an object that it makes for the purpose; this
        # is what that lets each record pass through first.
        base._crs_untransform_record_data = self._checked
        directlyProvides(self, providedBy(base))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._base, name)

    def __len__(self) -> int:
        return len(self._base)

    # Instances: one for each connection

    def new_instance(self, before: bytes | None = None) -> RelationalStorage:
        return RelationalStorage(self._ask("new_instance", before=before))

    def before_instance(self, before: bytes) -> Any:
        return HistoricalStorageAdapter(self.new_instance(before), before)

    def close(self) -> None:
        for stop in self._stops:
            stop()
        self._base.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While inside, nobody else makes an image here; for storages that can see to that."""
        yield

    def rest(self) -> None:
        """Let go of this instance's own connection until it is needed again.

        One that is left in a transaction would keep the database from reusing its space.
        """
        self._base._load_connection.drop()

    def own_cursor(self) -> Any:
        """The cursor of the commit in progress, between its vote and its end."""
        return self._base._tpc_phase.store_connection.cursor

    # What may find the server gone

    def load(self, oid: bytes, version: str = "") -> Any:
        return self._ask("load", oid, version)

    def loadBefore(self, oid: bytes, tid: bytes) -> Any:  # noqa: N802
        return self._ask("loadBefore", oid, tid)

    def loadSerial(self, oid: bytes, serial: bytes) -> Any:  # noqa: N802
        return self._ask("loadSerial", oid, serial)

    def prefetch(self, oids: Iterable[bytes]) -> Any:
        return self._ask("prefetch", oids)

    def lastTransaction(self) -> Any:  # noqa: N802
        return self._ask("lastTransaction")

    def new_oid(self) -> Any:
        return self._ask("new_oid")

    def sync(self, force: bool = True) -> Any:
        return self._ask("sync", force)

    def poll_invalidations(self) -> Any:
        return self._ask("poll_invalidations")

    def tpc_begin(self, transaction: Any, *arguments: Any, **options: Any) -> Any:
        self._refused = None
        return self._ask("tpc_begin", transaction, *arguments, **options)

    def store(self, oid: bytes, serial: bytes, data: bytes, version: str, transaction: Any) -> Any:
        return self._ask("store", oid, serial, data, version, transaction)

    def storeBlob(  # noqa: N802
        self, oid: bytes, serial: bytes, data: bytes, file: str, version: str, transaction: Any
    ) -> Any:
        return self._ask("storeBlob", oid, serial, data, file, version, transaction)

    def loadBlob(self, oid: bytes, serial: bytes) -> Any:  # noqa: N802
        return self._ask("loadBlob", oid, serial)

    def checkCurrentSerialInTransaction(  # noqa: N802
        self, oid: bytes, serial: bytes, transaction: Any
    ) -> Any:
        return self._ask("checkCurrentSerialInTransaction", oid, serial, transaction)

    def tpc_vote(self, transaction: Any) -> Any:
        try:
            return self._ask("tpc_vote", transaction)
        except ConflictError:
            if self._refused is not None:
                raise self._refused from None
            raise

    def tpc_finish(self, transaction: Any, f: Any = None) -> Any:
        return self._ask("tpc_finish", transaction, f)

    def tpc_abort(self, transaction: Any) -> None:
        try:
            self._base.tpc_abort(transaction)
        except Exception:  # noqa: BLE001  (it says so in several ways)
            # It could not tell the server; then the server has let go of it by itself.
            self._base.tpc_abort(transaction, _force=True)
        self._forget_ids()

    def _forget_ids(self) -> None:
        """Ids that were taken within what is now aborted, the server may give again."""
        if isinstance(self._base._oids, OIDs):
            self._base._oids.preallocated_oids = []

    def pack(self, *arguments: Any, **options: Any) -> Any:
        return self._ask("pack", *arguments, **options)

    # What reads transactions' metadata

    def history(self, *arguments: Any, **options: Any) -> Any:
        self._check_metadata()
        return self._ask("history", *arguments, **options)

    def undoLog(self, *arguments: Any, **options: Any) -> Any:  # noqa: N802
        self._check_metadata()
        return self._ask("undoLog", *arguments, **options)

    def undoInfo(self, *arguments: Any, **options: Any) -> Any:  # noqa: N802
        self._check_metadata()
        return self._ask("undoInfo", *arguments, **options)

    def iterator(self, *arguments: Any) -> Iterator[Any]:
        for record in self._ask("iterator", *arguments):
            check_metadata(record.extension_bytes)
            yield record

    # Commits of others

    def hear(self, arrived: Arrived) -> None:
        """Call `arrived`, from another thread, soon after each commit, until this is closed."""
        self._stops.append(Looker(self.new_instance(), arrived).stop)

    # Helpers

    def _ask(self, name: str, *arguments: Any, **options: Any) -> Any:
        return self._meant(getattr(self._base, name), *arguments, **options)

    def _meant(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        """The function's answer, or its error as ZODB and Perdure know it."""
        try:
            return function(*arguments, **options)
        except Exception as error:
            found = self._meaning_of(error)
            if found is error:
                raise
            raise found from error

    def _meaning_of(self, error: Exception) -> Exception:
        """The exception that ZODB and Perdure know this error as."""
        if isinstance(error, UnableToAcquireLockError) and not isinstance(error, TransientError):
            return ConflictError(str(error))
        if isinstance(error, POSError | TransientError | ForbiddenName):
            return error
        is_fault = isinstance(error, self._faults)
        if isinstance(error, self._lost) or (is_fault and getattr(error, "pgcode", "") in CUT_OFF):
            return ServerAway(f"the database does not answer: {first_line(error)}")
        if is_fault:
            return StorageError(f"the database refuses: {first_line(error)}")
        # Whatever it is, it is no program's fault.
        return StorageError(f"RelStorage failed: {type(error).__name__}: {first_line(error)}")

    def _checked(self, record: bytes) -> bytes:
        try:
            check_names(record)
        except ForbiddenName as error:
            self._refused = error
            raise ConflictError(str(error)) from None  # anything else would be logged, and lost
        return record

    def _check_metadata(self) -> None:
        for record in self._ask("iterator"):
            check_metadata(record.extension_bytes)


class Looker:
    """The thread that looks for commits again and again, where the database tells of none."""

    def __init__(self, instance: RelationalStorage, arrived: Arrived) -> None:
        self._instance = instance
        self._arrived = arrived
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="perdure-looker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._is_stopped.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        timeout = LOOK
        while not self._is_stopped.wait(timeout):
            timeout = LOOK
            try:
                self._instance.sync()
                oids = self._instance.poll_invalidations()
            except (TransientError, StorageError):
                timeout = AGAIN
                continue
            if oids is None or oids:
                self._arrived(oids)
        self._instance.release()


def hold_connections(manager: Any) -> None:
    """Keep forked processes from ending the connections that RelStorage opens from now on."""
    if hold not in manager._on_load_opened:
        manager.add_on_load_opened(hold)
        manager.add_on_store_opened(hold)


def hold(cursor: Any, restart: bool = False) -> None:
    if not restart:
        with suppress(TypeError):  # of a driver that is not known here
            give_up_in_children(cursor.connection, sever_connection)


def first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
