"""Connections to an image's database, and how objects are loaded through them.

Of a cluster, all members are loaded with the first that is looked at, and each is in the cache by
itself, under its address.

Read by: perdure.image.storage.connection, perdure.image.storage.file_storage.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable
from itertools import starmap
from math import inf
from pathlib import Path
from typing import Any, Protocol

from ZODB.blob import Blob
from ZODB.Connection import Connection
from ZODB.POSException import (
    ConflictError,
    POSError,
    POSKeyError,
)
from ZODB.utils import oid_repr, z64

from perdure.image.errors import ForbiddenName
from perdure.image.schema.clusters import (
    CLUSTERED_FORMAT,
    addresses,
    is_member,
    record_of,
)
from perdure.image.schema.root import ROOT_KEY
from perdure.image.storage.reading import Loaded, Reader

LOG = logging.getLogger("perdure.image")
LOOKED_AT = 100  #: clusters of which the states are kept while single members are loaded
CLUSTERS_NOTED = 10_000  #: before those are forgotten of which nothing is in memory


class LoadsMuch(POSError):
    """More was to be loaded than the connection may load now."""


class Guests(Protocol):
    """The objects that another connection of the same database has read and changed."""

    def read(self) -> Iterable[tuple[bytes, bytes, frozenset[int]]]:
        """(id, serial, numbers) of the records that must not have been changed elsewhere.

        Of a cluster the members with these numbers, also where it is among `records`.
        """

    def records(self) -> Iterable[tuple[bytes, bytes, bytes]]:
        """(id, serial before the change or 0, record)."""

    def made(self, oid: bytes) -> bytes | None:
        """The record of a new object, which nobody has stored yet."""

    def blob(self, oid: bytes) -> str | None:
        """The file of a new blob; None where it is none of theirs."""


class LoadingConnection(Connection):
    """A connection as far as objects are loaded through it: from records, or from clusters."""

    #: Records of another connection of this database, stored with the next commit of this one.
    guests: Guests | None = None
    #: Where somebody wants to know them: the ids of all objects that were loaded, with the serials
    #: that they had, 0 where they were not found. The cache lets go of them at a savepoint. Of
    #: clusters only those members are loaded then that are looked at.
    loaded: dict[bytes, bytes] | None = None

    #: How many objects it may still load; LoadsMuch when there is another.
    may_load = inf

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._log = LOG  # ZODB's own would print a traceback where no log is set up
        self._reader = Reader(self, self._cache, self._db.classFactory)
        #: of each cluster that has members in memory, the highest number of one
        self._highest: dict[bytes, int] = {}
        self._noted = CLUSTERS_NOTED
        #: the records of clusters of which single members were loaded, and the members' states
        self._looked_at: dict[bytes, tuple[bytes, dict[int, tuple[Any, ...]]]] = {}
        #: (state, serial) of the member that is being loaded, where its cluster was read
        self._arriving: tuple[tuple[Any, ...], bytes] | None = None

    @property
    def makes_clusters(self) -> bool:
        """Whether new small objects share records: what the image's format says."""
        known: bool | None = getattr(self._db, "makes_clusters", None)
        if known is None:
            root = self._cache.get(z64)
            image = None if root is None else root.get(ROOT_KEY)
            if image is None:  # the database itself is just being made
                return False
            known = self._db.makes_clusters = image.format >= CLUSTERED_FORMAT
        return known

    def new_oid(self) -> bytes:
        oid: bytes = super().new_oid()
        if is_member(oid):
            raise POSError(f"the storage gave {oid_repr(oid)}, and ids of 56 bits are wanted")
        return oid

    def _resetCache(self) -> None:  # noqa: N802
        super()._resetCache()
        self._reader = Reader(self, self._cache, self._db.classFactory)
        self._highest = {}

    def setstate(self, obj: Any) -> None:
        arriving = self._arriving
        if arriving is not None:
            self._arriving = None
            self._reader.set_member(obj, arriving[0])
            obj._p_serial = arriving[1]
            return
        if self.may_load <= 0:
            raise LoadsMuch
        oid = record_of(obj._p_oid)
        if self.loaded is not None:
            self.loaded.setdefault(obj._p_oid, z64)
        guests = self.guests
        record = None if guests is None else guests.made(oid)
        if record is not None:
            self._set_state(obj, oid, record, z64)
            return
        if self.opened is None:
            super().setstate(obj)  # says that it is closed
            return
        try:
            record, serial = self._storage.load(oid)
            if self.loaded is not None:
                self.loaded[obj._p_oid] = serial
            self._load_count += 1
            self.may_load -= 1
            self._set_state(obj, oid, record, serial)
            obj._p_serial = serial
        except ConflictError:
            raise
        except BaseException as error:
            self._log.exception("%s %s cannot be loaded", type(obj).__name__, oid_repr(obj._p_oid))
            if isinstance(error, POSError) and isinstance(error.__cause__, ForbiddenName):
                raise error.__cause__ from None
            raise

    def _set_state(self, obj: Any, oid: bytes, record: bytes, serial: bytes) -> None:
        """Load an object from its record: with all others there, where that is a cluster."""
        if not is_member(obj._p_oid):
            self._reader.setGhostState(obj, record)
        elif self.loaded is not None:
            self._set_member(obj, oid, record)
        elif obj._p_oid[0] not in self._load_members(oid, record, serial, obj).members:
            raise POSKeyError(obj._p_oid)

    def record_at(self, oid: bytes) -> bytes:
        """The record of that id, of a cluster too; POSKeyError."""
        return self._record(oid)[0]

    def _record(self, oid: bytes) -> tuple[bytes, bytes]:
        """(record, serial) of a cluster."""
        guests = self.guests
        record = None if guests is None else guests.made(oid)
        if record is not None:
            return record, z64
        found: tuple[bytes, bytes] = self._storage.load(oid)
        return found

    def _load_members(self, oid: bytes, record: bytes, serial: bytes, wanted: Any = None) -> Loaded:
        """The members of a cluster, all of them loaded.

        A member that was in memory stays as it is, changed or not. `wanted` is being loaded.
        """
        reader, cache = self._reader, self._cache
        made = reader.cluster_in(record, cache.get, oid[1:])
        self.may_load -= len(made.new)
        for address, member in made.new:
            member._p_oid = address
            member._p_jar = self
            member._p_serial = serial
        # All in one, which nothing interrupts: they refer to each other.
        deque(starmap(cache.__setitem__, made.new), maxlen=0)
        for member, state in made.known:
            if member is wanted:
                reader.set_member(member, state)
                member._p_serial = serial
            elif member._p_changed is None:
                self._arriving = state, serial
                member._p_activate()
        self._note(oid, max(made.members, default=0))
        return made

    def _set_member(self, member: Any, oid: bytes, record: bytes) -> None:
        """Load one member and none of those beside it, which nobody has looked at."""
        kept, states = self._looked_at.get(oid, (b"", {}))
        if kept != record:
            if len(self._looked_at) >= LOOKED_AT:
                self._looked_at.clear()
            states = {number: state for number, _, state in self._reader.members_in(record)}
            self._looked_at[oid] = record, states
            self._note(oid, max(states))
        state = states.get(member._p_oid[0])
        if state is None:
            raise POSKeyError(member._p_oid)
        self._reader.set_member(member, state)

    def _note(self, oid: bytes, highest: int) -> None:
        self._highest[oid] = highest

    def forget_clusters(self) -> None:
        """Forget the sizes of clusters of which nothing is in memory, where there are many."""
        if len(self._highest) <= self._noted:
            return
        here = {record_of(oid) for oid, _ in self._cache.lru_items() if oid[0]}
        self._highest = {oid: n for oid, n in self._highest.items() if oid in here}
        self._noted = max(CLUSTERS_NOTED, 2 * len(self._highest))

    def let_go(self, oids: Iterable[bytes]) -> None:
        """Have these records loaded again when their objects are next looked at."""
        oids = list(oids)  # and one more list below: the cache empties what it is given
        self._cache.invalidate([*oids, *self._taken_from_memory(oids)])

    def _members_of(self, oids: Iterable[bytes]) -> list[bytes]:
        """The addresses of what may be in memory of these clusters."""
        highest = self._highest
        return [each for oid in oids if oid in highest for each in addresses(oid, highest[oid])]

    def _taken_from_memory(self, oids: Iterable[bytes]) -> list[bytes]:
        """The same, before all are let go: nothing is in memory until it is loaded."""
        found = self._members_of(oids)
        for oid in oids:
            self._highest.pop(oid, None)
        return found

    def get(self, oid: bytes) -> Any:
        if not is_member(oid):
            return super().get(oid)
        known = self._cache.get(oid)
        if known is not None:
            return known
        cluster = record_of(oid)
        record, serial = self._record(cluster)
        members = self._load_members(cluster, record, serial).members
        if oid[0] not in members:
            raise POSKeyError(oid)
        return members[oid[0]]

    def content_of(self, blob: Blob) -> bytes:
        """The bytes that are kept in a blob."""
        oid, guests = blob._p_oid, self.guests
        name = None if guests is None else guests.blob(oid)
        if name is None:
            name = self._storage.loadBlob(oid, self._storage.load(oid)[1])
        return Path(name).read_bytes()
