"""The changes by other processes' commits, as far as this one must know them.

ZODB keeps objects right by itself. Two things are not objects: the functions that
generated code calls through cells (perdure.vm.machine.linker), which are brought
up to date for just the cells that changed; and a driver that waits, which is
woken.

A client of a ZEO server is told of each commit. RelStorage finds out when a transaction
begins; so that a waiting driver is woken all the same, perdure.image.storage.postgresql.relational
hears of commits by other ways.

Read by: perdure.image.sharing.membership.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ZODB.Connection import Connection
from ZODB.DB import DB

from perdure.image.host.machines import Machines


class Invalidations:
    """Listens to the storage for one connection."""

    def __init__(
        self, database: DB, connection: Connection, machines: Machines, wake: Callable[[], None]
    ) -> None:
        self.has_news = False  #: whether a transaction begun now might see something new
        self.watched: set[bytes] | None = None  #: oids that wake the driver; None: all do
        self._wake = wake  #: called from any thread
        keep_right(machines, connection)
        self._hook_arriving(database)

    def _arrived(self, oids: Iterable[bytes] | None) -> None:
        """Another member has changed these objects; None: any."""
        watched = self.watched
        if watched is None or oids is None or not watched.isdisjoint(oids):
            self._tell()

    def _tell(self) -> None:
        if not self.has_news:
            self.has_news = True
            self._wake()

    def _hook_arriving(self, database: DB) -> None:
        """Hear of commits when they happen."""
        adapter = database._mvcc_storage
        hear = getattr(adapter, "hear", None)
        if hear is not None:
            hear(self._arrived)
            return
        invalidate = getattr(adapter, "invalidate", None)
        if invalidate is None:
            return
        invalidate_all = adapter.invalidateCache

        def arrived(tid: bytes, oids: Iterable[bytes], *rest: Any) -> None:
            invalidate(tid, oids, *rest)
            self._arrived(oids)

        def all_arrived() -> None:
            invalidate_all()
            self._tell()

        adapter.invalidate = arrived
        adapter.invalidateCache = all_arrived


def keep_right(machines: Machines, connection: Connection) -> None:
    """Let the machines hear of what each beginning transaction finds changed."""
    storage = connection._storage
    poll = storage.poll_invalidations

    def poll_and_refresh() -> Iterable[bytes] | None:
        oids: Iterable[bytes] | None = poll()
        if oids is None:
            machines.refresh()
        elif oids:
            relink(machines, connection, oids)
        return oids

    storage.poll_invalidations = poll_and_refresh


def relink(machines: Machines, connection: Connection, oids: Iterable[bytes]) -> None:
    """Another member has changed these objects: calls through cells among them look again."""
    known = connection._cache.get
    machines.changed([thing for oid in oids if (thing := known(oid)) is not None])
