"""Connections to an image's database, and how objects are stored through them.

How they are loaded: see perdure.image.storage.loading. A commit of many small records is mostly the
work around each of them, so that is done once for all: see perdure.image.storage.states. Images do
not count the bytes of what is in memory, and have blobs only for what perdure.image.storage.large
keeps apart; more of ZODB's ways is left out.

Read by: perdure.image.storage.file_storage.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable
from typing import Any

from ZODB.blob import Blob
from ZODB.POSException import (
    ConflictError,
    InvalidObjectReference,
    POSKeyError,
    ReadConflictError,
    ReadOnlyHistoryError,
)
from ZODB.utils import z64

from perdure.image.schema.clusters import (
    MOST,
    Cluster,
    numbers_in,
    record_of,
)
from perdure.image.storage.large import copied, keeps_blobs, new_blob
from perdure.image.storage.loading import LoadingConnection
from perdure.image.storage.members import Changed, Made
from perdure.image.storage.resolving import has_same_members, resolved
from perdure.image.storage.writing import Writer


class ImageConnection(LoadingConnection):
    """A connection whose reads between two transactions see what was committed last.

    What the cache let go of at a commit is loaded again when it is next looked at. ZODB
    would load it as it was before that commit, until the next transaction begins; here
    the view moves on with each end of a transaction. (RelStorage does so by itself.)

    It also says what is wrong with a record that names what it may not, and no more.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.keeps_blobs = keeps_blobs(self._db.storage)
        self._whole = getattr(self._normal_storage, "whole", None)
        #: the members of each cluster that this commit has made
        self._made: list[list[Any]] = []
        #: the ids of those that it has stored anew
        self._rewritten: list[bytes] = []

    #: Whether what the savepoints have made was stored through another connection: then members are
    #: let go of, and not disowned, which takes longer.
    is_stored_elsewhere = False
    #: Whether an exception came when the vote had committed already: what was done is done.
    was_late = False

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
        clusters: dict[bytes, Changed] = {}
        for thing in self._registered_objects:
            oid = thing._p_oid
            if oid and oid[0] and thing._p_changed and thing._p_jar is self:
                cluster = record_of(oid)
                if cluster not in clusters:
                    clusters[cluster] = Changed(cluster)
                clusters[cluster].members.append(thing)
        for thing in self._registered_objects:
            oid = thing._p_oid
            if thing._p_jar is not self:
                raise InvalidObjectReference(thing, thing._p_jar)
            if oid in self._added:
                assert thing._p_serial == z64
            elif record_of(oid) in self._creating or not thing._p_changed:
                continue  # stored with what refers to it, or not changed after all
            elif oid[0]:
                changed = clusters.pop(record_of(oid), None)
                if changed is not None:
                    stack.append(changed)
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
                self._store_changed(writer, thing, transaction)
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
                self._cache.invalidate(self._taken_from_memory([oid]))
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
        if not stored:  # in a savepoint they keep the serial that they have
            self._made.append(cluster.members)

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
        members = self._taken_from_memory(oids)
        if self.is_stored_elsewhere:
            self._cache.invalidate(members)
            members = []
        super()._invalidate_creating([*oids, *members])

    def _store_changed(self, writer: Any, cluster: Changed, transaction: Any) -> None:
        """Store a cluster of which members were changed: of all others what its record has."""
        oid, members = cluster.oid, cluster.members
        self._cache.invalidate([oid])  # somebody may have looked at the record itself
        record, serial = self._record(oid)
        for member in members:
            if member._p_serial != serial:  # what was changed stands on another state
                raise ConflictError(oid=oid, serials=(serial, member._p_serial))
        changed = [oid, *(member._p_oid for member in members)]
        saved = self._savepoint_storage
        if serial != z64:
            self._modified += changed
        elif saved is None or oid not in saved.creating:  # else a savepoint before has made it
            self._creating.update(dict.fromkeys(changed, True))
        state = self._reader.state_of_cluster(record, oid[1:])
        numbers = numbers_in(state)
        for member in members:
            if member._p_oid[0] not in numbers:
                raise POSKeyError(member._p_oid)
        record = writer.changed(state, members)
        stored = self._storage.store(oid, serial, record, "", transaction)
        self._note(oid, max(numbers))
        self._store_count += 1
        if self._readCurrent:
            self._readCurrent.pop(oid, None)
        if stored:  # in a savepoint
            for member in members:
                member._p_changed = False
                member._p_serial = stored
        else:
            self._rewritten.append(oid)

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
        self._cache.invalidate(self._taken_from_memory(records))

    def _rollback_savepoint(self, state: Any) -> None:
        records = list(self._storage.index)
        super()._rollback_savepoint(state)
        self._cache.invalidate(self._taken_from_memory(records))

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
            for member in members:
                member._p_serial = serial
        for address in self._members_of(self._rewritten):
            member = get(address)
            if member is not None and member._p_changed is not None:
                member._p_serial = serial
        self._tpc_cleanup()

    def _tpc_cleanup(self) -> None:
        super()._tpc_cleanup()
        self._made = []
        self._rewritten = []

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

    def afterCompletion(self, transaction: Any) -> None:  # noqa: N802
        super().afterCompletion(transaction)
        self.forget_clusters()
        if not hasattr(self._storage, "afterCompletion"):
            self.newTransaction(transaction, sync=False)
