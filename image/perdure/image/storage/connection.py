"""Connections to an image's database, and how objects are loaded and stored through them.

A commit of many small records is mostly the work around each of them, so that is done once for
all: see perdure.image.storage.states. Images do not count the bytes of what is in memory, and
have blobs only for what perdure.image.storage.large keeps apart; more of ZODB's ways is left out.

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import gc
import logging
from collections import deque
from collections.abc import Iterable
from itertools import repeat
from pathlib import Path
from typing import Any, Protocol

from persistent import Persistent
from ZODB.blob import Blob
from ZODB.Connection import Connection
from ZODB.POSException import (
    ConflictError,
    InvalidObjectReference,
    POSError,
    POSKeyError,
    ReadConflictError,
    ReadOnlyHistoryError,
)
from ZODB.utils import oid_repr, z64

from perdure.image.errors import ForbiddenName
from perdure.image.schema.clusters import (
    CLUSTERED_FORMAT,
    MOST,
    Cluster,
    addresses,
    is_member,
    record_of,
)
from perdure.image.schema.root import ROOT_KEY
from perdure.image.storage.large import copied, keeps_blobs, new_blob
from perdure.image.storage.members import Changed, Made
from perdure.image.storage.reading import Loaded, Reader
from perdure.image.storage.resolving import has_same_members, resolved
from perdure.image.storage.writing import Writer

LOG = logging.getLogger("perdure.image")
SET_SERIAL = Persistent._p_serial.__set__  #: (object, serial)
LOOKED_AT = 100  #: clusters of which the states are kept while single members are loaded
CLUSTERS_NOTED = 10_000  #: before those are forgotten of which nothing is in memory


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


class ImageConnection(Connection):
    """A connection whose reads between two transactions see what was committed last.

    What the cache let go of at a commit is loaded again when it is next looked at. ZODB
    would load it as it was before that commit, until the next transaction begins; here
    the view moves on with each end of a transaction. (RelStorage does so by itself.)

    It also says what is wrong with a record that names what it may not, and no more.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._log = LOG  # ZODB's own would print a traceback where no log is set up
        self._reader = Reader(self, self._cache, self._db.classFactory)
        self.keeps_blobs = keeps_blobs(self._db.storage)
        self._whole = getattr(self._normal_storage, "whole", None)
        #: of each cluster that has members in memory, the highest number of one
        self._highest: dict[bytes, int] = {}
        self._noted = CLUSTERS_NOTED
        #: the members of each cluster that this commit has made
        self._made: list[list[Any]] = []
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

    #: Whether an exception came when the vote had committed already: what was done is done.
    was_late = False

    #: Records of another connection of this database, stored with the next commit of this one.
    guests: Guests | None = None
    #: Where somebody wants to know them: the ids of all objects that were loaded, with the serials
    #: that they had, 0 where they were not found. The cache lets go of them at a savepoint. Of
    #: clusters only those members are loaded then that are looked at.
    loaded: dict[bytes, bytes] | None = None
    _added_during_commit: list[Any] | None
    _creating: dict[bytes, bool]  #: ids of records; of members, those of their clusters

    def assume(self) -> None:
        """Let the next transaction take it that nobody else has committed, until it commits.

        Nothing may be told of it before. It may meet a ReadConflictError.
        """
        if self._whole is not None:
            self._whole.assumption.want()

    @property
    def assumes(self) -> bool:
        """Whether the transaction in progress does so, and it was not found to be right."""
        if self._whole is None:
            return False
        assumption = self._whole.assumption
        return assumption.tid is not None or assumption.is_refuted

    def make_sure(self) -> None:
        """ReadConflictError where the transaction in progress stands on an older state."""
        if self.assumes:
            self._normal_storage.make_sure()

    def commit(self, transaction: Any) -> None:
        try:
            super().commit(transaction)
        except ConflictError as error:
            if error.oid:
                self.let_go([error.oid])
            raise
        guests = self.guests
        if guests is None:
            return
        metadata = transaction.data(self)
        written = {*self._modified, *self._creating}
        current: dict[bytes, bytes] = {}
        for oid, serial, numbers in guests.read():
            current[oid] = self._current_serial(oid, serial, numbers)
            self._storage.checkCurrentSerialInTransaction(oid, current[oid], metadata)
        for oid, serial, record in guests.records():
            if oid in written:
                if serial == z64:
                    continue  # made there, and changed here since: what was stored has both
                raise ConflictError(oid=oid)
            if current.get(oid, serial) != serial:  # of what was read of it nothing has changed
                before = self._storage.loadSerial(oid, serial)
                record = resolved(oid, before, self._storage.load(oid)[0], record)
                serial = current[oid]
            file = guests.blob(oid)
            if file is None:
                self._storage.store(oid, serial, record, "", metadata)
            else:  # a copy, for the merge may have to be done again
                copy = copied(file, self._storage.temporaryDirectory())
                self._storage.storeBlob(oid, serial, record, copy, "", metadata)

    def _current_serial(self, oid: bytes, serial: bytes, numbers: frozenset[int]) -> bytes:
        """The serial that a record must still have; a newer one where its members are the same."""
        if not numbers:
            return serial
        try:
            record, now = self._storage.load(oid)
            if now == serial:
                return serial
            is_same = has_same_members(self._storage.loadSerial(oid, serial), record, numbers)
        except (POSKeyError, TypeError):  # the storage does not keep what was before
            return serial
        return now if is_same else serial

    def _commit(self, transaction: Any) -> None:
        """Store what has changed; as ZODB does, but with one writer for all of it."""
        if self.before is not None:
            raise ReadOnlyHistoryError
        if self._import:
            super()._commit(transaction)
            return
        # Python's collector of cycles would go over all that is new again and again.
        collects = gc.isenabled()
        gc.disable()
        try:
            self._store_all(transaction)
        finally:
            if collects:
                gc.enable()

    def _store_all(self, transaction: Any) -> None:
        writer = Writer(self)
        stack = writer._stack
        added: list[Any] = []
        self._added_during_commit = added
        clusters = set()
        for thing in self._registered_objects:
            oid = thing._p_oid
            if thing._p_jar is not self:
                raise InvalidObjectReference(thing, thing._p_jar)
            if oid in self._added:
                assert thing._p_serial == z64
            elif record_of(oid) in self._creating or not thing._p_changed:
                continue  # stored with what refers to it, or not changed after all
            elif oid[0]:
                cluster = record_of(oid)
                if cluster not in clusters:
                    clusters.add(cluster)
                    stack.append(Changed(cluster))
                    self._store_objects(writer, transaction)
                continue
            stack.append(thing)
            self._store_objects(writer, transaction)
        for thing in added:
            stack.append(thing)
            self._store_objects(writer, transaction)
        self._added_during_commit = None

    def _store_objects(self, writer: Any, transaction: Any) -> None:
        """Store the objects on the writer's stack, and what they make new."""
        stack, store = writer._stack, self._storage.store
        saved = self._savepoint_storage
        writer.begin_root()
        while stack:
            thing = stack.pop()
            if type(thing) is Made:
                self._store_made(writer, thing, transaction)
                continue
            if type(thing) is Changed:
                self._store_changed(writer, thing.oid, transaction)
                continue
            oid, serial = thing._p_oid, thing._p_serial
            is_new = serial == z64 and (saved is None or saved.creating.get(oid, True))
            if is_new:
                self._creating[oid] = self._added.pop(oid, None) is None
            else:
                self._modified.append(oid)
            record = writer.serialize(thing)
            if type(thing) is Blob:
                file = thing._uncommitted()
                stored = self._storage.storeBlob(oid, serial, record, file, "", transaction)
            else:
                stored = store(oid, serial, record, "", transaction)
            self._store_count += 1
            if type(thing) is Cluster:  # put back as it was, by its record
                self._cache.invalidate(self._members_of([oid]))
            if is_new:
                self._cache[oid] = thing
            if self._readCurrent:
                self._readCurrent.pop(oid, None)
            if stored:  # in a savepoint
                thing._p_changed = False
                thing._p_serial = stored

    def _store_made(self, writer: Any, cluster: Made, transaction: Any) -> None:
        """Store new members. They are in the cache since they were claimed."""
        oid = cluster.oid
        record = writer.made(cluster)
        stored = self._storage.store(oid, z64, record, "", transaction)
        self._note(oid, len(cluster.members))
        self._store_count += 1
        if not stored:
            self._made.append(cluster.members)
            return
        for member in cluster.members:  # in a savepoint
            member._p_changed = False
            member._p_serial = stored

    def begin_made(self) -> bytes:
        """The id of a cluster whose members are about to be made.

        What an abort has to disown is noted once for all of them.
        """
        oid = self.new_oid()
        self._note(oid, MOST)
        self._creating[oid] = True
        return oid

    def _invalidate_creating(self, creating: Iterable[bytes] | None = None) -> None:
        """Disown what was made; of a cluster, its members."""
        if creating is None:
            creating, self._creating = self._creating, {}
            self._made = []
        oids = list(creating)
        super()._invalidate_creating([*oids, *self._members_of(oids)])

    def _store_changed(self, writer: Any, oid: bytes, transaction: Any) -> None:
        """Store a cluster of which members were changed: with all its members as they are."""
        self._cache.invalidate([oid])  # somebody may have looked at the record itself
        record, serial = self._record(oid)
        watched = self.loaded is not None
        before = (
            {each for each in self._members_of([oid]) if self._is_loaded(each)} if watched else ()
        )
        loaded = self._load_members(oid, record, serial)
        members = loaded.members
        highest = 0
        for number, member in members.items():
            highest = number
            if member._p_serial != serial:  # what was changed stands on another state
                raise ConflictError(oid=oid, serials=(serial, member._p_serial))
        changed = [oid, *(member._p_oid for member in members.values())]
        if serial == z64:
            self._creating.update(dict.fromkeys(changed, True))
        else:
            self._modified += changed
        record = writer.changed(oid, loaded)
        stored = self._storage.store(oid, serial, record, "", transaction)
        self._note(oid, highest)
        self._store_count += 1
        if self._readCurrent:
            self._readCurrent.pop(oid, None)
        if stored:  # in a savepoint
            for member in members.values():
                member._p_changed = False
                member._p_serial = stored
        if watched:  # what was not looked at so far is noted when it is
            self._cache.invalidate([each for each in changed[1:] if each not in before])

    def _is_loaded(self, oid: bytes) -> bool:
        known = self._cache.get(oid)
        return known is not None and known._p_changed is not None

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
        for address, member in made.new.items():
            member._p_oid = address
            member._p_jar = self
            member._p_serial = serial
        # All in one, which nothing interrupts: they refer to each other.
        deque(map(cache.__setitem__, made.new, made.new.values()), maxlen=0)
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

    def _forget_clusters(self) -> None:
        """Forget the sizes of clusters of which nothing is in memory."""
        here = {record_of(oid) for oid, _ in self._cache.lru_items() if oid[0]}
        self._highest = {oid: n for oid, n in self._highest.items() if oid in here}
        self._noted = max(CLUSTERS_NOTED, 2 * len(self._highest))

    def let_go(self, oids: Iterable[bytes]) -> None:
        """Have these records loaded again when their objects are next looked at."""
        oids = list(oids)  # and one more list below: the cache empties what it is given
        self._cache.invalidate([*oids, *self._members_of(oids)])

    def _members_of(self, oids: Iterable[bytes]) -> list[bytes]:
        """The addresses of what may be in memory of these clusters."""
        highest = self._highest
        return [each for oid in oids if oid in highest for each in addresses(oid, highest[oid])]

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

    def readCurrent(self, ob: Any) -> None:  # noqa: N802
        serial = ob._p_serial
        if serial != z64:  # trees ask it of each node on the way to what they change
            oid = ob._p_oid
            self._readCurrent[record_of(oid) if oid[0] else oid] = serial

    def newTransaction(self, transaction: Any, sync: bool = True) -> None:  # noqa: N802
        self._readCurrent.clear()
        self._looked_at.clear()
        self._storage.sync(sync)
        invalidated = self._storage.poll_invalidations()
        if invalidated is None:
            self._cache.invalidate(list(self._cache.cache_data))
        elif invalidated:
            self.let_go(invalidated)

    def _commit_savepoint(self, transaction: Any) -> None:
        # First: it may meet a conflict, and what was modified is what an abort has loaded again.
        self._modified += self._members_of(self._savepoint_storage.index)
        super()._commit_savepoint(transaction)

    def _abort_savepoint(self) -> None:
        records = list(self._savepoint_storage.index)
        super()._abort_savepoint()
        self._cache.invalidate(self._members_of(records))

    def _rollback_savepoint(self, state: Any) -> None:
        records = list(self._storage.index)
        super()._rollback_savepoint(state)
        self._cache.invalidate(self._members_of(records))

    def _resetCache(self) -> None:  # noqa: N802
        super()._resetCache()
        self._reader = Reader(self, self._cache, self._db.classFactory)
        self._highest = {}

    def tpc_vote(self, transaction: Any) -> None:
        if self._whole is not None:
            # A vote may be the commit where nobody votes after it.
            self._whole.is_alone = len(transaction._resources) == 1
        try:
            resolved = self._storage.tpc_vote(transaction.data(self))
        except ReadConflictError as error:
            if error.oid:
                self.let_go([error.oid])
            raise
        if resolved:
            self.let_go(resolved)

    def tpc_finish(self, transaction: Any) -> None:
        """Give what was stored its serial; as ZODB does, but for new members all at once."""
        serial = self._storage.tpc_finish(transaction.data(self))
        get = self._cache.get
        for oids in self._modified, self._creating:
            for oid in oids:
                thing = get(oid)
                if thing is not None and thing._p_changed is not None:
                    thing._p_changed = False
                    thing._p_serial = serial
        for members in self._made:
            deque(map(SET_SERIAL, members, repeat(serial)), maxlen=0)
        self._tpc_cleanup()

    def _tpc_cleanup(self) -> None:
        super()._tpc_cleanup()
        self._made = []

    def tpc_abort(self, transaction: Any) -> None:
        self.was_late = self._whole is not None and self._whole.has_committed
        super().tpc_abort(transaction)

    def new_blob(self, content: str | bytes) -> Blob:
        """A blob that has the content, to be stored with this commit."""
        try:
            return new_blob(content, self._storage.temporaryDirectory())
        except OSError as error:
            refusal = getattr(self._db.storage, "refusal", None)
            if refusal is None:
                raise
            raise refusal(error) from error

    def content_of(self, blob: Blob) -> bytes:
        """The bytes that are kept in a blob."""
        oid, guests = blob._p_oid, self.guests
        name = None if guests is None else guests.blob(oid)
        if name is None:
            name = self._storage.loadBlob(oid, self._storage.load(oid)[1])
        return Path(name).read_bytes()

    def afterCompletion(self, transaction: Any) -> None:  # noqa: N802
        super().afterCompletion(transaction)
        if len(self._highest) > self._noted:
            self._forget_clusters()
        if not hasattr(self._storage, "afterCompletion"):
            self.newTransaction(transaction, sync=False)

    def setstate(self, obj: Any) -> None:
        arriving = self._arriving
        if arriving is not None:
            self._arriving = None
            self._reader.set_member(obj, arriving[0])
            obj._p_serial = arriving[1]
            return
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
